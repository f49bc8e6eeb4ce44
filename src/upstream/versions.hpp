// Which libcurl is loaded.
#pragma once

#include <string>

namespace atgateway::upstream {

[[nodiscard]] std::string libcurl_version();

}  // namespace atgateway::upstream
