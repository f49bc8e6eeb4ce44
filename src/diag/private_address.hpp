// Addresses that the internet does not route.
#pragma once

#include "net/address.hpp"

namespace atgateway::diag {

/// RFC 1918, RFC 6598 (shared), RFC 4193 (unique local), and link-local ones. Loopback is not among them.
[[nodiscard]] bool is_private(const net::SocketAddress& address);

}  // namespace atgateway::diag
