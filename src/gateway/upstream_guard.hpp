// UpstreamGuard: what the process remembers of one upstream, whichever worker calls it and however often the
// configuration is reloaded. The place for a limit that learns, or one per token, should they come.
#pragma once

#include "flow/upstream_reply.hpp"
#include "upstream/breaker.hpp"
#include "upstream/retry_budget.hpp"

#include <atgateway/config.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace atgateway::gateway {

/// Worth another try: the next one may find another address, or a server that has come back.
[[nodiscard]] bool is_passing(Errc code) noexcept;

struct UpstreamGuard {
  explicit UpstreamGuard(const Config& config) : breaker(config.breaker), budget(config.retry) {}
  /// What a call's outcome says about the upstream.
  void report(upstream::Breaker::Answer asked, const flow::UpstreamOutcome& outcome, TimePoint now);

  /// May one more call be repeated? Counted when it may.
  [[nodiscard]] bool may_repeat(TimePoint now);

  upstream::Breaker breaker;
  upstream::RetryBudget budget;
  std::atomic<std::uint64_t> repeated{0};  ///< calls sent again
};

class UpstreamGuards {
 public:
  /// The upstream's guard, made on first use; the configuration's numbers apply from now on.
  [[nodiscard]] std::shared_ptr<UpstreamGuard> of(const std::string& selector, const Config& config);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<UpstreamGuard>> guards_;
};

}  // namespace atgateway::gateway
