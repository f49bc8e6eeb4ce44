// Queries: names and values, percent-encoded.
#pragma once

#include <string>
#include <string_view>

namespace atgateway::service {

/// Appends `name=value`, and `&` before it when it is not the first.
void append_parameter(std::string& query, std::string_view name, std::string_view value);

}  // namespace atgateway::service
