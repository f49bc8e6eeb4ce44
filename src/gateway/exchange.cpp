// The stages in order; what happens between the first send and the last answer is in exchange_calls.cpp.
#include "gateway/exchange.hpp"

#include "base/random_id.hpp"
#include "dialect/rows.hpp"
#include "gateway/pages.hpp"
#include "gateway/traceparent.hpp"
#include "json/document.hpp"
#include "service/collect.hpp"
#include "wire/content_coding.hpp"
#include "wire/problem.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace atgateway::gateway {

Exchange::Exchange(Worker& worker, Request request, Scope scope, Completion completion)
    : worker_(worker),
      request_(std::move(request)),
      scope_(std::move(scope)),
      completion_(std::move(completion)),
      cancel_through_(&worker.reactor()) {}

void Exchange::start() noexcept {
  guard([this] { run(); });
}

void Exchange::went_wrong() noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    complete(Errc::out_of_memory);
  } catch (...) {
    try {
      worker_.shared().core().report(Event{
          Event::Level::error, "exchange-failed", "A request ended in an exception; it was answered with 500.", {}});
      fail(Errc::internal);
    } catch (...) {
      complete(Errc::out_of_memory);
    }
  }
}

void Exchange::run() {
  auto& shared = worker_.shared();
  if (completed_) return let_go();  // cancelled before it began
  if (shared.going.load(std::memory_order_relaxed)) return complete(Errc::cancelled);
  if (scope_.stop.stop_possible()) {
    stop_callback_.emplace(scope_.stop, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->cancel();
    });
  }
  if (request_.request_id.empty()) request_.request_id = base::random_id();
  snapshot_ = shared.snapshot();
  started_ = worker_.reactor().now();
  deadline_ = scope_.deadline.sooner(Deadline(started_ + snapshot_->config.timeouts.total));

  const auto routed = find_route(request_);
  route_name_ = routed.name;
  if (!routed.route) {
    auto reply = wire::problem_reply(routed.error, request_.request_id);
    if (!routed.allow.empty()) reply.headers.add("Allow", routed.allow);
    return reply_with(std::move(reply));
  }
  if (const auto refused = judge_head(*routed.route, request_)) return fail(*refused);
  switch (routed.route->page) {
    case Page::health:
      return reply_with(health_page(true));
    case Page::readiness:
      return reply_with(health_page(!shared.draining.load(std::memory_order_relaxed)));
    case Page::whoami:
      return reply_with(whoami_page(request_));
    case Page::services:
      return reply_with(services_page());
    case Page::rows:
      return answer_rows(*routed.route);
  }
}

void Exchange::answer_rows(const Route& route) {
  if (worker_.shared().finished.load(std::memory_order_relaxed)) return fail(Errc::draining);
  auto batch = decode(route);
  if (!batch) return fail(batch.error());
  prepare(std::move(*batch));
}

Result<flow::Batch> Exchange::decode(const Route& route) {
  const auto& limits = snapshot_->config.limits;
  const auto dry_run = dry_run_asked(request_);
  auto plain = wire::decode_content(request_.headers.find("content-encoding").value_or(""), std::move(request_.body),
                                    limits.body_bytes);
  if (!plain) return plain.error();
  auto document = json::Document::parse(std::move(*plain), {limits.json_depth, limits.json_tokens});
  if (!document) return document.error();
  errors_in_body_ = dialect::wants_errors_in_body(document->root());
  if (!dry_run) return dry_run.error();
  const auto* service = find_service(route.service);
  if (service == nullptr) return Errc::unknown_service;
  auto batch = dialect::decode_rows(std::move(*document), *service, limits);
  if (batch) batch->dry_run = *dry_run;
  return batch;
}

void Exchange::prepare(flow::Batch batch) {
  batch_ = std::move(batch);
  if (const auto admitted = snapshot_->admit(request_); !admitted) return fail(admitted.error());
  const auto selected = snapshot_->select(batch_->credentials.api_base_url);
  if (!selected) return fail(selected.error());
  upstream_ = *selected;
  auto token = snapshot_->token(*upstream_, batch_->credentials, request_);
  if (!token) return fail(token.error());
  token_ = std::move(*token);
  traceparent_ = valid_traceparent(request_.headers);

  plan_ = service::make_plan(*batch_, {snapshot_->config.batching.geocode_rows});
  if (batch_->on_error == flow::OnError::fail) {
    if (const auto failure = dialect::first_row_failure(*batch_, plan_.rows)) return fail(*failure);
  }
  if (batch_->dry_run) {
    Reply reply;
    reply.headers.add("Content-Type", "application/json");
    const dialect::Summary summary{.request_id = request_.request_id,
                                   .upstream_calls = static_cast<std::uint32_t>(plan_.calls.size()),
                                   .deduplicated = plan_.deduplicated};
    reply.body =
        dialect::encode_dry_run(*batch_, plan_.rows, plan_.calls, plan_.would_bill, upstream_->selector, summary);
    return reply_with(std::move(reply));
  }
  if (plan_.calls.empty()) return finish();
  if (batch_->request_key && !claim_key()) return;
  begin_calls();
}

