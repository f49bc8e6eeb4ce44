#include "dialect/accepted_coding.hpp"

#include "base/ascii.hpp"

#include <string_view>

namespace atgateway::dialect {
namespace {

/// What stands before the mark; `text` is left with what stands behind it.
std::string_view take_until(std::string_view& text, char mark) noexcept {
  const auto end = text.find(mark);
  const auto part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return base::trim(part);
}

/// Is it a weight of zero, `q=0.000` for example?
bool is_refusal(std::string_view parameter) noexcept {
  const auto name = take_until(parameter, '=');
  const auto weight = base::trim(parameter);
  return base::equal_without_case(name, "q") && weight.starts_with('0') &&
         weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

flow::Coding accepted_coding(const Headers& headers) noexcept {
  bool gzip = false, deflate = false;
  for (std::size_t at = 0; at < headers.size(); ++at) {
    auto [name, rest] = headers[at];
    if (!base::equal_without_case(name, "accept-encoding")) continue;
    while (!rest.empty()) {
      auto parameters = take_until(rest, ',');
      const auto coding = take_until(parameters, ';');
      bool wanted = true;
      while (!parameters.empty()) wanted = !is_refusal(take_until(parameters, ';')) && wanted;
      if (base::equal_without_case(coding, "gzip") || base::equal_without_case(coding, "x-gzip")) gzip = wanted;
      if (base::equal_without_case(coding, "deflate")) deflate = wanted;
    }
  }
  return gzip ? flow::Coding::gzip : deflate ? flow::Coding::deflate : flow::Coding::identity;
}

}  // namespace atgateway::dialect
