// Worker: the gateway's part on one reactor thread. Everything here happens on that thread.
#pragma once

#include "gateway/sender.hpp"
#include "gateway/shared.hpp"
#include "net/reactor.hpp"
#include "upstream/transport.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

namespace atgateway::gateway {

class Calls;
class Exchange;
class MicroBatch;
struct MicroBatchKey;

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

  /// The sender has calls to send. It is served now if there is a slot, else in turn.
  void line_up(Sender& sender, std::size_t group);
  void step_out(Sender& sender, std::size_t group);
  void give_back(std::size_t group);
  /// A slot was handed to this worker.
  void granted(std::size_t group);

  /// The transport that goes with this snapshot; made on first use, kept by whoever uses it.
  [[nodiscard]] std::shared_ptr<upstream::Transport> transport(const std::shared_ptr<const Snapshot>& snapshot);

  /// The micro-batch that still takes rows like this request's; a new one when there is none.
  [[nodiscard]] std::shared_ptr<MicroBatch> open_micro_batch(const Calls& calls);
  /// Takes no more rows.
  void close_micro_batch(const MicroBatch& batch);
  void dismiss(MicroBatch& batch);

  void finish_all();
  void cancel_all();

 private:
  [[nodiscard]] std::deque<Sender*>& line(std::size_t group);
  void serve_one(std::size_t group);
  void pump(std::size_t group);

  Shared& shared_;
  std::size_t index_;
  net::Reactor& reactor_;
  std::unordered_map<Exchange*, std::shared_ptr<Exchange>> active_;
  std::vector<std::deque<Sender*>> lines_;  ///< by slot group
  std::map<MicroBatchKey, std::shared_ptr<MicroBatch>> open_batches_;
  std::map<const MicroBatch*, std::shared_ptr<MicroBatch>> batches_;  ///< open, waiting or on the wire
  std::shared_ptr<const Snapshot> transport_for_;
  std::shared_ptr<upstream::Transport> transport_;
};

}  // namespace atgateway::gateway
