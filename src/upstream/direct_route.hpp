// DirectRoute: a route with its kept connections and what TLS towards it needs.
#pragma once

#include "upstream/connection_pool.hpp"
#include "upstream/request_head.hpp"
#include "upstream/route.hpp"

#include <memory>
#include <string>

namespace atgateway::upstream {

class DirectRoute : public Route {
 public:
  DirectRoute(const Endpoint& endpoint, net::Reactor& reactor)
      : Route(endpoint),
        host_line("\r\nHost: " + host_field(endpoint) + "\r\n"),
        pool(reactor, endpoint.max_connections) {}

  /// Reads the CA file when it is needed first. @return null for plain HTTP
  [[nodiscard]] Result<std::shared_ptr<const net::TlsClientContext>> tls() {
    if (!endpoint().tls || context_) return context_;
    auto made = net::TlsClientContext::make(endpoint().ca_file);
    if (made.ok()) context_ = *made;
    return made;
  }
  /// The CA file may be another one by now.
  void forget_tls() noexcept { context_.reset(); }

  const std::string host_line;  ///< what follows the target and the version
  net::TlsSessions sessions;    // before the pool: its connections refer to it
  ConnectionPool pool;

 private:
  std::shared_ptr<const net::TlsClientContext> context_;
};

}  // namespace atgateway::upstream
