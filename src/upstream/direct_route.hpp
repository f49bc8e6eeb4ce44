// DirectRoute: a route with its kept connections and what TLS towards it needs.
#pragma once

#include "upstream/connection_pool.hpp"
#include "upstream/route.hpp"

#include <sys/stat.h>

#include <memory>

namespace atgateway::upstream {

class DirectRoute : public Route {
 public:
  DirectRoute(const Endpoint& endpoint, net::Reactor& reactor)
      : Route(endpoint), pool(reactor, endpoint.max_connections) {}

  /// Whom to trust; the CA file is read when it is needed first. @return null for plain HTTP
  [[nodiscard]] Result<std::shared_ptr<const net::TlsClientContext>> tls();
  /// Is the CA file another one than was read? Then `tls()` reads it anew. To be asked when a certificate was not
  /// believed: authorities are changed here and there, and never at the same moment.
  [[nodiscard]] bool ca_has_changed();

  net::TlsSessions sessions;  // before the pool: its connections refer to it
  ConnectionPool pool;

 private:
  std::shared_ptr<const net::TlsClientContext> context_;
  struct stat read_file_ {};
};

}  // namespace atgateway::upstream
