#include "wire/content_coding.hpp"

#include "wire/characters.hpp"
#include "wire/inflater.hpp"

#include <atgateway/secret.hpp>

#include <utility>

namespace atgateway::wire {
namespace {

/// The next `;`-separated parameter, from the front of `text`. Quotes may hold a ';'.
std::string_view next_parameter(std::string_view& text) noexcept {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < text.size() && (quoted || text[end] != ';'); ++end) {
    if (text[end] == '"') quoted = !quoted;
    if (quoted && text[end] == '\\' && end + 1 < text.size()) ++end;
  }
  const auto parameter = trim(text.substr(0, end));
  text.remove_prefix(end < text.size() ? end + 1 : end);
  return parameter;
}

bool is_json_type(std::string_view type) noexcept {
  if (equal_without_case(type, "application/json")) return true;
  const auto slash = type.find('/');
  if (slash == std::string_view::npos || !is_token(type.substr(0, slash))) return false;
  const auto subtype = type.substr(slash + 1);
  constexpr std::string_view suffix = "+json";
  return is_token(subtype) && subtype.size() > suffix.size() &&
         equal_without_case(subtype.substr(subtype.size() - suffix.size()), suffix);
}

}  // namespace

Result<std::string> decode_content(std::string_view coding, std::string body, std::size_t limit) {
  Result<std::string> plain = Errc::unsupported_content_encoding;
  if (coding.empty() || equal_without_case(coding, "identity")) {
    if (body.size() <= limit) return body;
    plain = Errc::body_too_large;
  } else if (equal_without_case(coding, "gzip") || equal_without_case(coding, "x-gzip")) {
    plain = inflate_bytes(Packing::gzip, body, limit);
  } else if (equal_without_case(coding, "deflate")) {
    plain = inflate_bytes(Packing::deflate, body, limit);
  } else {
    const bool several = coding.find(',') != std::string_view::npos;
    plain = Error(Errc::unsupported_content_encoding, several ? "Content-Encoding names more than one coding."
                                                              : "Content-Encoding is not gzip, deflate or identity.");
  }
  wipe(body);
  return plain;
}

bool is_json_media_type(std::string_view content_type) noexcept {
  if (!is_json_type(next_parameter(content_type))) return false;
  while (!content_type.empty()) {
    const auto parameter = next_parameter(content_type);
    const auto equals = parameter.find('=');
    if (!equal_without_case(parameter.substr(0, equals), "charset")) continue;
    if (equals == std::string_view::npos) return false;
    auto charset = parameter.substr(equals + 1);
    if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
      charset = charset.substr(1, charset.size() - 2);
    }
    if (!equal_without_case(charset, "utf-8")) return false;
  }
  return true;
}

}  // namespace atgateway::wire
