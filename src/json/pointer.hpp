// JSON Pointer (RFC 6901): how errors name a field.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::json {

/// Appends `/` and one reference token: `~` becomes `~0`, `/` becomes `~1`.
void append_pointer(std::string& pointer, std::string_view token);
/// Appends `/` and an array index.
void append_pointer(std::string& pointer, std::size_t index);

}  // namespace atgateway::json
