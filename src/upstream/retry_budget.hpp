// Retry budget: repeats are a share of the calls, so that a sick upstream does not get more traffic than a healthy one.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/config.hpp>

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
};

}  // namespace atgateway::upstream
