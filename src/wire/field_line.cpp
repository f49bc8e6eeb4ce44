#include "wire/field_line.hpp"

#include "wire/characters.hpp"

#include <array>

namespace atgateway::wire {
namespace {

constexpr std::array<std::string_view, 26> not_in_trailers = {
    "authorization",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "cookie",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "max-forwards",
    "pragma",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-request-id",
};

}  // namespace

KnownField known_field(std::string_view name) noexcept {
  const auto either = [name](std::string_view text, KnownField field) {
    return equal_without_case(name, text) ? field : KnownField::other;
  };
  switch (name.size()) {
    case 4:
      return either("host", KnownField::host);
    case 6:
      return either("expect", KnownField::expect);
    case 10:
      return either("connection", KnownField::connection);
    case 12:
      return either("content-type", KnownField::content_type);
    case 13:
      return either("authorization", KnownField::authorization);
    case 14:
      return either("content-length", KnownField::content_length);
    case 16:
      return either("content-encoding", KnownField::content_encoding);
    case 17:
      return either("transfer-encoding", KnownField::transfer_encoding);
    default:
      return KnownField::other;
  }
}

bool forbidden_in_trailer(std::string_view name) noexcept {
  for (const auto forbidden : not_in_trailers) {
    if (equal_without_case(name, forbidden)) return true;
  }
  return false;
}

Result<FieldLine> parse_field_line(std::string_view line) {
  std::size_t colon = 0;
  while (colon < line.size() && is(token_character, line[colon])) ++colon;
  if (colon > 0 && colon < line.size() && line[colon] == ':') {
    return FieldLine{line.substr(0, colon), trim(line.substr(colon + 1))};
  }
  const char* detail = "A header line has no colon after its name.";
  if (colon == 0 && !line.empty() && (line.front() == ' ' || line.front() == '\t')) {
    detail = "A header line begins with whitespace; folded headers are not read.";
  } else if (colon == 0 && line.starts_with(':')) {
    detail = "A header line has no name.";
  } else if (colon < line.size() && (line[colon] == ' ' || line[colon] == '\t')) {
    detail = "A header name is followed by whitespace instead of a colon.";
  } else if (colon < line.size()) {
    detail = "A header name holds a character that no name may hold.";
  }
  return Error(Errc::bad_request, detail);
}

}  // namespace atgateway::wire
