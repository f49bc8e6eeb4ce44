// Queries: names and values, percent-encoded.
#pragma once

#include <string>
#include <string_view>

namespace atgateway::service {

/// Appends `text` with everything but RFC 3986's unreserved characters as %XX, byte by byte.
void append_encoded(std::string& out, std::string_view text);

/// Appends `name=value`, and `&` before it when it is not the first.
void append_parameter(std::string& query, std::string_view name, std::string_view value);

}  // namespace atgateway::service
