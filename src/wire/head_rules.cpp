#include "wire/head_rules.hpp"

#include "wire/authority.hpp"
#include "wire/characters.hpp"

#include <string>

namespace atgateway::wire {
namespace {

std::string_view canonical_name(KnownField field) noexcept {
  switch (field) {
    case KnownField::other:
      break;
    case KnownField::host:
      return "Host";
    case KnownField::connection:
      return "Connection";
    case KnownField::content_length:
      return "Content-Length";
    case KnownField::transfer_encoding:
      return "Transfer-Encoding";
    case KnownField::expect:
      return "Expect";
    case KnownField::content_type:
      return "Content-Type";
    case KnownField::content_encoding:
      return "Content-Encoding";
    case KnownField::authorization:
      return "Authorization";
  }
  return {};
}

Error bad(std::string detail) { return Error(Errc::bad_request, std::move(detail)); }

}  // namespace

std::optional<Error> HeadRules::note(const FieldLine& field) {
  const auto known = known_field(field.name);
  if (known == KnownField::other) return std::nullopt;
  if (known == KnownField::connection) return note_connection(field.value);
  if (seen(known)) return bad(std::string(canonical_name(known)) + " stands more than once.");
  seen_ |= bit(known);

  switch (known) {
    case KnownField::host:
      if (!is_authority(field.value)) return bad("Host is not `host` or `host:port`.");
      break;
    case KnownField::content_length:
      return note_length(field.value);
    case KnownField::transfer_encoding:
      // Coding names compare without case (RFC 9112 7); anything beside this one name is refused.
      if (!equal_without_case(field.value, "chunked")) return bad("Transfer-Encoding is not exactly `chunked`.");
      break;
    case KnownField::expect:
      if (!equal_without_case(field.value, "100-continue")) {
        return Error(Errc::expectation_failed, "Expect is not `100-continue`.");
      }
      break;
    case KnownField::other:
    case KnownField::connection:
    case KnownField::content_type:
    case KnownField::content_encoding:
    case KnownField::authorization:
      break;
  }
  return std::nullopt;
}

std::optional<Error> HeadRules::finish(std::string_view method, int version_minor, std::size_t body_bytes) const {
  if (version_minor >= 1 && !seen(KnownField::host)) return bad("Host is missing.");
  if (chunked()) {
    if (seen(KnownField::content_length)) return bad("Content-Length and Transfer-Encoding stand together.");
    if (version_minor == 0) return bad("Transfer-Encoding stands in an HTTP/1.0 request.");
  } else if (!content_length_ && method == "POST") {
    return Error(Errc::length_required, "A POST has neither Content-Length nor `Transfer-Encoding: chunked`.");
  }
  if (content_length_.value_or(0) > body_bytes) {
    return Error(Errc::body_too_large,
                 "Content-Length is over the limit of " + std::to_string(body_bytes) + " bytes for a body.");
  }
  return std::nullopt;
}

std::optional<Error> HeadRules::note_connection(std::string_view value) {
  while (!value.empty()) {
    const auto comma = value.find(',');
    const auto option = trim(value.substr(0, comma));
    value = comma == std::string_view::npos ? std::string_view() : value.substr(comma + 1);
    if (option.empty()) continue;  // RFC 9110 5.6.1.2: empty list elements say nothing
    if (!is_token(option)) return bad("Connection is not a list of tokens.");
    close_ = close_ || equal_without_case(option, "close");
    keep_alive_ = keep_alive_ || equal_without_case(option, "keep-alive");
  }
  return std::nullopt;
}

std::optional<Error> HeadRules::note_length(std::string_view value) {
  // 1*DIGIT, one way to write each number: another reader of the same bytes must not find another length.
  constexpr auto detail = "Content-Length is not a plain decimal number.";
  if (value.empty() || (value.size() > 1 && value.front() == '0')) return bad(detail);
  std::uint64_t length = 0;
  for (const char c : value) {
    if (!is_digit(c)) return bad(detail);
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (length > (UINT64_MAX - digit) / 10) return bad("Content-Length is larger than any length.");
    length = length * 10 + digit;
  }
  content_length_ = length;
  return std::nullopt;
}

}  // namespace atgateway::wire
