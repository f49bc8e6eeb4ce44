// ATGATEWAY_* variables: the path of a key in upper case, list items by index.
#pragma once

#include "config/key.hpp"
#include "config/reading.hpp"

#include <string>
#include <string_view>

namespace atgateway::config {

/// Applies the variables to the draft. `upstream_named` says that a flag names the one upstream, which then wins over
/// variables that name upstreams, while settings of item 0 still apply to it.
[[nodiscard]] Result<void> read_environment(Reading& reading, bool upstream_named);

/// Makes `url` the only upstream, judged with the rest later; warns when that drops upstreams of the file.
[[nodiscard]] Result<void> replace_upstreams(Reading& reading, std::string_view url, const Origin& origin);

/// "ATGATEWAY_LIMITS_ROWS" of "/limits/rows".
[[nodiscard]] std::string variable_of(std::string_view pointer);

}  // namespace atgateway::config
