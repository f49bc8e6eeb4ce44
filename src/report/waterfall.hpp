// Where the time goes on the way: each phase of a call as a bar, one below the other.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <string>

namespace atgateway::report {

/// A `figure`, or nothing when no phase was looked at.
[[nodiscard]] std::string waterfall(const Report& report);

}  // namespace atgateway::report
