// ConnectionPool: the connections of one route that wait for the next call.
#pragma once

#include "upstream/direct_connection.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace atgateway::upstream {

/// Idle connections are watched: one that the upstream closes, or on which it says anything, is dropped at once, and
/// before one is handed out it is looked at once more. So a dead connection is not the reason for a lost call, and
/// bytes that nobody asked for never become an answer.
class ConnectionPool final : DirectConnection::User {
 public:
  static constexpr std::chrono::seconds idle_limit{30};       ///< below what servers usually allow
  static constexpr std::chrono::seconds lifetime_limit{300};  ///< so that a changed address or certificate is noticed

  ConnectionPool(net::Reactor& reactor, std::size_t most);

  /// A connection that is fit for use, or null. The most recently used comes first, so that spares grow old and go.
  [[nodiscard]] std::unique_ptr<DirectConnection> take();
  /// Keeps it if it is worth keeping.
  void keep(std::unique_ptr<DirectConnection> connection);
  [[nodiscard]] std::size_t size() const noexcept { return idle_.size(); }

 private:
  void on_connection_ready(DirectConnection& connection) override;
  void on_connection_exception(DirectConnection& connection) noexcept override;
  void drop(const DirectConnection& connection) noexcept;
  void sweep();

  net::Reactor& reactor_;
  std::size_t most_;
  std::vector<std::unique_ptr<DirectConnection>> idle_;  // by idle_since, the oldest first
  net::Timer sweeper_;
};

}  // namespace atgateway::upstream
