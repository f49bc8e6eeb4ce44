// Reload: which parts of a configuration change while requests run.
#pragma once

#include <atgateway/config.hpp>

namespace atgateway::gateway {

/// The running configuration with those parts of the next one that a reload applies; `config_needs_restart` names the
/// rest.
[[nodiscard]] Config reloaded(const Config& running, const Config& next);

}  // namespace atgateway::gateway
