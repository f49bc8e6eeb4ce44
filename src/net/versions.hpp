// Which OpenSSL is loaded.
#pragma once

#include <string>

namespace atgateway::net {

[[nodiscard]] std::string openssl_version();

}  // namespace atgateway::net
