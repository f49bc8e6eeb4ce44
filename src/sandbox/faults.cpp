#include "sandbox/faults.hpp"

#include <algorithm>
#include <chrono>

namespace atgateway::sandbox {
namespace {

// SplitMix64: every call gets a stream of its own without any state, so the order in which threads draw is no matter.
std::uint64_t mix(std::uint64_t state) noexcept {
  state += 0x9E3779B97F4A7C15u;
  state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
  state = (state ^ (state >> 27)) * 0x94D049BB133111EBu;
  return state ^ (state >> 31);
}

double uniform(std::uint64_t bits) noexcept { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

}  // namespace

Fault draw_fault(const SandboxOptions& options, std::uint64_t n) noexcept {
  const std::uint64_t stream = mix(options.seed ^ mix(n));
  const double luck = uniform(stream);
  Fault fault;
  fault.reset = luck < options.reset_rate;
  fault.error = !fault.reset && luck < options.reset_rate + options.error_rate;
  const double swing = (2 * uniform(mix(stream)) - 1) * static_cast<double>(options.latency_jitter.count());
  fault.delay = std::max(milliseconds(0), options.latency + milliseconds(static_cast<milliseconds::rep>(swing)));
  return fault;
}

bool RateWindow::allow(TimePoint now) noexcept {
  if (per_second_ == 0) return true;
  const std::lock_guard lock(mutex_);
  if (begin_ == TimePoint::min() || now - begin_ >= std::chrono::seconds(1)) {
    begin_ = now;
    count_ = 0;
  }
  if (count_ >= per_second_) return false;
  ++count_;
  return true;
}

}  // namespace atgateway::sandbox
