// How many connections there may be at once, over all workers, and who waits for one to go.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace atgateway::listen {

class ConnectionSlots {
 public:
  explicit ConnectionSlots(std::size_t limit) noexcept : limit_(std::max<std::size_t>(limit, 1)) {}

  [[nodiscard]] bool try_take() noexcept {
    auto taken = taken_.load();
    do {
      if (taken >= limit_) return false;
    } while (!taken_.compare_exchange_weak(taken, taken + 1));
    return true;
  }
  /// Takes one even over the limit: what waits in an accept queue that is about to go.
  void take() noexcept { taken_.fetch_add(1); }
  void give() noexcept { taken_.fetch_sub(1); }
  [[nodiscard]] std::size_t taken() const noexcept { return taken_.load(); }
  [[nodiscard]] bool full() const noexcept { return taken() >= limit_; }

  // Whoever begins to wait tries to take once more afterwards, and whoever gives looks for waiting ones afterwards:
  // in sequentially consistent order one of the two sees the other, so no wake-up is lost.
  void begin_waiting() noexcept { waiting_.fetch_add(1); }
  void end_waiting() noexcept { waiting_.fetch_sub(1); }
  [[nodiscard]] bool anyone_waits() const noexcept { return waiting_.load() != 0; }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> taken_{0};
  std::atomic<std::uint32_t> waiting_{0};
};

}  // namespace atgateway::listen
