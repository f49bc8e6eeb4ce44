// Which transport carries a call: the direct one for HTTP/1.1, libcurl's for the rest.
#pragma once

#include "net/reactor.hpp"
#include "net/system_resolver.hpp"
#include "upstream/transport.hpp"

#include <memory>

namespace atgateway::upstream {

/// Made, used and destroyed on the reactor's thread.
[[nodiscard]] std::unique_ptr<Transport> make_transport(net::Reactor& reactor, net::SystemResolver& resolver,
                                                        const TransportLimits& limits);

}  // namespace atgateway::upstream
