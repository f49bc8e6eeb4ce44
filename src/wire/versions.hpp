// Which zlib is loaded.
#pragma once

#include <string>

namespace atgateway::wire {

[[nodiscard]] std::string zlib_version();

}  // namespace atgateway::wire
