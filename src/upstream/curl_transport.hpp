// The transport over libcurl: HTTP/1.1 and HTTP/2, TLS, one multi handle on one reactor.
#pragma once

#include "net/reactor.hpp"
#include "net/system_resolver.hpp"
#include "upstream/transport.hpp"

#include <functional>
#include <memory>

namespace atgateway::upstream {

/// Made, used and destroyed on the reactor's thread (or before it runs). Exchanges that are in flight when it goes are
/// dropped, their completions unrun.
[[nodiscard]] std::unique_ptr<Transport> make_curl_transport(net::Reactor& reactor, net::SystemResolver& resolver,
                                                             const TransportLimits& limits);

/// libcurl's global set-up; the Runtime calls it once, before any thread starts. @return false when libcurl refuses.
[[nodiscard]] bool set_up_curl() noexcept;

}  // namespace atgateway::upstream
