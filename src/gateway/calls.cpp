// Sending and collecting; what makes calls wait is in calls_waiting.cpp.
#include "gateway/calls.hpp"

#include "gateway/micro_batch.hpp"
#include "service/collect.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace atgateway::gateway {
namespace {

using Answer = upstream::Breaker::Answer;

constexpr milliseconds backoff_base{25};
constexpr milliseconds backoff_cap{250};
constexpr milliseconds probe_pause{25};
constexpr std::int64_t default_retry_after_s = 1;

/// Full jitter: anything between zero and the doubled base.
milliseconds backoff(std::uint8_t attempts) {
  thread_local std::minstd_rand generator{std::random_device{}()};
  const auto ceiling = std::min(backoff_cap, backoff_base * (1 << std::min<int>(attempts, 8)));
  return milliseconds(std::uniform_int_distribution<milliseconds::rep>(0, ceiling.count())(generator));
}

}  // namespace

Calls::Calls(Worker& worker, CallsOwner& owner, Job job) : worker_(worker), owner_(owner), job_(std::move(job)) {}

std::optional<Error> Calls::begin() {
  auto& shared = worker_.shared();
  transport_ = worker_.transport(job_.snapshot);
  const auto& calls = job_.plan.calls;
  unsent_.reserve(calls.size());
  for (auto index = static_cast<std::uint32_t>(calls.size()); index > 0; --index) unsent_.push_back(index - 1);
  attempts_.assign(calls.size(), 0);
  reached_.assign(calls.size(), false);

  // Counted before it lines up: if it is served at once it has never waited.
  const auto waiting = shared.waiting.fetch_add(1, std::memory_order_relaxed);
  waiting_counted_ = true;
  if (!join_micro_batch()) line_up_if_wanted();
  if (settled_) return std::nullopt;
  const auto& config = job_.snapshot->config;
  if (waiting_counted_ && waiting >= config.limits.queue) {
    stop();
    return Errc::overloaded;
  }
  // With everything on the wire the transport has the deadline.
  if (unsent_.empty() && in_flight_.size() == calls.size()) return std::nullopt;
  watch_deadline();
  if (waiting_counted_) {
    queue_timer_ = std::make_unique<net::Timer>(worker_.reactor(), [this] { on_unsent_timeout(Errc::queue_timeout); });
    queue_timer_->arm(job_.started + config.timeouts.queue);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Calls::next_of(std::size_t wanted) const noexcept {
  // Nearly always the last one: a request has several upstreams only when its rows say so.
  for (auto at = unsent_.size(); at > 0; --at) {
    if (group(unsent_[at - 1]) == wanted) return static_cast<std::uint32_t>(at - 1);
  }
  return std::nullopt;
}

bool Calls::send_next(std::size_t group) {
  lined_up_.reset();
  got_first_slot();
  const auto at = next_of(group);
  const auto go_on_later = [this] {
    worker_.reactor().defer([self = shared_from_this()] {
      self->guard([&] {
        self->line_up_if_wanted();  // calls to another upstream may be left
        self->settle_if_done();
      });
    });
  };
  const auto keep_slot_from = [&](const auto& why) {
    worker_.shared().slots.release(group);
    guard(why);
    go_on_later();
    return false;
  };
  if (!at) return keep_slot_from([this] { line_up_if_wanted(); });
  const auto index = unsent_[*at];
  if (call(index).metered && reply_bytes_ >= job_.reply_cap) {
    // Not another row is bought that could not be delivered.
    return keep_slot_from([this] { drop_unsent(Errc::reply_full); });
  }
  const auto& target = upstream(index);
  const auto now = worker_.reactor().now();
  const auto asked = target.guard->breaker.ask(now);
  if (asked == Answer::wait) {
    return keep_slot_from([&] {
      if (target.guard->breaker.state(now) == upstream::Breaker::State::half_open)
        return pause_until(now + probe_pause);
      drop_unsent_if(Errc::upstream_unavailable, [&](std::uint32_t each) { return &upstream(each) == &target; });
    });
  }
  unsent_.erase(unsent_.begin() + static_cast<std::ptrdiff_t>(*at));
  try {
    send(index, asked);
  } catch (...) {
    worker_.shared().slots.release(group);
    target.guard->breaker.unused(asked, now);
    owner_.calls_broke();
    return false;
  }
  if (!wants_slot()) return false;
  if (this->group(unsent_.back()) == group) {
    lined_up_ = group;
    return true;
  }
  worker_.reactor().defer([self = shared_from_this()] { self->guard([&] { self->line_up_if_wanted(); }); });
  return false;
}

void Calls::send(std::uint32_t index, Answer asked) {
  in_flight_.reserve(in_flight_.size() + 1);
  const auto& leg = job_.leg(call(index));
  upstream::SendOptions options{
      .token = leg.token, .traceparent = job_.traceparent, .request_id = job_.request_id, .deadline = job_.deadline};
  const auto ticket = transport_->send(leg.upstream->endpoint, call(index), std::move(options),
                                       [self = shared_from_this(), index](flow::UpstreamOutcome outcome) {
                                         self->on_outcome(index, std::move(outcome));
                                       });
  in_flight_.push_back({index, ticket, asked});
  if (attempts_[index]++ == 0) leg.upstream->guard->budget.count_call(worker_.reactor().now());
}

void Calls::on_outcome(std::uint32_t index, flow::UpstreamOutcome outcome) {
  const auto found =
      std::find_if(in_flight_.begin(), in_flight_.end(), [&](const Attempt& each) { return each.call == index; });
  if (found != in_flight_.end()) {
    upstream(index).guard->report(found->asked, outcome, worker_.reactor().now());
    in_flight_.erase(found);
  }
  const auto slots = group(index);
  job_.last_outcome = worker_.reactor().now();
  if (outcome.sent != flow::Sent::no) {
    job_.count_sent(call(index));
    reached_[index] = call(index).metered;
  }
  if (stopped_) {
    if (call(index).metered && outcome.sent != flow::Sent::no) {
      worker_.shared().discarded.fetch_add(1, std::memory_order_relaxed);
    }
    worker_.give_back(slots);
    if (!on_wire()) owner_.calls_settled();
    return;
  }
  guard([&] {
    if (!try_again(index, outcome)) take(index, std::move(outcome));
  });
  worker_.give_back(slots);
  guard([&] {
    line_up_if_wanted();
    settle_if_done();
  });
}

void Calls::take(std::uint32_t index, flow::UpstreamOutcome outcome) {
  const auto& answered = call(index);
  // A last try that never left says nothing about the ones before.
  if (outcome.sent == flow::Sent::no && reached_[index]) outcome.sent = flow::Sent::maybe;
  std::optional<std::int64_t> retry_after;
  bool rate_limited = false;
  if (outcome.reply) {
    job_.sandbox = job_.sandbox || outcome.reply->sandbox;
    rate_limited = outcome.reply->status == 429;
    retry_after = outcome.reply->retry_after_s;
  }
  const auto stop = service::collect(job_.batch, answered, std::move(outcome), job_.plan.rows);
  reply_bytes_ += service::reply_bytes(job_.plan, answered, job_.plan.rows);
  if (stop) {
    refused_.emplace(answered.credentials, *stop);
    drop_unsent_if(*stop, [&](std::uint32_t each) { return call(each).credentials == answered.credentials; });
  } else if (rate_limited) {
    pause_for_rate_limit(retry_after.value_or(default_retry_after_s));
  }
}

bool Calls::try_again(std::uint32_t index, const flow::UpstreamOutcome& outcome) {
  if (outcome.reply) return false;
  const auto& retry = job_.snapshot->config.retry;
  const bool repeating_is_free = outcome.sent == flow::Sent::no || !call(index).metered;
  if (!repeating_is_free && !retry.resend_metered) return false;
  if (!is_passing(outcome.reply.error().code()) || attempts_[index] >= retry.max_attempts) return false;
  const auto now = worker_.reactor().now();
  const auto at = now + backoff(attempts_[index]);
  if (job_.deadline.passed(at) || !upstream(index).guard->may_repeat(now)) return false;
  ++backing_off_;
  auto timer = std::make_unique<net::Timer>(worker_.reactor(), [this, index] {
    guard([&] {
      --backing_off_;
      const auto refused = refused_.find(call(index).credentials);
      if (refused != refused_.end()) {
        fail_unsent(index, refused->second);
        return settle_if_done();
      }
      unsent_.push_back(index);
      line_up_if_wanted();
    });
  });
  timer->arm(at);
  backoff_timers_.push_back(std::move(timer));
  watch_deadline();
  return true;
}

bool Calls::is_pending(const flow::UpstreamCall& call) const noexcept {
  return job_.plan.rows[call.rows.front()].status == flow::RowResult::Status::pending;
}

void Calls::fail_unsent(std::uint32_t index, const Error& error) {
  service::fail_rows(call(index), error, reached_[index] ? flow::Billed::unknown : flow::Billed::no, job_.plan.rows);
}

template <class Which>
void Calls::drop_unsent_if(const Error& error, Which which) {
  std::erase_if(unsent_, [&](std::uint32_t index) {
    if (!which(index)) return false;
    fail_unsent(index, error);
    return true;
  });
  if (unsent_.empty()) leave_line();
}

void Calls::drop_unsent(const Error& error) {
  leave_line();
  drop_unsent_if(error, [](std::uint32_t) { return true; });
  if (backing_off_ == 0) return;
  // Those that wait for another try are exactly the ones neither unsent, in flight nor answered.
  backoff_timers_.clear();
  backing_off_ = 0;
  for (std::uint32_t index = 0; index < job_.plan.calls.size(); ++index) {
    const bool flying =
        std::any_of(in_flight_.begin(), in_flight_.end(), [&](const Attempt& each) { return each.call == index; });
    if (is_pending(call(index)) && !flying) fail_unsent(index, error);
  }
}

void Calls::give_up_unsent(const Error& error) {
  drop_unsent(error);
  settle_if_done();
}

void Calls::give_up(const Error& error) {
  drop_unsent(error);
  for (const auto& each : job_.plan.calls) {
    if (!is_pending(each)) continue;
    // On the wire, or waiting for another request's answer under the same key: how far it got is not known yet.
    if (on_wire()) job_.count_sent(each);
    service::fail_rows(each, error, each.metered ? flow::Billed::unknown : flow::Billed::no, job_.plan.rows);
  }
}

void Calls::count_on_wire() noexcept {
  // What is not pending any more has been counted.
  if (batch_on_wire_ && is_pending(job_.plan.calls.front())) job_.count_sent(job_.plan.calls.front());
  for (const auto& each : in_flight_) {
    if (is_pending(call(each.call))) job_.count_sent(call(each.call));
  }
}

bool Calls::metered_on_wire() const noexcept {
  return batch_on_wire_ || std::any_of(in_flight_.begin(), in_flight_.end(),
                                       [&](const Attempt& each) { return call(each.call).metered; });
}

void Calls::stop() noexcept {
  if (stopped_) return;
  stopped_ = true;
  // First of all it must not be served again: giving back a slot serves whoever is next.
  leave_line();
  queue_timer_.reset();
  deadline_timer_.reset();
  pause_timer_.reset();
  backoff_timers_.clear();
  backing_off_ = 0;
  unsent_.clear();
  std::erase_if(in_flight_, [&](const Attempt& each) {
    if (call(each.call).metered) return false;
    transport_->abandon(each.ticket);
    upstream(each.call).guard->breaker.unused(each.asked, worker_.reactor().now());
    worker_.give_back(group(each.call));
    return true;
  });
}

void Calls::abandon() noexcept {
  stop();
  for (const auto& each : in_flight_) {
    transport_->abandon(each.ticket);
    upstream(each.call).guard->breaker.unused(each.asked, worker_.reactor().now());
  }
  in_flight_.clear();
  batch_on_wire_ = false;
}

void Calls::forget() noexcept {
  transport_.reset();
  job_ = {};
}

bool Calls::join_micro_batch() {
  if (job_.snapshot->config.batching.window <= milliseconds(0) || job_.plan.lone.empty()) return false;
  auto batch = worker_.open_micro_batch(*this);
  // Known before it joins: the last to join sends the batch.
  micro_batch_ = batch;
  batch->join(*this);
  return true;
}

void Calls::batch_got_slot() { got_first_slot(); }

void Calls::batch_sent() noexcept {
  batch_on_wire_ = true;
  micro_batch_.reset();
  unsent_.clear();
}

bool Calls::batch_came_back(std::shared_ptr<MicroBatch> batch) {
  if (stopped_ || settled_) return false;
  batch_on_wire_ = false;
  micro_batch_ = std::move(batch);
  unsent_.assign(1, 0);
  return true;
}

void Calls::batch_answered(flow::RowResult result, bool sent, bool sandbox) {
  batch_on_wire_ = false;
  micro_batch_.reset();
  unsent_.clear();
  job_.last_outcome = worker_.reactor().now();
  if (stopped_) {
    if (sent) worker_.shared().discarded.fetch_add(1, std::memory_order_relaxed);
    return owner_.calls_settled();
  }
  const auto& mine = job_.plan.calls.front();
  guard([&] {
    if (sent) job_.count_sent(mine);
    job_.sandbox = job_.sandbox || sandbox;
    job_.plan.rows[mine.rows.front()] = std::move(result);
    settle_if_done();
  });
}

}  // namespace atgateway::gateway
