#include "gateway/reload.hpp"

namespace atgateway::gateway {

Config reloaded(const Config& running, const Config& next) {
  Config merged = running;
  merged.upstreams = next.upstreams;
  merged.limits = next.limits;
  merged.timeouts = next.timeouts;
  merged.retry = next.retry;
  merged.breaker = next.breaker;
  merged.batching = next.batching;
  merged.log = next.log;
  return merged;
}

}  // namespace atgateway::gateway
