#include "gateway/micro_batch.hpp"

#include "gateway/calls.hpp"
#include "json/writer.hpp"
#include "service/collect.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::gateway {
namespace {

using Answer = upstream::Breaker::Answer;

constexpr milliseconds next_try{25};

std::uint8_t form_of(const flow::Batch& batch) noexcept {
  constexpr unsigned raw = 1, geom = 2, wkt = 4;
  return static_cast<std::uint8_t>((batch.include_raw ? raw : 0U) | (batch.include_geom ? geom : 0U) |
                                   (batch.geometry == flow::Geometry::wkt ? wkt : 0U));
}

const Leg& leg_of(const Job& job) noexcept { return job.leg(job.plan.calls.front()); }

}  // namespace

MicroBatchKey MicroBatchKey::of(const Job& job) {
  const auto& leg = leg_of(job);
  return {job.snapshot.get(), leg.upstream, leg.token->reveal(), form_of(job.batch)};
}

MicroBatch::MicroBatch(Worker& worker, const Job& first)
    : worker_(worker),
      snapshot_(first.snapshot),
      leg_(leg_of(first)),
      form_(form_of(first.batch)),
      wanted_{.document = json::Document::parse("null").value(), .service = first.batch.service},
      deadline_(first.deadline) {
  wanted_.include_raw = first.batch.include_raw;
  wanted_.include_geom = first.batch.include_geom;
  wanted_.geometry = first.batch.geometry;
}

void MicroBatch::join(Calls& member) {
  members_.push_back(member.shared_from_this());
  if (deadline_.at() < member.job().deadline.at()) deadline_ = member.job().deadline;
  if (members_.size() >= snapshot_->config.batching.geocode_rows) return close_window();
  if (timer_) return;
  timer_ = std::make_unique<net::Timer>(worker_.reactor(), [self = shared_from_this()] { self->close_window(); });
  timer_->arm(worker_.reactor().now() + snapshot_->config.batching.window);
}

void MicroBatch::leave(Calls& member) noexcept {
  std::erase_if(members_, [&](const auto& each) { return each.get() == &member; });
  if (members_.empty() && !on_wire_) dismiss();
}

void MicroBatch::close_window() {
  if (!open_) return;
  open_ = false;
  worker_.close_micro_batch(*this);
  // Dropped after this turn: it may be the timer that called.
  worker_.reactor().defer([timer = std::shared_ptr<net::Timer>(std::move(timer_))] {});
  line_up();
}

void MicroBatch::line_up() {
  if (members_.empty()) return;
  lined_up_ = true;
  worker_.line_up(*this, leg_.upstream->slots);
}

bool MicroBatch::send_next(std::size_t group) {
  const auto self = shared_from_this();
  lined_up_ = false;
  asked_ = leg_.upstream->guard->breaker.ask(worker_.reactor().now());
  if (asked_ == Answer::wait) {
    worker_.shared().slots.release(group);
    const auto now = worker_.reactor().now();
    if (leg_.upstream->guard->breaker.state(now) != upstream::Breaker::State::half_open) {
      fail_all(Errc::upstream_unavailable);
    } else {
      line_up_later(now);  // probes are under way: what they say decides
    }
    return false;
  }
  try {
    for (const auto& member : members_) member->batch_got_slot();
    compose();
    send();
  } catch (...) {
    worker_.shared().slots.release(group);
    leg_.upstream->guard->breaker.unused(asked_, worker_.reactor().now());
    fail_all(Errc::internal);
  }
  return false;
}

/// Only now: until here anybody could leave.
void MicroBatch::compose() {
  const auto row_count = static_cast<std::uint32_t>(members_.size());
  if (row_count == 1) {
    call_ = members_.front()->job().plan.calls.front();
  } else {
    call_ = {};
    call_.method = "POST";
    call_.path = wanted_.service->batch_path;
    call_.metered = wanted_.service->metered;
    call_.batch = true;
    call_.body = R"({"addresses":[)";
    for (const auto& member : members_) {
      if (call_.body.back() != '[') call_.body += ',';
      json::append_string(call_.body, member->job().plan.lone);
    }
    call_.body += "]}";
  }
  call_.rows.clear();
  for (std::uint32_t row = 0; row < row_count; ++row) call_.rows.push_back(row);
}

