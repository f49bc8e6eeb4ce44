#include "net/versions.hpp"

#include <openssl/crypto.h>

namespace atgateway::net {

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace atgateway::net
