#include "wire/versions.hpp"

#include <zlib.h>

namespace atgateway::wire {

std::string zlib_release() { return ::zlibVersion(); }

}  // namespace atgateway::wire
