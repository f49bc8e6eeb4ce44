// The log: lines on stderr.
#pragma once

#include <atgateway/config.hpp>
#include <atgateway/sinks.hpp>

namespace server {

/// Sinks that write one line a record, whole lines only. A full or closed stderr drops lines and never blocks the
/// gateway for good.
[[nodiscard]] atgateway::Sinks log_to_stderr(const atgateway::LogConfig& config);

}  // namespace server
