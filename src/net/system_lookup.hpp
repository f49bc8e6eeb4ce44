// The blocking lookup: getaddrinfo.
#pragma once

#include "net/system_resolver.hpp"

#include <string>

namespace atgateway::net {

/// All addresses of the host in the system's order, with this port. Blocks as long as the system likes.
[[nodiscard]] Result<AddressList> look_up_by_system(const std::string& host, std::uint16_t port);

}  // namespace atgateway::net