void MicroBatch::send() {
  transport_ = worker_.transport(snapshot_);
  const auto& first = members_.front()->job();
  upstream::SendOptions options{
      .token = leg_.token, .traceparent = first.traceparent, .request_id = first.request_id, .deadline = deadline_};
  ticket_ = transport_->send(
      leg_.upstream->endpoint, call_, std::move(options),
      [self = shared_from_this()](flow::UpstreamOutcome outcome) { self->on_outcome(std::move(outcome)); });
  on_wire_ = true;
  if (attempts_++ == 0) leg_.upstream->guard->budget.count_call(worker_.reactor().now());
  for (const auto& member : members_) member->batch_sent();
}

void MicroBatch::on_outcome(flow::UpstreamOutcome outcome) {
  on_wire_ = false;
  const auto group = leg_.upstream->slots;
  leg_.upstream->guard->report(asked_, outcome, worker_.reactor().now());
  if (try_again(outcome)) {
    worker_.give_back(group);
    return;
  }
  const bool sent = outcome.sent != flow::Sent::no;
  const bool sandbox = outcome.reply && outcome.reply->sandbox;
  std::vector<flow::RowResult> rows(members_.size());
  try {
    // Whether the whole credential is refused makes no difference here: nothing more would be sent.
    (void)service::collect(wanted_, call_, std::move(outcome), rows);
  } catch (...) {
    service::fail_rows(call_, Errc::internal, sent ? flow::Billed::unknown : flow::Billed::no, rows);
  }
  worker_.give_back(group);
  const auto members = std::exchange(members_, {});
  for (std::size_t at = 0; at < members.size(); ++at) members[at]->batch_answered(std::move(rows[at]), sent, sandbox);
  dismiss();
}

/// A batch that never left may go again; one that was rejected as a whole is each row's error, not another purchase.
bool MicroBatch::try_again(const flow::UpstreamOutcome& outcome) {
  if (outcome.reply || outcome.sent != flow::Sent::no || !is_passing(outcome.reply.error().code())) return false;
  const auto now = worker_.reactor().now();
  if (attempts_ >= snapshot_->config.retry.max_attempts || deadline_.passed(now + next_try)) return false;
  if (!leg_.upstream->guard->may_repeat(now)) return false;
  std::vector<std::shared_ptr<Calls>> gone;
  std::erase_if(members_, [&](const std::shared_ptr<Calls>& each) {
    if (each->batch_came_back(shared_from_this())) return false;
    gone.push_back(each);
    return true;
  });
  for (const auto& each : gone) each->batch_answered({}, false, false);
  if (members_.empty()) return dismiss(), true;
  line_up_later(now);
  return true;
}

void MicroBatch::line_up_later(TimePoint now) {
  if (timer_) worker_.reactor().defer([timer = std::shared_ptr<net::Timer>(std::move(timer_))] {});
  timer_ = std::make_unique<net::Timer>(worker_.reactor(), [self = shared_from_this()] { self->line_up(); });
  timer_->arm(now + next_try);
}

void MicroBatch::fail_all(const Error& error) {
  const auto members = std::exchange(members_, {});
  for (const auto& member : members) {
    flow::RowResult row;
    row.status = flow::RowResult::Status::error;
    row.error = flow::RowError{error, flow::Billed::no, 0};
    member->batch_answered(std::move(row), false, false);
  }
  dismiss();
}

void MicroBatch::dismiss() {
  if (lined_up_) worker_.step_out(*this, leg_.upstream->slots);
  lined_up_ = false;
  if (open_) worker_.close_micro_batch(*this);
  open_ = false;
  if (timer_) worker_.reactor().defer([timer = std::shared_ptr<net::Timer>(std::move(timer_))] {});
  worker_.dismiss(*this);
}

void MicroBatch::abandon() noexcept {
  if (on_wire_) {
    transport_->abandon(ticket_);
    leg_.upstream->guard->breaker.unused(asked_, worker_.reactor().now());
  }
  on_wire_ = false;
  timer_.reset();
  members_.clear();
}

}  // namespace atgateway::gateway
