#include "upstream/direct_transport.hpp"

#include "upstream/direct_exchange.hpp"
#include "upstream/request_head.hpp"

#include <utility>
#include <vector>

namespace atgateway::upstream {
namespace {

constexpr std::size_t scratch_bytes = 65536;

class DirectTransport final : public Transport {
 public:
  DirectTransport(net::Reactor& reactor, net::SystemResolver& resolver, const TransportLimits& limits)
      : scratch_(scratch_bytes),
        ground_{reactor, resolver, limits, scratch_},
        self_(std::make_shared<DirectTransport*>(this)),
        board_(reactor) {}
  ~DirectTransport() override { *self_ = nullptr; }

  Ticket send(const Endpoint& endpoint, const flow::UpstreamCall& call, SendOptions options, Done done) override {
    DirectExchange& exchange = board_.open(endpoint, call, std::move(options), std::move(done), [this] {
      return std::make_unique<DirectExchange>(
          ground_, [this](DirectExchange& ended, flow::UpstreamOutcome outcome) { end(ended, std::move(outcome)); });
    });
    const Ticket ticket = exchange.ticket;
    const TimePoint now = Clock::now();
    if (auto checked = check_call(call, exchange.options); !checked.ok()) {
      end(exchange, {checked.error(), flow::Sent::no});
      return ticket;
    }
    if (exchange.options.deadline.passed(now)) {
      end(exchange, deadline_passed(Phase::resolve));
      return ticket;
    }
    DirectRoute& route = routes_.of(endpoint, ground_.reactor);
    auto addresses = route.literal();
    if (!addresses) addresses = ground_.resolver.cached(endpoint.connect_host, endpoint.connect_port);
    addresses ? begin(exchange, route, now, addresses) : resolve(exchange, route, now);
    return ticket;
  }

  void abandon(Ticket ticket) noexcept override {
    if (DirectExchange* exchange = board_.find(ticket)) board_.drop(*exchange);
  }

 private:
  void begin(DirectExchange& exchange, DirectRoute& route, TimePoint began,
             const std::shared_ptr<const net::AddressList>& addresses) {
    route.learn(addresses);
    if (route.addresses().empty()) return end(exchange, address_refused());
    exchange.begin(route, began);
  }

  void resolve(DirectExchange& exchange, DirectRoute& route, TimePoint now) {
    exchange.resolving(route, now);
    const auto limit = exchange.options.deadline.sooner(Deadline(now + ground_.limits.connect));
    ground_.resolver.resolve(ground_.reactor, exchange.endpoint->connect_host, exchange.endpoint->connect_port, limit,
                             [self = self_, ticket = exchange.ticket, &route](Result<net::AddressList> resolved) {
                               if (*self) (*self)->on_resolved(ticket, route, std::move(resolved));
                             });
  }

  void on_resolved(Ticket ticket, DirectRoute& route, Result<net::AddressList> resolved) {
    DirectExchange* exchange = board_.find(ticket);
    if (!exchange) return;
    const TimePoint now = Clock::now();
    const TimePoint began = exchange->resolve_began();
    exchange->resolve_us = std::chrono::duration_cast<std::chrono::microseconds>(now - began).count();
    if (exchange->options.deadline.passed(now)) return end(*exchange, deadline_passed(Phase::resolve));
    if (!resolved.ok()) {
      return end(*exchange,
                 failed(Errc::upstream_resolve_failed, flow::Sent::no, std::string(resolved.error().detail())));
    }
    begin(*exchange, route, began, std::make_shared<const net::AddressList>(std::move(*resolved)));
  }

  void end(DirectExchange& exchange, flow::UpstreamOutcome outcome) {
    exchange.clear();
    board_.finish(exchange, std::move(outcome));
  }

  std::vector<char> scratch_;
  DirectGround ground_;
  std::shared_ptr<DirectTransport*> self_;
  RouteTable<DirectRoute> routes_;  // before the board: connections refer to their routes
  ExchangeBoard<DirectExchange> board_;
};

}  // namespace

std::unique_ptr<Transport> make_direct_transport(net::Reactor& reactor, net::SystemResolver& resolver,
                                                 const TransportLimits& limits) {
  return std::make_unique<DirectTransport>(reactor, resolver, limits);
}

}  // namespace atgateway::upstream
