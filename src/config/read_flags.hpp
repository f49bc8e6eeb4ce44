// Flags of the command line, already split into names and values.
#pragma once

#include "config/reading.hpp"

#include <optional>
#include <string_view>

namespace atgateway::config {

/// The value of the flag that names the only upstream; the last one counts.
[[nodiscard]] std::optional<std::string_view> upstream_flag(const ConfigSources& sources);

/// Applies every other flag to the draft.
[[nodiscard]] Result<void> read_flags(Reading& reading);

}  // namespace atgateway::config
