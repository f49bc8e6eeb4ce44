// Shared: what all workers of one Gateway look at.
#pragma once

#include "gateway/diagnosis.hpp"
#include "gateway/replay_store.hpp"
#include "gateway/slots.hpp"
#include "gateway/snapshot.hpp"
#include "gateway/upstream_guard.hpp"
#include "runtime/core.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace atgateway::gateway {

class Shared {
 public:
  Shared(std::shared_ptr<RuntimeCore> core, std::shared_ptr<const Snapshot> snapshot, SlotPool::Wake wake)
      : core_(std::move(core)),
        slots(snapshot->config.limits.in_flight, std::move(wake)),
        replays(snapshot->config.idempotency.ttl, snapshot->config.idempotency.bytes),
        snapshot_(std::move(snapshot)) {}

  [[nodiscard]] RuntimeCore& core() noexcept { return *core_; }

  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  void swap_snapshot(std::shared_ptr<const Snapshot> next) {
    const std::lock_guard lock(mutex_);
    snapshot_ = std::move(next);
  }

 private:
  std::shared_ptr<RuntimeCore> core_;

 public:
  SlotPool slots;
  ReplayStore replays;
  UpstreamGuards guards;
  std::atomic<std::uint32_t> waiting{0};    ///< requests without their first slot
  std::atomic<std::uint64_t> requests{0};   ///< requests being worked on
  std::atomic<std::uint64_t> discarded{0};  ///< metered answers that nobody waited for any more
  std::atomic<bool> draining{false};        ///< /readyz says 503
  std::atomic<bool> finished{false};        ///< nothing new is begun
  std::atomic<bool> going{false};           ///< the gateway is being destroyed: what has not begun is cancelled

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;

 public:
  Diagnosis diagnosis;
};

}  // namespace atgateway::gateway
