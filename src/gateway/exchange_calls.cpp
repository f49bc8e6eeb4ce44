// The calls of one request: sent in turn, at most once each, collected as they come.
#include "gateway/exchange.hpp"

#include "service/collect.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace atgateway::gateway {
namespace {

constexpr milliseconds backoff_base{25};
constexpr milliseconds backoff_cap{250};
constexpr std::int64_t default_retry_after_s = 1;

/// Full jitter: anything between zero and the doubled base.
milliseconds backoff(std::uint8_t attempts) {
  thread_local std::minstd_rand generator{std::random_device{}()};
  const auto ceiling = std::min(backoff_cap, backoff_base * (1 << std::min<int>(attempts, 8)));
  return milliseconds(std::uniform_int_distribution<milliseconds::rep>(0, ceiling.count())(generator));
}

/// Worth another try: the next one may find another address, or a server that has come back.
bool passing(Errc code) {
  return code == Errc::upstream_connect_refused || code == Errc::upstream_connect_timeout ||
         code == Errc::upstream_resolve_failed || code == Errc::upstream_outcome_unknown;
}

}  // namespace

void Exchange::begin_calls() {
  auto& shared = worker_.shared();
  transport_ = worker_.transport(snapshot_);
  unsent_.reserve(plan_.calls.size());
  for (auto call = static_cast<std::uint32_t>(plan_.calls.size()); call > 0; --call) unsent_.push_back(call - 1);
  attempts_.assign(plan_.calls.size(), 0);

  // Counted before it lines up: if it is served at once it has never waited.
  const auto waiting = shared.waiting.fetch_add(1, std::memory_order_relaxed);
  waiting_counted_ = true;
  lined_up_ = true;
  worker_.line_up(*this, upstream_->slots);
  if (completed_) return;
  if (waiting_counted_ && waiting >= snapshot_->config.limits.queue) return fail(Errc::overloaded);
  if (unsent_.empty() && in_flight_.size() == plan_.calls.size())
    return;  // all on the wire: the transport has the deadline

  watch_deadline();
  if (waiting_counted_) {
    queue_timer_ = std::make_unique<net::Timer>(worker_.reactor(), [this] { on_unsent_timeout(Errc::queue_timeout); });
    queue_timer_->arm(started_ + snapshot_->config.timeouts.queue);
  }
}

void Exchange::watch_deadline() {
  if (deadline_timer_) return;
  deadline_timer_ =
      std::make_unique<net::Timer>(worker_.reactor(), [this] { on_unsent_timeout(Errc::deadline_exceeded); });
  deadline_timer_->arm(deadline_.at());
}

void Exchange::got_first_slot() {
  if (!waiting_counted_) return;
  waiting_counted_ = false;
  worker_.shared().waiting.fetch_sub(1, std::memory_order_relaxed);
  queue_timer_.reset();
  if (first_slot_ == TimePoint{}) first_slot_ = worker_.reactor().now();
}

bool Exchange::wants_slot() const noexcept {
  return !completed_ && !paused_ && !unsent_.empty() && in_flight_.size() < snapshot_->config.limits.request_in_flight;
}

bool Exchange::send_next() {
  lined_up_ = false;
  got_first_slot();
  const auto index = unsent_.back();
  const auto& call = plan_.calls[index];
  if (call.metered && reply_bytes_ >= snapshot_->config.limits.reply_bytes) {
    // Not another row is bought that could not be delivered.
    worker_.shared().slots.release(upstream_->slots);
    drop_unsent(Errc::reply_full);
    worker_.reactor().defer([self = shared_from_this()] { self->guard([&] { self->finish_if_done(); }); });
    return false;
  }
  unsent_.pop_back();
  try {
    send(index);
  } catch (...) {
    worker_.shared().slots.release(upstream_->slots);
    went_wrong();
    return false;
  }
  lined_up_ = wants_slot();
  return lined_up_;
}

void Exchange::send(std::uint32_t index) {
  ++attempts_[index];
  in_flight_.reserve(in_flight_.size() + 1);
  upstream::SendOptions options{
      .token = token_, .traceparent = traceparent_, .request_id = request_.request_id, .deadline = deadline_};
  const auto ticket = transport_->send(upstream_->endpoint, plan_.calls[index], std::move(options),
                                       [self = shared_from_this(), index](flow::UpstreamOutcome outcome) {
                                         self->on_outcome(index, std::move(outcome));
                                       });
  in_flight_.push_back({index, ticket});
}

void Exchange::count_sent(const flow::UpstreamCall& call) {
  ++upstream_calls_;
  if (!call.metered) return;
  metered_reached_ = true;
  billed_ += static_cast<std::uint32_t>(call.rows.size());
}

