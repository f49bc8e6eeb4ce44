// Slots: how many upstream calls run at once, over the whole process, shared fairly between workers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace atgateway::gateway {

/// A slot is the right to have one upstream call in flight. There is one limit for the process and one per upstream.
///
/// A worker that gets none is put into a queue and is handed a slot when one comes free, in turn; so a worker that is
/// busy with a big batch cannot take its own freed slots again and again while another worker waits. Within a worker
/// the slot goes to the next request in turn (see Worker).
class SlotPool {
 public:
  /// `wake(worker, group)` is called without the lock held, when a slot of that group has been handed to the worker.
  using Wake = std::function<void(std::size_t worker, std::size_t group)>;
  SlotPool(std::uint32_t limit, Wake wake);

  /// The group of an upstream, made on first use; `limit` replaces an earlier one.
  [[nodiscard]] std::size_t group(const std::string& base_url, std::uint32_t limit);
  void set_limit(std::uint32_t limit);

  /// A slot now, or a place in the queue (one per worker and group).
  [[nodiscard]] bool acquire(std::size_t worker, std::size_t group);
  /// Gives back a slot; the next in the queue gets it.
  void release(std::size_t group);
  [[nodiscard]] std::uint32_t in_flight() const;
  /// Nobody gets a slot any more, and nobody is woken.
  void close();

 private:
  struct Group {
    std::string base_url;
    std::uint32_t limit = 0;
    std::uint32_t in_flight = 0;
  };
  struct Waiting {
    std::size_t worker, group;
  };
  [[nodiscard]] bool free(const Group& group) const noexcept {
    return in_flight_ < limit_ && group.in_flight < group.limit;
  }
  /// Hands free slots to whoever waits; returns whom to wake.
  [[nodiscard]] std::vector<Waiting> hand_out();

  mutable std::mutex mutex_;
  std::uint32_t limit_;
  std::uint32_t in_flight_ = 0;
  bool closed_ = false;
  std::vector<Group> groups_;
  std::deque<Waiting> queue_;
  Wake wake_;
};

}  // namespace atgateway::gateway
