#include "listen/byte_budget.hpp"

namespace atgateway::listen {

bool ByteBudget::fits(std::uint64_t bytes) const noexcept {
  const auto used = this->used();
  return used <= limit_ && bytes <= limit_ - used;
}

bool ByteBudget::try_take(std::uint64_t bytes) noexcept {
  auto used = used_.load(std::memory_order_relaxed);
  do {
    if (used > limit_ || bytes > limit_ - used) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
  return true;
}

std::uint64_t ByteCharge::cost(std::uint64_t size) noexcept {
  if (size <= allowance) return 0;
  const auto beyond = size - allowance;
  return beyond > UINT64_MAX - step ? beyond : (beyond + step - 1) / step * step;
}

bool ByteCharge::cover(std::uint64_t size) noexcept {
  const auto wanted = cost(size);
  if (wanted <= held_) return true;
  if (!budget_.try_take(wanted - held_)) return false;
  held_ = wanted;
  return true;
}

void ByteCharge::insist(std::uint64_t size) noexcept {
  const auto wanted = cost(size);
  if (wanted <= held_) return;
  budget_.take(wanted - held_);
  held_ = wanted;
}

void ByteCharge::release() noexcept {
  if (held_ != 0) budget_.give(held_);
  held_ = 0;
}

}  // namespace atgateway::listen
