#include "gateway/upstream_guard.hpp"

namespace atgateway::gateway {

bool is_passing(Errc code) noexcept {
  return code == Errc::upstream_connect_refused || code == Errc::upstream_connect_timeout ||
         code == Errc::upstream_resolve_failed || code == Errc::upstream_outcome_unknown;
}

void UpstreamGuard::report(upstream::Breaker::Answer asked, const flow::UpstreamOutcome& outcome, TimePoint now) {
  constexpr int first_server_error = 500;
  if (outcome.reply) {
    if (outcome.reply->status < first_server_error) return breaker.succeeded(asked, now);
    return breaker.failed(asked, now);
  }
  // What the request's own limits cut short says nothing about the upstream.
  const auto code = outcome.reply.error().code();
  if (code == Errc::deadline_exceeded || code == Errc::upstream_reply_too_large || code == Errc::cancelled) {
    return breaker.unused(asked, now);
  }
  breaker.failed(asked, now);
}

bool UpstreamGuard::may_repeat(TimePoint now) {
  if (!budget.take(now)) return false;
  repeated.fetch_add(1, std::memory_order_relaxed);
  return true;
}

std::shared_ptr<UpstreamGuard> UpstreamGuards::of(const std::string& selector, const Config& config) {
  const std::lock_guard lock(mutex_);
  auto& guard = guards_[selector];
  if (!guard) {
    guard = std::make_shared<UpstreamGuard>(config);
  } else {
    guard->breaker.configure(config.breaker);
    guard->budget.configure(config.retry);
  }
  return guard;
}

}  // namespace atgateway::gateway
