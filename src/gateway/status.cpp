#include "gateway/status.hpp"

#include "json/writer.hpp"

#include <atgateway/version.hpp>

namespace atgateway::gateway {
namespace {

std::string_view word(upstream::Breaker::State state) noexcept {
  switch (state) {
    case upstream::Breaker::State::closed:
      return "closed";
    case upstream::Breaker::State::open:
      return "open";
    case upstream::Breaker::State::half_open:
      return "half-open";
  }
  return "closed";
}

}  // namespace

std::string status_page(const Shared& shared, TimePoint now) {
  const auto snapshot = shared.snapshot();
  bool sandbox = false;
  for (const auto& upstream : snapshot->upstreams) sandbox = sandbox || upstream.selector == "sandbox:";
  std::string body;
  json::Writer out(body);
  out.begin_object().member("version", ATGATEWAY_VERSION);
  out.member("state", shared.draining.load() ? "draining" : "ready");
  out.member("sandbox", sandbox);
  out.member("requests", shared.requests.load()).member("waiting", shared.waiting.load());
  out.member("upstream_calls_in_flight", shared.slots.in_flight());
  out.member("metered_answers_discarded", shared.discarded.load());
  out.key("upstreams").begin_array();
  for (const auto& upstream : snapshot->upstreams) {
    out.begin_object().member("base_url", upstream.selector).member("default", upstream.config.is_default);
    out.member("own_token", upstream.token != nullptr);
    out.member("breaker", word(upstream.guard->breaker.state(now)));
    out.member("repeated_calls", upstream.guard->repeated.load(std::memory_order_relaxed)).end_object();
  }
  out.end_array().end_object();
  return body;
}

}  // namespace atgateway::gateway
