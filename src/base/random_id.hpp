// Random ids.
#pragma once

#include <string>

namespace atgateway::base {

/// 32 lower-case hex digits, unpredictable enough to name a request; thread-safe, no system call per id.
[[nodiscard]] std::string random_id();

}  // namespace atgateway::base
