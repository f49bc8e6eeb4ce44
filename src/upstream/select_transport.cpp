#include "upstream/select_transport.hpp"

#include "upstream/curl_transport.hpp"
#include "upstream/direct_transport.hpp"

#include <utility>

namespace atgateway::upstream {
namespace {

/// Both behind one face. A ticket's lowest bit says whose it is.
class SelectingTransport final : public Transport {
 public:
  SelectingTransport(net::Reactor& reactor, net::SystemResolver& resolver, const TransportLimits& limits)
      : reactor_(reactor),
        resolver_(resolver),
        limits_(limits),
        direct_(make_direct_transport(reactor, resolver, limits)) {}

  Ticket send(const Endpoint& endpoint, const flow::UpstreamCall& call, SendOptions options, Done done) override {
    if (!endpoint.http2) return direct_->send(endpoint, call, std::move(options), std::move(done)) << 1;
    if (!curl_) curl_ = make_curl_transport(reactor_, resolver_, limits_);
    return (curl_->send(endpoint, call, std::move(options), std::move(done)) << 1) | 1;
  }

  void abandon(Ticket ticket) noexcept override {
    if ((ticket & 1) == 0) return direct_->abandon(ticket >> 1);
    if (curl_) curl_->abandon(ticket >> 1);
  }

 private:
  net::Reactor& reactor_;
  net::SystemResolver& resolver_;
  TransportLimits limits_;
  std::unique_ptr<Transport> direct_;
  std::unique_ptr<Transport> curl_;  ///< made by the first HTTP/2 call
};

}  // namespace

std::unique_ptr<Transport> make_transport(net::Reactor& reactor, net::SystemResolver& resolver,
                                          const TransportLimits& limits) {
  return std::make_unique<SelectingTransport>(reactor, resolver, limits);
}

}  // namespace atgateway::upstream
