// The transport without libcurl: HTTP/1.1 over kept connections, plain or TLS, on one reactor. For the hot path.
#pragma once

#include "net/reactor.hpp"
#include "net/system_resolver.hpp"
#include "upstream/transport.hpp"

#include <memory>

namespace atgateway::upstream {

/// Made, used and destroyed on the reactor's thread (or before it runs). Exchanges that are in flight when it goes are
/// dropped, their completions unrun.
[[nodiscard]] std::unique_ptr<Transport> make_direct_transport(net::Reactor& reactor, net::SystemResolver& resolver,
                                                               const TransportLimits& limits);

}  // namespace atgateway::upstream
