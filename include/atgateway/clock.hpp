// Time as a value: a deadline and a way to stop, made once at the door and handed down.
#pragma once

#include <algorithm>
#include <chrono>
#include <stop_token>

namespace atgateway::inline v0_1 {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using std::chrono::milliseconds;

/// A point in time after which waiting ends.  @since 0.1
class Deadline {
 public:
  constexpr Deadline() noexcept = default;  ///< never
  constexpr explicit Deadline(TimePoint at) noexcept : at_(at) {}
  [[nodiscard]] static Deadline after(milliseconds span) { return Deadline(Clock::now() + span); }
  [[nodiscard]] static constexpr Deadline never() noexcept { return Deadline(); }

  [[nodiscard]] constexpr bool is_never() const noexcept { return at_ == TimePoint::max(); }
  [[nodiscard]] constexpr TimePoint at() const noexcept { return at_; }
  [[nodiscard]] constexpr bool passed(TimePoint now) const noexcept { return now >= at_; }
  /// Time left at `now`, not below zero; a day stands for never.
  [[nodiscard]] constexpr milliseconds left(TimePoint now) const noexcept {
    if (is_never()) return std::chrono::hours(24);
    if (now >= at_) return milliseconds(0);
    return std::chrono::ceil<milliseconds>(at_ - now);
  }
  [[nodiscard]] constexpr Deadline sooner(Deadline other) const noexcept { return at_ <= other.at_ ? *this : other; }

 private:
  TimePoint at_ = TimePoint::max();
};

/// How long a call may take, and how to stop it from outside.  @since 0.1
struct Scope {
  Deadline deadline;
  std::stop_token stop;
};

}  // namespace atgateway::inline v0_1
