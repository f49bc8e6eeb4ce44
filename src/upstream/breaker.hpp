// Circuit breaker: an upstream that keeps failing is left alone for a while, then tried with a few calls.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/config.hpp>

#include "upstream/sliding_count.hpp"

#include <cstdint>
#include <mutex>

namespace atgateway::upstream {

/// Opens when, within the window, so many calls failed and at least as many as succeeded: a busy upstream that loses a
/// call here and there is not a broken one. One per upstream, for the whole process.  @threads any; time is an argument
class Breaker {
 public:
  enum class State { closed, open, half_open };
  enum class Answer {
    go,     ///< send it
    probe,  ///< send it, as one of the few that decide: exactly one of the three reports below has to follow
    wait,   ///< not now
  };

  explicit Breaker(const BreakerConfig& config);
  /// From now on; what was counted stays.
  void configure(const BreakerConfig& config);

  [[nodiscard]] Answer ask(TimePoint now);
  /// The upstream answered, whatever it said below 500.
  void succeeded(Answer asked, TimePoint now);
  /// It could not be reached, did not answer in time, or answered 5xx.
  void failed(Answer asked, TimePoint now);
  /// The call was not made or tells nothing about the upstream.
  void unused(Answer asked, TimePoint now);

  [[nodiscard]] State state(TimePoint now) const;
  /// How long until it is worth asking again; zero when it is now.
  [[nodiscard]] milliseconds wait(TimePoint now) const;

 private:
  [[nodiscard]] State state_at(TimePoint now) const;
  [[nodiscard]] bool may_probe(State state) const;
  void settle(TimePoint now);
  bool take_back_probe();
  void open(TimePoint now);

  mutable std::mutex mutex_;
  BreakerConfig config_;
  State state_ = State::closed;
  SlidingCount failures_, goods_;
  TimePoint opened_{};
  std::uint64_t out_ = 0;        // probes not reported yet
  std::uint64_t of_this_ = 0;    // of these, the ones of this half-open time
  std::uint64_t successes_ = 0;  // in a row, of this half-open time
};

}  // namespace atgateway::upstream
