// The first line of a request: method, target, version.
#pragma once

#include <atgateway/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::wire {

/// RFC 9112 3.2.
enum class TargetForm : std::uint8_t { origin, absolute, authority, asterisk };

/// Views into the line.
struct RequestLine {
  std::string_view method;
  std::string_view target;
  TargetForm form = TargetForm::origin;
  int version_minor = 1;
};

/// `method SP request-target SP HTTP-version`, single spaces, no CRLF (RFC 9112 3).
///
/// Authority-form is read for CONNECT only and asterisk-form for OPTIONS only.
/// @return the parts. On failure `http_version_unsupported` for a well-formed version other than 1.0 and 1.1, otherwise
///         `bad_request`.
[[nodiscard]] Result<RequestLine> parse_request_line(std::string_view line);

/// Reduces an absolute-form target to origin-form, once Host is known.
///
/// @param host  value of Host; nothing when an HTTP/1.0 request has none
/// @return nothing; `bad_request` when the target's authority is not the same text as Host (without case)
[[nodiscard]] std::optional<Error> reduce_to_origin_form(std::string& target, std::optional<std::string_view> host);

}  // namespace atgateway::wire
