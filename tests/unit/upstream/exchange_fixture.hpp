// A reactor, a resolver and a transport on the test's own thread, and exchanges as plain calls.
#pragma once

#include "support/raw_server.hpp"
#include "upstream/curl_transport.hpp"
#include "upstream/endpoint.hpp"
#include "upstream/transport.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace atgateway::upstream {

inline const std::string test_token = "header.payload-with_all~of+it/42==";

/// Which transport a test drives.
struct Kind {
  const char* name;
  std::unique_ptr<Transport> (*make)(net::Reactor&, net::SystemResolver&, const TransportLimits&);
};
inline std::ostream& operator<<(std::ostream& out, const Kind& kind) { return out << kind.name; }

inline TransportLimits patient_limits() {
  TransportLimits limits;
  limits.connect = limits.tls = limits.first_byte = std::chrono::seconds(10);
  return limits;
}

inline Endpoint endpoint_at(std::uint16_t port, const std::string& prefix = {}) {
  UpstreamConfig config;
  config.base_url = "http://127.0.0.1:" + std::to_string(port) + prefix;
  return *make_endpoint(config);
}

/// As a caller would come by it, over a name and TLS.
inline Endpoint tls_endpoint_at(std::uint16_t port, const std::string& ca, const std::string& host = "localhost") {
  UpstreamConfig config;
  config.base_url = "https://" + host;
  config.connect_to = "127.0.0.1:" + std::to_string(port);
  config.ca = ca;
  return *make_endpoint(config);
}

inline flow::UpstreamCall get(std::string path = "/v3/lds/stats", std::string query = {}) {
  flow::UpstreamCall call;
  call.method = "GET";
  call.path = std::move(path);
  call.query = std::move(query);
  return call;
}

inline flow::UpstreamCall post(std::string body, std::string path = "/v3/lds/geocoding/batch") {
  flow::UpstreamCall call = get(std::move(path));
  call.method = "POST";
  call.body = std::move(body);
  return call;
}

inline SendOptions within(std::chrono::milliseconds span = std::chrono::seconds(30)) {
  SendOptions options;
  options.token = std::make_shared<const Secret>(test_token);
  options.request_id = "request-1";
  options.deadline = Deadline::after(span);
  return options;
}

/// A port on loopback that nobody listens on: bound, so that nobody else gets it meanwhile.
class ClosedPort {
 public:
  ClosedPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no port");
    }
    port_ = ntohs(address.sin_port);
  }
  ~ClosedPort() { ::close(fd_); }
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 protected:
  int fd_;
  std::uint16_t port_ = 0;
};

/// A port that swallows connection attempts: it listens, but its queue is full.
class BlackHole : public ClosedPort {
 public:
  BlackHole() {
    if (::listen(fd_, 0) != 0) throw std::runtime_error("no listener");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port_);
    for (int& filler : fillers_) {
      filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      (void)::connect(filler, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
  }
  ~BlackHole() {
    for (const int filler : fillers_) ::close(filler);
  }

 private:
  int fillers_[4] = {-1, -1, -1, -1};
};

class World {
 public:
  explicit World(const Kind& kind, const TransportLimits& limits = patient_limits(), net::ResolverOptions names = {})
      : reactor_(std::move(*net::Reactor::make())),
        resolver_(std::make_unique<net::SystemResolver>(std::move(names))),
        guard_(*reactor_, [this] {
          late_ = true;
          reactor_->stop();
        }) {
    if (!set_up_curl()) throw std::runtime_error("curl");
    reactor_->on_unhandled([this](const std::exception_ptr&) {
      ++unhandled;
      look();
    });
    transport = kind.make(*reactor_, *resolver_, limits);
  }
  ~World() { transport.reset(); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Turns the loop until the condition holds, looked at after every completion.
  void run_until(const std::function<bool()>& holds) {
    late_ = false;
    guard_.arm(Clock::now() + std::chrono::seconds(20));
    while (!holds() && !late_) reactor_->run();
    guard_.cancel();
    BOOST_REQUIRE_MESSAGE(!late_, "nothing happened for 20 s");
  }
  /// Turns the loop for a while: for things that must not happen.
  void run_for(std::chrono::milliseconds span) {
    net::Timer end(*reactor_, [this] { reactor_->stop(); });
    end.arm(Clock::now() + span);
    reactor_->run();
  }
  /// Wakes `run_until`.
  void look() { reactor_->stop(); }

  flow::UpstreamOutcome exchange(const Endpoint& endpoint, const flow::UpstreamCall& call,
                                 SendOptions options = within()) {
    std::optional<flow::UpstreamOutcome> out;
    [[maybe_unused]] const auto ticket =
        transport->send(endpoint, call, std::move(options), [&](flow::UpstreamOutcome outcome) {
          out.emplace(std::move(outcome));
          look();
        });
    BOOST_REQUIRE(!out);
    run_until([&] { return out.has_value(); });
    return std::move(*out);
  }

  net::Reactor& reactor() { return *reactor_; }
  std::unique_ptr<Transport> transport;
  int unhandled = 0;

 private:
  std::unique_ptr<net::Reactor> reactor_;
  std::unique_ptr<net::SystemResolver> resolver_;
  bool late_ = false;
  net::Timer guard_;
};

/// An answer of this status.
inline void check_answer(const flow::UpstreamOutcome& outcome, int status, std::string_view body) {
  if (!outcome.reply.ok()) {
    BOOST_FAIL(outcome.reply.error().slug() << ": " << outcome.reply.error().detail());
  }
  BOOST_TEST(outcome.reply->status == status);
  BOOST_TEST(outcome.reply->body == body);
  BOOST_TEST(static_cast<int>(outcome.sent) == static_cast<int>(flow::Sent::yes));
}

/// No answer, with this code; and a detail that tells but does not give away.
inline void check_failure(const flow::UpstreamOutcome& outcome, Errc code, flow::Sent sent) {
  BOOST_REQUIRE(!outcome.reply.ok());
  const auto detail = outcome.reply.error().detail();
  BOOST_TEST_CONTEXT(detail) {
    BOOST_TEST(outcome.reply.error().slug() == describe(code).slug);
    BOOST_TEST(static_cast<int>(outcome.sent) == static_cast<int>(sent));
    BOOST_TEST(detail.find("127.0.0.") == std::string_view::npos);
    BOOST_TEST(detail.find("localhost") == std::string_view::npos);
    BOOST_TEST(detail.find("payload") == std::string_view::npos);
    BOOST_TEST(detail.find("/v3/") == std::string_view::npos);
  }
}

}  // namespace atgateway::upstream
