// What makes calls wait: the line for slots, rate limits, and the timers that end the waiting.
#include "gateway/calls.hpp"
#include "gateway/micro_batch.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::gateway {

void Calls::watch_deadline() {
  if (deadline_timer_) return;
  deadline_timer_ =
      std::make_unique<net::Timer>(worker_.reactor(), [this] { on_unsent_timeout(Errc::deadline_exceeded); });
  deadline_timer_->arm(job_.deadline.at());
}

void Calls::on_unsent_timeout(Errc why) {
  guard([&] {
    // A micro-batch outlives the request that waits least; that one's row may have been billed.
    if (why == Errc::deadline_exceeded && batch_on_wire_) {
      give_up(Error(Errc::upstream_outcome_unknown,
                    "The deadline came before the answer: the call may have been carried out and billed."));
    }
    drop_unsent(why);
    settle_if_done();
  });
}

void Calls::got_first_slot() {
  if (!waiting_counted_) return;
  waiting_counted_ = false;
  worker_.shared().waiting.fetch_sub(1, std::memory_order_relaxed);
  queue_timer_.reset();
  if (job_.first_slot == TimePoint{}) job_.first_slot = worker_.reactor().now();
}

bool Calls::wants_slot() const noexcept {
  return !stopped_ && !settled_ && !paused_ && !micro_batch_ && !unsent_.empty() &&
         in_flight_.size() < job_.snapshot->config.limits.request_in_flight;
}

void Calls::line_up_if_wanted() {
  if (lined_up_ || !wants_slot()) return;
  const auto wanted = group(unsent_.back());
  lined_up_ = wanted;
  worker_.line_up(*this, wanted);
}

void Calls::leave_line() {
  if (lined_up_) worker_.step_out(*this, *lined_up_);
  lined_up_.reset();
  if (micro_batch_) std::exchange(micro_batch_, nullptr)->leave(*this);
  if (waiting_counted_) worker_.shared().waiting.fetch_sub(1, std::memory_order_relaxed);
  waiting_counted_ = false;
}

void Calls::pause_until(TimePoint until) {
  if (unsent_.empty()) return;
  if (lined_up_) worker_.step_out(*this, *lined_up_);
  lined_up_.reset();
  if (paused_ && until <= paused_until_) return;  // several calls were told to wait: the longest counts
  paused_ = true;
  paused_until_ = until;
  if (!pause_timer_) {
    pause_timer_ = std::make_unique<net::Timer>(worker_.reactor(), [this] {
      paused_ = false;
      guard([this] { line_up_if_wanted(); });
    });
  }
  pause_timer_->arm(until);
}

void Calls::pause_for_rate_limit(std::int64_t retry_after_s) {
  const auto now = worker_.reactor().now();
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(job_.deadline.left(now)).count();
  pause_until(now + std::chrono::seconds(std::clamp<std::int64_t>(retry_after_s, 0, left + 1)));
}

void Calls::settle_if_done() {
  if (settled_ || stopped_ || micro_batch_ || !unsent_.empty() || backing_off_ > 0) return;
  if (batch_on_wire_ ? is_pending(job_.plan.calls.front()) : !in_flight_.empty()) return;
  settled_ = true;
  owner_.calls_settled();
}

}  // namespace atgateway::gateway
