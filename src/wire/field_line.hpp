// One header or trailer line: name, colon, value.
#pragma once

#include <atgateway/result.hpp>

#include <cstdint>
#include <string_view>

namespace atgateway::wire {

/// The fields that decide how a message is framed or answered; they may stand once (Connection: often).
enum class KnownField : std::uint8_t {
  other,
  host,
  connection,
  content_length,
  transfer_encoding,
  expect,
  content_type,
  content_encoding,
  authorization,
};

[[nodiscard]] KnownField known_field(std::string_view name) noexcept;

/// May this name not stand in a trailer? Framing, routing, request modifiers, credentials and what describes the
/// content (RFC 9110 6.5.1).
[[nodiscard]] bool forbidden_in_trailer(std::string_view name) noexcept;

/// Views into the line; the value without the whitespace around it.
struct FieldLine {
  std::string_view name;
  std::string_view value;
};

/// `field-name ":" OWS field-value OWS` (RFC 9112 5), from a line that LineScanner let through: no control characters.
/// @return the parts; `bad_request` for obs-fold, whitespace before the colon, no colon, a name that is not a token
[[nodiscard]] Result<FieldLine> parse_field_line(std::string_view line);

}  // namespace atgateway::wire
