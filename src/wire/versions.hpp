// Which zlib is loaded.
#pragma once

#include <string>

namespace atgateway::wire {

[[nodiscard]] std::string zlib_release();

}  // namespace atgateway::wire
