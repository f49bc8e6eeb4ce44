#include "report/markup.hpp"

#include "report/visible.hpp"

namespace atgateway::report {
namespace {

std::string with_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string escaped(std::string_view text) { return with_entities(visible(text)); }

std::string escaped_lines(std::string_view text) { return with_entities(visible_lines(text)); }

}  // namespace atgateway::report
