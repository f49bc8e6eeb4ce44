#include "upstream/select_transport.hpp"

#include "upstream/curl_transport.hpp"

namespace atgateway::upstream {

std::unique_ptr<Transport> make_transport(net::Reactor& reactor, net::SystemResolver& resolver,
                                          const TransportLimits& limits) {
  return make_curl_transport(reactor, resolver, limits);
}

}  // namespace atgateway::upstream
