// /v1/diagnose: the gateway looks around on another thread, and answers with a report.
#include "dialect/diagnose_request.hpp"
#include "dialect/rows.hpp"
#include "gateway/exchange.hpp"
#include "gateway/own_view.hpp"

#include <atgateway/diagnostics.hpp>

#include <functional>
#include <utility>

namespace atgateway::gateway {
namespace {

/// A statement waits for this answer: it comes well before callers give up.
constexpr milliseconds longest{10000};

std::string look(const diag::OwnView& view, Deadline deadline, const std::stop_token& stop) {
  return render(diag::look_around(view, {deadline, stop}), ReportFormat::json);
}

}  // namespace

Result<flow::Credentials> Exchange::whose_view() {
  if (request_.method == "GET") return flow::Credentials{};
  auto document = read_document();
  if (!document) return document.error();
  errors_in_body_ = dialect::wants_errors_in_body(document->root());
  return dialect::decode_diagnose(document->root());
}

void Exchange::diagnose() {
  auto& shared = worker_.shared();
  if (shared.finished.load(std::memory_order_relaxed)) return fail(Errc::draining);
  if (!request_.query().empty()) return fail(Error(Errc::bad_field, "This route takes no query."));
  auto credentials = whose_view();
  if (!credentials) return fail(credentials.error());
  if (const auto admitted = snapshot_->admit(request_); !admitted) return fail(admitted.error());
  const auto upstream = snapshot_->select(credentials->api_base_url);
  if (!upstream) return fail(upstream.error());
  auto token = snapshot_->token(**upstream, *credentials, request_);
  if (!token && token.error().code() != Errc::token_missing) return fail(token.error());

  auto view =
      make_own_view(*snapshot_, **upstream, token ? std::move(*token) : nullptr, request_, worker_.reactor().now());
  const auto deadline = deadline_.sooner(Deadline::after(longest));
  const bool started = shared.diagnosis.start(Clock::now(), [view = std::move(view), deadline, mine = diagnosis_,
                                                             weak = weak_from_this()](std::stop_token going) {
    std::stop_source stop = mine;
    const std::stop_callback<std::function<void()>> also(std::move(going), [&stop] { stop.request_stop(); });
    Result<std::string> report = Errc::internal;
    try {
      report = look(view, deadline, stop.get_token());
    } catch (const std::bad_alloc&) {
      report = Errc::out_of_memory;
    } catch (...) {
      report = Errc::internal;
    }
    return Diagnosis::HandOn([weak, report = std::move(report)]() mutable {
      if (const auto self = weak.lock()) self->diagnosed(std::move(report));
    });
  });
  if (!started) {
    fail(Error(Errc::overloaded, "A diagnosis runs already, or there were too many lately.")
             .with_hint("Ask again in five seconds."));
  }
}

void Exchange::diagnosed(Result<std::string> report) noexcept {
  try {
    const std::lock_guard lock(cancel_mutex_);
    if (cancel_through_ == nullptr) return;  // nobody waits any more
    cancel_through_->post([self = shared_from_this(), report = std::move(report)]() mutable {
      self->guard([&] { self->answer_diagnosed(std::move(report)); });
    });
  } catch (...) {  // no memory for the task: the caller's own deadline ends it
    return;
  }
}

void Exchange::answer_diagnosed(Result<std::string> report) {
  if (completed_) return;
  if (!report) return fail(report.error());
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  if (snapshot_->upstreams.front().selector == "sandbox:") reply.headers.add("atgateway-sandbox", "1");
  reply.body = std::move(*report);
  reply_with(std::move(reply));
}

}  // namespace atgateway::gateway
