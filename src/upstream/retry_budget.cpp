#include "upstream/retry_budget.hpp"

#include <algorithm>
#include <chrono>

namespace atgateway::upstream {
namespace {

constexpr std::chrono::seconds window{10};
constexpr std::uint64_t one_repeat = 1'000'000'000;  // a second's nanoseconds: one nanosecond adds min_per_second

}  // namespace

RetryBudget::RetryBudget(const RetryConfig& config) : config_(config), calls_(window), repeats_(window) {
  floor_ = full_floor();
}

void RetryBudget::configure(const RetryConfig& config) {
  const std::scoped_lock lock(mutex_);
  config_ = config;
  floor_ = std::min(floor_, full_floor());
}

void RetryBudget::count_call(TimePoint now) {
  const std::scoped_lock lock(mutex_);
  calls_.add(now);
}

bool RetryBudget::take(TimePoint now) {
  const std::scoped_lock lock(mutex_);
  // The floor first: it fills up again by itself, the share only with calls.
  return take_from_floor(now) || take_from_share(now);
}

bool RetryBudget::take_from_floor(TimePoint now) {
  if (now > filled_) {
    const std::chrono::nanoseconds since = std::min<Clock::duration>(now - filled_, std::chrono::seconds(1));
    const auto more = static_cast<std::uint64_t>(since.count()) * config_.min_per_second;
    floor_ = std::min(floor_ + more, full_floor());
    filled_ = now;
  }
  if (floor_ < one_repeat) return false;
  floor_ -= one_repeat;
  return true;
}

bool RetryBudget::take_from_share(TimePoint now) {
  if ((repeats_.sum(now) + 1) * 100 > calls_.sum(now) * config_.budget_percent) return false;
  repeats_.add(now);
  return true;
}

std::uint64_t RetryBudget::full_floor() const { return one_repeat * config_.min_per_second; }

}  // namespace atgateway::upstream
