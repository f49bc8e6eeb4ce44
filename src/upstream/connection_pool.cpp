#include "upstream/connection_pool.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <utility>

namespace atgateway::upstream {

ConnectionPool::ConnectionPool(net::Reactor& reactor, std::size_t most)
    : reactor_(reactor), most_(most), sweeper_(reactor, [this] { sweep(); }) {}

std::unique_ptr<DirectConnection> ConnectionPool::take() {
  const TimePoint now = reactor_.now();
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (now - connection->idle_since < idle_limit && now - connection->opened() < lifetime_limit &&
        connection->stream().is_quiet()) {
      return connection;
    }
  }
  return nullptr;
}

void ConnectionPool::keep(std::unique_ptr<DirectConnection> connection) {
  const TimePoint now = reactor_.now();
  if (idle_.size() >= most_ || now - connection->opened() >= lifetime_limit) return;
  connection->idle_since = now;
  connection->hand_to(*this);
  connection->wait_for(EPOLLIN);
  idle_.push_back(std::move(connection));
  if (!sweeper_.armed()) sweeper_.arm(now + idle_limit);
}

void ConnectionPool::on_connection_ready(DirectConnection& connection) {
  if (!connection.stream().is_quiet()) drop(connection);
}

void ConnectionPool::on_connection_exception(DirectConnection& connection) noexcept { drop(connection); }

void ConnectionPool::drop(const DirectConnection& connection) noexcept {
  std::erase_if(idle_, [&](const auto& held) { return held.get() == &connection; });
}

void ConnectionPool::sweep() {
  const TimePoint now = reactor_.now();
  std::erase_if(idle_, [now](const auto& held) { return now - held->idle_since >= idle_limit; });
  if (!idle_.empty()) sweeper_.arm(idle_.front()->idle_since + idle_limit);
}

}  // namespace atgateway::upstream
