// Retry budget: repeats are a share of the calls, so that a sick upstream does not get more traffic than a healthy one.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/config.hpp>

#include "upstream/sliding_count.hpp"

#include <cstdint>
#include <mutex>

namespace atgateway::upstream {

/// One per upstream, for the whole process: `budget_percent` of the calls of the last ten seconds, and
/// `min_per_second` on top.  @threads any; time is an argument
class RetryBudget {
 public:
  explicit RetryBudget(const RetryConfig& config);
  void configure(const RetryConfig& config);
  /// A call goes out for the first time.
  void count_call(TimePoint now);
  /// May one more be repeated? Taken when true.
  [[nodiscard]] bool take(TimePoint now);

 private:
  bool take_from_floor(TimePoint now);
  bool take_from_share(TimePoint now);
  [[nodiscard]] std::uint64_t full_floor() const;

  std::mutex mutex_;
  RetryConfig config_;
  SlidingCount calls_;
  SlidingCount repeats_;     // those that the share paid
  std::uint64_t floor_ = 0;  // in billionths of a repeat, so that every nanosecond adds a whole number
  TimePoint filled_{};
};

}  // namespace atgateway::upstream
