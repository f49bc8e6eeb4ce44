// Reload: which parts of a configuration can change while requests run.
#pragma once

#include <atgateway/config.hpp>

#include <string>
#include <vector>

namespace atgateway::gateway {

/// Puts the running values back where a change needs a restart.
/// @return JSON Pointers of the values that were put back
[[nodiscard]] std::vector<std::string> keep_what_needs_restart(const Config& running, Config& next);

}  // namespace atgateway::gateway