void Exchange::finish() {
  service::spread(plan_, plan_.rows, snapshot_->config.limits.reply_bytes);
  // A failed request is only honest while nothing can have been billed for it.
  if (batch_->on_error == flow::OnError::fail && !metered_reached_) {
    if (const auto failure = dialect::first_row_failure(*batch_, plan_.rows)) return fail(*failure);
  }
  const dialect::Summary summary{.request_id = request_.request_id,
                                 .upstream_calls = upstream_calls_,
                                 .deduplicated = plan_.deduplicated,
                                 .billed = billed_,
                                 .sandbox = sandbox_};
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.body = dialect::encode_rows(*batch_, plan_.rows, summary);
  reply_with(std::move(reply));
}

void Exchange::fail(const Error& error) {
  if (!errors_in_body_) return reply_with(wire::problem_reply(error, request_.request_id));
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.body = dialect::encode_error_in_body(error, request_.request_id);
  reply.facts.code = error.slug();
  reply_with(std::move(reply));
}

void Exchange::reply_with(Reply reply) {
  auto& facts = reply.facts;
  facts.route = route_name_;
  facts.upstream_calls = upstream_calls_;
  facts.billed = billed_;
  facts.deduplicated = plan_.deduplicated;
  if (batch_) {
    facts.service = batch_->service->name;
    facts.rows = static_cast<std::uint32_t>(batch_->rows.size());
    facts.failed = dialect::count_failed(plan_.rows);
    facts.context_user = batch_->context_user;
    facts.context_job = batch_->context_job;
    facts.context_statement = batch_->context_statement;
  }
  if (first_slot_ != TimePoint{}) {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    facts.queue_us = duration_cast<microseconds>(first_slot_ - started_).count();
    if (last_outcome_ != TimePoint{})
      facts.upstream_us = duration_cast<microseconds>(last_outcome_ - first_slot_).count();
  }
  if (sandbox_) reply.headers.add("atgateway-sandbox", "1");
  complete(std::move(reply));
}

void Exchange::complete(Result<Reply> result) noexcept {
  if (completed_) return;
  completed_ = true;
  leave_line();
  queue_timer_.reset();
  deadline_timer_.reset();
  pause_timer_.reset();
  backoff_timers_.clear();
  unsent_.clear();
  backing_off_ = 0;
  settle_key(result);
  answer(std::move(result));
  worker_.shared().requests.fetch_sub(1, std::memory_order_relaxed);
  let_go();
}

void Exchange::answer(Result<Reply> result) noexcept {
  if (answered_) return;
  answered_ = true;
  {
    const std::lock_guard lock(cancel_mutex_);
    cancel_through_ = nullptr;
  }
  stop_callback_.reset();
  const auto completion = std::exchange(completion_, nullptr);
  try {
    completion(std::move(result));
  } catch (...) {
    worker_.shared().core().report(
        Event{Event::Level::error, "completion-failed", "A completion threw an exception; it was ignored.", {}});
  }
}

void Exchange::let_go() {
  if (completed_ && in_flight_.empty()) worker_.dismiss(*this);
}

void Exchange::cancel() noexcept {
  try {
    const std::lock_guard lock(cancel_mutex_);
    if (cancel_through_ != nullptr) cancel_through_->post([self = shared_from_this()] { self->cancel_here(); });
  } catch (...) {  // no memory for the task: the call runs to its end instead
    return;
  }
}

void Exchange::cancel_here() noexcept {
  if (answered_) return;
  const bool on_wire = std::any_of(in_flight_.begin(), in_flight_.end(),
                                   [&](const Attempt& each) { return plan_.calls[each.call].metered; });
  if (owned_key_ && (metered_reached_ || on_wire || worker_.shared().replays.has_waiters(*owned_key_))) {
    // The caller may come back with its key, or others wait for this answer already: it is made all the same.
    if (!worker_.shared().replays.has_waiters(*owned_key_)) drop_unsent(Errc::cancelled);
    answer(Errc::cancelled);
    return finish_if_done();
  }
  // First of all it must not be served again: giving back a slot serves whoever is next.
  leave_line();
  unsent_.clear();
  // What costs nothing is given up; what may be billed is left to finish, so that it can be counted.
  std::erase_if(in_flight_, [&](const Attempt& each) {
    if (plan_.calls[each.call].metered) return false;
    transport_->abandon(each.ticket);
    worker_.give_back(upstream_->slots);
    return true;
  });
  complete(Errc::cancelled);
}

void Exchange::abandon_calls() noexcept {
  complete(Errc::cancelled);
  for (const auto& each : in_flight_) transport_->abandon(each.ticket);
  in_flight_.clear();
}

void Exchange::forget() noexcept {
  transport_.reset();
  snapshot_.reset();
  upstream_ = nullptr;
  token_.reset();
  plan_ = {};
  batch_.reset();
  request_ = {};
}

void Exchange::finish_now() noexcept {
  if (completed_) return;
  guard([this] {
    if (!batch_ || plan_.rows.empty()) return fail(Errc::draining);
    drop_unsent(Errc::draining);
    for (const auto& each : in_flight_) {
      // How far it got is not known yet: it counts as sent.
      const auto& call = plan_.calls[each.call];
      count_sent(call);
      service::fail_rows(call, Errc::draining, call.metered ? flow::Billed::unknown : flow::Billed::no, plan_.rows);
    }
    // What is still open waits for another request's answer under the same key: it may have been billed there.
    for (const auto& call : plan_.calls) {
      const bool open = plan_.rows[call.rows.front()].status == flow::RowResult::Status::pending;
      if (open) service::fail_rows(call, Errc::draining, flow::Billed::unknown, plan_.rows);
    }
    finish();
  });
}

}  // namespace atgateway::gateway