void Exchange::on_outcome(std::uint32_t index, flow::UpstreamOutcome outcome) {
  std::erase_if(in_flight_, [&](const Attempt& each) { return each.call == index; });
  last_outcome_ = worker_.reactor().now();
  const auto& call = plan_.calls[index];
  if (outcome.sent != flow::Sent::no) count_sent(call);
  if (completed_) {
    if (call.metered && outcome.sent != flow::Sent::no) {
      worker_.shared().discarded.fetch_add(1, std::memory_order_relaxed);
    }
    worker_.give_back(upstream_->slots);
    return let_go();
  }
  guard([&] {
    if (!try_again(index, outcome)) take(index, std::move(outcome));
  });
  worker_.give_back(upstream_->slots);
  guard([&] {
    line_up_if_wanted();
    finish_if_done();
  });
}

void Exchange::take(std::uint32_t index, flow::UpstreamOutcome outcome) {
  const auto& call = plan_.calls[index];
  std::optional<std::int64_t> retry_after;
  bool rate_limited = false;
  if (outcome.reply) {
    sandbox_ = sandbox_ || outcome.reply->sandbox;
    rate_limited = outcome.reply->status == 429;
    retry_after = outcome.reply->retry_after_s;
  }
  const auto stop = service::collect(*batch_, call, std::move(outcome), plan_.rows);
  reply_bytes_ += service::reply_bytes(plan_, call, plan_.rows);
  if (stop) {
    drop_unsent(*stop);
  } else if (rate_limited) {
    pause_for_rate_limit(retry_after.value_or(default_retry_after_s));
  }
}

bool Exchange::try_again(std::uint32_t index, const flow::UpstreamOutcome& outcome) {
  if (outcome.reply) return false;
  const auto& call = plan_.calls[index];
  const bool repeating_is_free = outcome.sent == flow::Sent::no || !call.metered;
  if (!repeating_is_free && !snapshot_->config.retry.resend_metered) return false;
  if (!passing(outcome.reply.error().code()) || attempts_[index] >= snapshot_->config.retry.max_attempts) return false;
  const auto at = worker_.reactor().now() + backoff(attempts_[index]);
  if (deadline_.passed(at)) return false;
  ++backing_off_;
  auto timer = std::make_unique<net::Timer>(worker_.reactor(), [this, index] {
    guard([&] {
      --backing_off_;
      unsent_.push_back(index);
      line_up_if_wanted();
    });
  });
  timer->arm(at);
  backoff_timers_.push_back(std::move(timer));
  watch_deadline();
  return true;
}

void Exchange::pause_for_rate_limit(std::int64_t retry_after_s) {
  if (unsent_.empty()) return;
  leave_line();
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(deadline_.left(worker_.reactor().now())).count();
  const auto wait = std::chrono::seconds(std::clamp<std::int64_t>(retry_after_s, 0, left + 1));
  const auto until = worker_.reactor().now() + wait;
  if (paused_ && until <= paused_until_) return;  // several calls were told to wait: the longest counts
  paused_ = true;
  paused_until_ = until;
  if (!pause_timer_) pause_timer_ = std::make_unique<net::Timer>(worker_.reactor(), [this] { resume(); });
  pause_timer_->arm(until);
}

void Exchange::resume() {
  paused_ = false;
  guard([this] { line_up_if_wanted(); });
}

void Exchange::line_up_if_wanted() {
  if (lined_up_ || !wants_slot()) return;
  lined_up_ = true;
  worker_.line_up(*this, upstream_->slots);
}

void Exchange::leave_line() {
  if (lined_up_) worker_.step_out(*this, upstream_->slots);
  lined_up_ = false;
  if (waiting_counted_) worker_.shared().waiting.fetch_sub(1, std::memory_order_relaxed);
  waiting_counted_ = false;
}

void Exchange::drop_unsent(const Error& error) {
  leave_line();
  for (const auto index : unsent_) service::fail_rows(plan_.calls[index], error, flow::Billed::no, plan_.rows);
  unsent_.clear();
  if (backing_off_ > 0) {
    // Those that wait for another try are exactly the ones neither unsent, in flight nor answered.
    backoff_timers_.clear();
    backing_off_ = 0;
    for (const auto& call : plan_.calls) {
      const bool pending = plan_.rows[call.rows.front()].status == flow::RowResult::Status::pending;
      const bool on_wire = std::any_of(in_flight_.begin(), in_flight_.end(),
                                       [&](const Attempt& each) { return &plan_.calls[each.call] == &call; });
      if (pending && !on_wire) service::fail_rows(call, error, flow::Billed::no, plan_.rows);
    }
  }
}

void Exchange::on_unsent_timeout(Errc why) {
  guard([&] {
    drop_unsent(why);
    finish_if_done();
  });
}

void Exchange::finish_if_done() {
  if (!completed_ && unsent_.empty() && in_flight_.empty() && backing_off_ == 0) finish();
}

}  // namespace atgateway::gateway
