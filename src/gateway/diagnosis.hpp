// Diagnosis: the one thread on which the gateway looks around, and how often it may.
#pragma once

#include "base/unique_function.hpp"

#include <atgateway/clock.hpp>

#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace atgateway::gateway {

/// Looking around blocks and costs CARTO a call, even though a free one: it happens once at a time, and a caller who
/// asks again and again gets a few reports at once and then one in five seconds.
class Diagnosis {
 public:
  static constexpr unsigned burst = 5;
  static constexpr milliseconds interval{5000};

  Diagnosis() = default;
  ~Diagnosis();  ///< stops what runs, and waits for it
  Diagnosis(const Diagnosis&) = delete;
  Diagnosis& operator=(const Diagnosis&) = delete;

  /// What is left to do when the look is over and the next one may begin: handing the result on.
  using HandOn = base::UniqueFunction<void()>;
  using Look = base::UniqueFunction<HandOn(std::stop_token)>;

  /// Runs `look`, and then what it gave, on a thread of its own; `stop` is asked for when the gateway goes. Any thread.
  /// @return false: one runs already, there were too many lately, or the system refuses a thread
  [[nodiscard]] bool start(TimePoint now, Look look);

 private:
  [[nodiscard]] bool may_start(TimePoint now);

  std::mutex mutex_;
  std::optional<std::thread> thread_;
  std::stop_source going_;
  bool running_ = false, gone_ = false;
  unsigned tokens_ = burst;
  std::optional<TimePoint> refilled_;
};

}  // namespace atgateway::gateway
