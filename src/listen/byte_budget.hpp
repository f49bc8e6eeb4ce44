// One budget of bytes for all connections of a listener, and one connection's part of it.
#pragma once

#include <atomic>
#include <cstdint>

namespace atgateway::listen {

class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t limit) noexcept : limit_(limit) {}

  /// Would this much still fit? Takes nothing: what a sender announces is not yet memory, and reserving it would let a
  /// few silent connections shut everybody else out.
  [[nodiscard]] bool fits(std::uint64_t bytes) const noexcept;
  [[nodiscard]] bool try_take(std::uint64_t bytes) noexcept;
  void take(std::uint64_t bytes) noexcept { used_.fetch_add(bytes, std::memory_order_relaxed); }
  void give(std::uint64_t bytes) noexcept { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t used() const noexcept { return used_.load(std::memory_order_relaxed); }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_{0};
};

/// What one buffer holds of the budget. The first `allowance` bytes are free, so that ordinary requests never touch the
/// shared counter; beyond it the charge moves in steps.
class ByteCharge {
 public:
  static constexpr std::uint64_t allowance = 16 * 1024;
  static constexpr std::uint64_t step = 16 * 1024;

  explicit ByteCharge(ByteBudget& budget) noexcept : budget_(budget) {}
  ~ByteCharge() { release(); }
  ByteCharge(const ByteCharge&) = delete;
  ByteCharge& operator=(const ByteCharge&) = delete;

  /// What a buffer of `size` bytes costs.
  [[nodiscard]] static std::uint64_t cost(std::uint64_t size) noexcept;
  /// Pays for a buffer that has grown to `size`; false when the budget is spent.
  [[nodiscard]] bool cover(std::uint64_t size) noexcept;
  /// Pays whatever the budget says: an answer that may have cost quota is not thrown away for want of memory.
  void insist(std::uint64_t size) noexcept;
  void release() noexcept;

 private:
  ByteBudget& budget_;
  std::uint64_t held_ = 0;
};

}  // namespace atgateway::listen
