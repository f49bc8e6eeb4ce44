#include "upstream/curl_transport.hpp"

#include "upstream/curl_exchange.hpp"
#include "upstream/request_head.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::upstream {
namespace {

class CurlTransport final : public Transport {
 public:
  CurlTransport(net::Reactor& reactor, net::SystemResolver& resolver, const TransportLimits& limits)
      : reactor_(reactor),
        resolver_(resolver),
        limits_(limits),
        self_(std::make_shared<CurlTransport*>(this)),
        multi_(reactor, [this](CURL* easy, CURLcode code) { on_ended(easy, code); }),
        board_(reactor) {}
  ~CurlTransport() override { *self_ = nullptr; }

  Ticket send(const Endpoint& endpoint, const flow::UpstreamCall& call, SendOptions options, Done done) override {
    CurlExchange& exchange = board_.open(endpoint, call, std::move(options), std::move(done), [this] {
      return std::make_unique<CurlExchange>(multi_, reactor_, limits_, [this](CurlExchange& late) { on_time(late); });
    });
    const Ticket ticket = exchange.ticket;
    exchange.started = Clock::now();
    if (auto checked = check_call(call, exchange.options); !checked.ok()) {
      end(exchange, {checked.error(), flow::Sent::no});
    } else if (exchange.options.deadline.passed(exchange.started)) {
      end(exchange, deadline_passed(Phase::resolve));
    } else {
      exchange.route = &routes_.of(endpoint);
      auto addresses = exchange.route->literal();
      if (!addresses) addresses = resolver_.cached(endpoint.connect_host, endpoint.connect_port);
      addresses ? run(exchange, addresses) : resolve(exchange);
    }
    return ticket;
  }

  void abandon(Ticket ticket) noexcept override {
    if (CurlExchange* exchange = board_.find(ticket)) board_.drop(*exchange);
  }

 private:
  void resolve(CurlExchange& exchange) {
    exchange.state = CurlExchange::State::resolving;
    const auto limit = exchange.options.deadline.sooner(Deadline(exchange.started + limits_.connect));
    const Endpoint& endpoint = *exchange.endpoint;
    resolver_.resolve(reactor_, endpoint.connect_host, endpoint.connect_port, limit,
                      [self = self_, ticket = exchange.ticket](Result<net::AddressList> resolved) {
                        if (*self) (*self)->on_resolved(ticket, std::move(resolved));
                      });
  }

  void on_resolved(Ticket ticket, Result<net::AddressList> resolved) {
    CurlExchange* exchange = board_.find(ticket);
    if (!exchange) return;
    const TimePoint now = Clock::now();
    exchange->resolve_us = std::chrono::duration_cast<std::chrono::microseconds>(now - exchange->started).count();
    if (exchange->options.deadline.passed(now)) return end(*exchange, deadline_passed(Phase::resolve));
    if (!resolved.ok()) {
      return end(*exchange,
                 failed(Errc::upstream_resolve_failed, flow::Sent::no, std::string(resolved.error().detail())));
    }
    run(*exchange, std::make_shared<const net::AddressList>(std::move(*resolved)));
  }

  void run(CurlExchange& exchange, const std::shared_ptr<const net::AddressList>& addresses) {
    CurlRoute& route = *exchange.route;
    if (route.learn(addresses)) route.pin();
    if (route.addresses().empty()) return end(exchange, address_refused());
    if (!exchange.prepare() || !multi_.add(exchange.easy())) {
      return end(exchange, {Errc::out_of_memory, flow::Sent::no});
    }
    exchange.state = CurlExchange::State::running;
    exchange.timer.arm(next_look(exchange));
  }

  [[nodiscard]] milliseconds limit_of(Phase phase) const noexcept {
    switch (phase) {
      case Phase::resolve:
      case Phase::connect:
        return limits_.connect;
      case Phase::tls:
        return limits_.tls;
      case Phase::write:
      case Phase::first_byte:
      case Phase::body:
        return limits_.first_byte;
    }
    return limits_.first_byte;
  }

  /// The timer is not moved at each change of phase: it looks when the shortest limit could have passed, and again when
  /// the one that counts then would.
  [[nodiscard]] TimePoint next_look(const CurlExchange& exchange) const noexcept {
    const auto shortest = std::min({limits_.connect, limits_.tls, limits_.first_byte});
    return exchange.options.deadline.sooner(Deadline(Clock::now() + shortest)).at();
  }

  void on_time(CurlExchange& exchange) {
    if (exchange.state != CurlExchange::State::running) return;
    const TimePoint now = Clock::now();
    const Phase phase = exchange.phase();
    if (exchange.options.deadline.passed(now)) return end(exchange, deadline_passed(phase));
    if (exchange.may_be_early() && exchange.answer_is_whole()) return end(exchange, exchange.result(CURLE_OK));
    const milliseconds allowed =
        exchange.is_surely_early() ? std::min(CurlExchange::early_limit, limit_of(phase)) : limit_of(phase);
    if (!exchange.moved() && now >= exchange.phase_began() + allowed) {
      if (phase == Phase::connect) give_up_address(exchange);
      return end(exchange, limit_passed(phase, allowed));
    }
    const TimePoint limit = exchange.may_be_early() ? now + CurlExchange::early_look : exchange.phase_began() + allowed;
    exchange.timer.arm(std::min(std::max(limit, now + milliseconds(1)), exchange.options.deadline.at()));
  }

  void give_up_address(CurlExchange& exchange) {
    resolver_.distrust(exchange.endpoint->connect_host, exchange.endpoint->connect_port);
    exchange.route->rotate();
    exchange.route->pin();
  }

  void on_ended(CURL* easy, CURLcode code) {
    void* held = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &held);
    auto& exchange = static_cast<CurlExchange&>(*static_cast<Exchange*>(held));
    multi_.remove(easy);
    exchange.state = CurlExchange::State::ended;
    if (code == CURLE_PEER_FAILED_VERIFICATION && exchange.reread_ca() && multi_.add(easy)) {
      exchange.state = CurlExchange::State::running;
      return;
    }
    auto outcome = exchange.result(code);
    if (!outcome.reply.ok() && outcome.reply.error().code() == Errc::upstream_connect_refused)
      give_up_address(exchange);
    end(exchange, std::move(outcome));
  }

  void end(CurlExchange& exchange, flow::UpstreamOutcome outcome) {
    exchange.clear();
    board_.finish(exchange, std::move(outcome));
  }

  net::Reactor& reactor_;
  net::SystemResolver& resolver_;
  const TransportLimits limits_;
  std::shared_ptr<CurlTransport*> self_;
  RouteTable<CurlRoute> routes_;
  CurlMulti multi_;  // before the board: exchanges leave it when they go
  ExchangeBoard<CurlExchange> board_;
};

}  // namespace

std::unique_ptr<Transport> make_curl_transport(net::Reactor& reactor, net::SystemResolver& resolver,
                                               const TransportLimits& limits) {
  return std::make_unique<CurlTransport>(reactor, resolver, limits);
}

bool set_up_curl() noexcept {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

}  // namespace atgateway::upstream
