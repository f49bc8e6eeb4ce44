// The stages in order; what happens between the first send and the last answer is in calls.cpp.
#include "gateway/exchange.hpp"

#include "base/random_id.hpp"
#include "dialect/rows.hpp"
#include "gateway/credentials.hpp"
#include "gateway/openapi.hpp"
#include "gateway/pages.hpp"
#include "gateway/traceparent.hpp"
#include "json/document.hpp"
#include "service/collect.hpp"
#include "service/forward.hpp"
#include "wire/content_coding.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::gateway {

Exchange::Exchange(Worker& worker, Request request, Scope scope, Completion completion)
    : worker_(worker),
      request_(std::move(request)),
      scope_(std::move(scope)),
      completion_(std::move(completion)),
      cancel_through_(&worker.reactor()),
      dialect_(&dialect::rows_dialect()) {}

void Exchange::start() noexcept {
  guard([this] { run(); });
}

void Exchange::went_wrong() noexcept {
  // What is on the wire may be billed: then this is no failure that may be repeated, and its key stays taken.
  if (calls_ && !completed_) calls_->count_on_wire();
  try {
    throw;
  } catch (const std::bad_alloc&) {
    try {
      if (calls_ && calls_->job().metered_reached) return fail(Errc::internal);
    } catch (...) {  // not even for that
      return complete(Errc::out_of_memory);
    }
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
  if (!routed.route) return reply_with(refusal_page(routed, request_.request_id));
  const auto& route = *routed.route;
  if (route.dialect != nullptr) dialect_ = route.dialect;
  if (const auto refused = judge_head(route, request_)) return fail(*refused);
  switch (route.page) {
    case Page::health:
      return reply_with(health_page(true));
    case Page::readiness:
      return reply_with(health_page(!shared.draining.load(std::memory_order_relaxed)));
    case Page::whoami:
      return reply_with(whoami_page(request_));
    case Page::diagnose:
      return diagnose();
    case Page::services:
      return reply_with(services_page());
    case Page::openapi:
      return reply_with(openapi_page());
    case Page::poll:
      return answer_poll(route.service);
    case Page::rows:
    case Page::any_shape:
    case Page::forward:
      return answer_rows(route);
  }
}

void Exchange::answer_rows(const Route& route) {
  if (worker_.shared().finished.load(std::memory_order_relaxed)) return fail(Errc::draining);
  fetchable_ = route.page == Page::rows;
  auto batch = decode(route);
  if (!batch) return fail(batch.error());
  prepare(std::move(*batch));
}

Result<json::Document> Exchange::read_document() {
  const auto& limits = snapshot_->config.limits;
  auto plain = wire::decode_content(request_.headers.find("content-encoding").value_or(""), std::move(request_.body),
                                    limits.body_bytes);
  if (!plain) return plain.error();
  auto document = json::Document::parse(std::move(*plain), {limits.json_depth, limits.json_tokens});
  envelope_read_ = document.ok();
  return document;
}

Result<flow::Batch> Exchange::decode(const Route& route) {
  auto document = read_document();
  if (!document) return document.error();
  const ServiceInfo* service = nullptr;
  if (route.page == Page::any_shape) {
    // The neutral envelope may ask for its errors in the body before anything of it is judged.
    errors_in_body_ = dialect::wants_errors_in_body(document->root());
    auto found = dialect::recognise(document->root(), request_.headers);
    if (!found) return found.error();
    dialect_ = found->dialect;
    service = found->service;
  } else {
    service = route.page == Page::forward ? &service::forward_service() : find_service(route.service);
  }
  const bool neutral = dialect_ == &dialect::rows_dialect();
  errors_in_body_ = neutral && dialect::wants_errors_in_body(document->root());
  const auto dry_run = neutral ? dry_run_asked(request_) : Result<bool>(false);
  if (!dry_run) return dry_run.error();
  if (service == nullptr) return Errc::unknown_service;
  auto batch =
      dialect_->decode(std::move(*document), *service, {request_.headers, request_.query(), snapshot_->config.limits});
  if (batch) batch->dry_run = *dry_run;
  return batch;
}

void Exchange::prepare(flow::Batch batch) {
  if (const auto admitted = snapshot_->admit(request_); !admitted) return fail(admitted.error());
  Job job;
  job.snapshot = snapshot_;
  job.batch = std::move(batch);
  auto legs = resolve_credentials(job.batch, *snapshot_, request_, dialect_ == &dialect::rows_dialect());
  if (!legs) return fail(legs.error());
  job.legs = std::move(*legs);
  if (const auto& forward = job.batch.forward) {
    const auto& allowed = job.legs.front().upstream->config.allowed_paths;
    if (const auto judged = service::judge_forward(*forward, allowed); !judged) return fail(judged.error());
  }
  make_plan(std::move(job));
}

void Exchange::make_plan(Job job) {
  job.request_id = request_.request_id;
  job.traceparent = valid_traceparent(request_.headers);
  job.started = started_;
  job.deadline = deadline_;
  job.reply_cap = std::min(snapshot_->config.limits.reply_bytes, dialect_->reply_bytes);
  job.plan = service::make_plan(job.batch, {snapshot_->config.batching.geocode_rows});
  calls_ = std::make_shared<Calls>(worker_, *this, std::move(job));
  const auto& made = calls_->job();
  if (made.batch.on_error == flow::OnError::fail) {
    if (const auto failure = dialect::find_row_failure(made.batch, made.plan.rows)) return fail(failure->error);
  }
  if (made.batch.dry_run) return answer_dry_run();
  if (made.plan.calls.empty()) return finish();
  if (made.batch.request_key && !claim_key()) return;
  if (answers_later()) promise_later();
  if (const auto refused = calls_->begin()) fail(*refused);
}

void Exchange::answer_dry_run() {
  const auto& job = calls_->job();
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  const dialect::Summary summary{.request_id = request_.request_id,
                                 .upstream_calls = static_cast<std::uint32_t>(job.plan.calls.size()),
                                 .deduplicated = job.plan.deduplicated};
  reply.body = dialect::encode_dry_run(job.batch, job.plan.rows, job.plan.calls, job.plan.would_bill,
                                       job.legs.front().upstream->selector, summary);
  reply_with(std::move(reply));
}

void Exchange::calls_settled() {
  if (completed_) return let_go();
  guard([this] { finish(); });
}

void Exchange::finish() {
  auto& job = calls_->job();
  service::spread(job.plan, job.plan.rows, job.reply_cap);
  // Neutral: a failed request is only honest while nothing can have been billed for it. A warehouse has a form for
  // failing that its platform does not repeat.
  const bool may_fail = !job.metered_reached || dialect_ != &dialect::rows_dialect();
  if (job.batch.on_error == flow::OnError::fail && may_fail) {
    if (const auto failure = dialect::find_row_failure(job.batch, job.plan.rows)) {
      return fail(failure->error, failure->retryable);
    }
  }
  const dialect::Summary summary{.request_id = request_.request_id,
                                 .upstream_calls = job.upstream_calls,
                                 .deduplicated = job.plan.deduplicated,
                                 .billed = job.billed,
                                 .sandbox = job.sandbox};
  reply_with(dialect_->encode(job.batch, job.plan.rows, summary));
}

void Exchange::fail(const Error& error, bool retryable) {
  dialect::Situation situation{.request_id = request_.request_id,
                               .envelope_read = envelope_read_,
                               .errors_in_body = errors_in_body_,
                               .retryable = retryable,
                               .promised = promised_};
  if (calls_) {
    const auto& job = calls_->job();
    situation.rows = static_cast<std::uint32_t>(job.batch.rows.size());
    if (job.metered_reached) situation.metered = job.billed;
  }
  auto reply = dialect_->refuse(error, situation);
  reply.facts.code = error.slug();
  reply_with(std::move(reply));
}

void Exchange::reply_with(Reply reply) {
  auto& facts = reply.facts;
  facts.route = route_name_;
  if (calls_) {
    const auto& job = calls_->job();
    facts.upstream_calls = job.upstream_calls;
    facts.billed = job.billed;
    facts.deduplicated = job.plan.deduplicated;
    facts.service = job.batch.service->name;
    facts.rows = static_cast<std::uint32_t>(job.batch.rows.size());
    facts.failed = dialect::count_failed(job.plan.rows);
    facts.context_user = job.batch.context_user;
    facts.context_job = job.batch.context_job;
    facts.context_statement = job.batch.context_statement;
    if (job.first_slot != TimePoint{}) {
      using std::chrono::duration_cast;
      using std::chrono::microseconds;
      facts.queue_us = duration_cast<microseconds>(job.first_slot - started_).count();
      if (job.last_outcome != TimePoint{}) {
        facts.upstream_us = duration_cast<microseconds>(job.last_outcome - job.first_slot).count();
      }
    }
    if (job.sandbox) reply.headers.add("atgateway-sandbox", "1");
  }
  complete(std::move(reply));
}

void Exchange::complete(Result<Reply> result) noexcept {
  if (completed_) return;
  completed_ = true;
  if (calls_) calls_->stop();
  waiting_timer_.reset();
  later_timer_.reset();
  diagnosis_.request_stop();
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
    try {
      if (result && calls_ && dialect_->dress != nullptr) dialect_->dress(*result, calls_->job().batch);
    } catch (...) {
      result = Errc::out_of_memory;
    }
    completion(std::move(result));
  } catch (...) {
    worker_.shared().core().report(
        Event{Event::Level::error, "completion-failed", "A completion threw an exception; it was ignored.", {}});
  }
}

void Exchange::let_go() noexcept try {
  if (completed_ && (!calls_ || !calls_->on_wire())) worker_.dismiss(*this);
} catch (...) {
  return;  // no memory for the task: it stays until the gateway goes
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
  if (owned_key_) {
    const bool awaited = worker_.shared().replays.has_waiters(*owned_key_);
    if (awaited || calls_->job().metered_reached || calls_->metered_on_wire()) {
      // The caller may come back with its key, or others wait for this answer already: it is made all the same.
      answer(Errc::cancelled);
      if (!awaited) guard([this] { calls_->give_up_unsent(Errc::cancelled); });
      return;
    }
  }
  complete(Errc::cancelled);
}

void Exchange::abandon_calls() noexcept {
  complete(Errc::cancelled);
  if (calls_) calls_->abandon();
}

void Exchange::forget() noexcept {
  if (calls_) calls_->forget();
  calls_.reset();
  snapshot_.reset();
  request_ = {};
}

void Exchange::finish_now() noexcept {
  if (completed_) return;
  guard([this] {
    if (!calls_) return fail(Errc::draining);
    calls_->give_up(Errc::draining);
    finish();
  });
}

}  // namespace atgateway::gateway
