// Worker: the gateway's part on one reactor thread. Everything here happens on that thread.
#pragma once

#include "gateway/shared.hpp"
#include "net/reactor.hpp"
#include "upstream/transport.hpp"

#include <cstddef>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

namespace atgateway::gateway {

class Exchange;

/// Lines up requests that want slots, and serves them in turn: one call each, so that a request of 10,000 rows and a
/// request of one row get the same share.
class Worker {
 public:
  Worker(Shared& shared, std::size_t index, net::Reactor& reactor);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  [[nodiscard]] Shared& shared() noexcept { return shared_; }
  [[nodiscard]] net::Reactor& reactor() noexcept { return reactor_; }

  void adopt(const std::shared_ptr<Exchange>& exchange);
  void dismiss(Exchange& exchange);

  /// The exchange has calls to send. It is served now if there is a slot, else in turn.
  void line_up(Exchange& exchange, std::size_t group);
  void step_out(Exchange& exchange, std::size_t group);
  void give_back(std::size_t group);
  /// A slot was handed to this worker.
  void granted(std::size_t group);

  /// The transport that goes with this snapshot; made on first use, kept by whoever uses it.
  [[nodiscard]] std::shared_ptr<upstream::Transport> transport(const std::shared_ptr<const Snapshot>& snapshot);

  void finish_all();
  void cancel_all();

 private:
  [[nodiscard]] std::deque<Exchange*>& line(std::size_t group);
  void serve_one(std::size_t group);
  void pump(std::size_t group);

  Shared& shared_;
  std::size_t index_;
  net::Reactor& reactor_;
  std::unordered_map<Exchange*, std::shared_ptr<Exchange>> active_;
  std::vector<std::deque<Exchange*>> lines_;  ///< by slot group
  std::shared_ptr<const Snapshot> transport_for_;
  std::shared_ptr<upstream::Transport> transport_;
};

}  // namespace atgateway::gateway
