// Percent-encoding, as queries have it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atgateway::base {

/// Appends `text` with everything but RFC 3986's unreserved characters as %XX, byte by byte.
void append_percent_encoded(std::string& out, std::string_view text);

/// A name or value of a query; `+` is a blank there (WHATWG URL, application/x-www-form-urlencoded).
/// @return nothing when a `%` is not followed by two hexadecimal digits
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace atgateway::base
