#include "gateway/reload.hpp"

#include <utility>

namespace atgateway::gateway {
namespace {

template <class T, class Equal>
void keep(const T& running, T& next, const char* pointer, std::vector<std::string>& changed, Equal equal) {
  if (equal(running, next)) return;
  next = running;
  changed.emplace_back(pointer);
}

template <class T>
void keep(const T& running, T& next, const char* pointer, std::vector<std::string>& changed) {
  keep(running, next, pointer, changed, [](const T& a, const T& b) { return a == b; });
}

bool same_tls(const TlsConfig& a, const TlsConfig& b) {
  // Certificate, key and client CA are read again while running; whether and how TLS is spoken is not changed.
  return a.mode == b.mode && a.min_version == b.min_version && a.client_ca.has_value() == b.client_ca.has_value();
}

bool same_proxy_protocol(const ProxyProtocolConfig& a, const ProxyProtocolConfig& b) {
  return a.mode == b.mode && a.trusted == b.trusted && a.probe_sources == b.probe_sources &&
         a.allowed_link_ids == b.allowed_link_ids;
}

bool same_listeners(const std::vector<ListenerConfig>& a, const std::vector<ListenerConfig>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].name != b[i].name || a[i].address != b[i].address || a[i].role != b[i].role || !same_tls(a[i].tls, b[i].tls) ||
        !same_proxy_protocol(a[i].proxy_protocol, b[i].proxy_protocol)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::string> keep_what_needs_restart(const Config& running, Config& next) {
  std::vector<std::string> changed;
  keep(running.listeners, next.listeners, "/listeners", changed, same_listeners);
  keep(running.admin, next.admin, "/admin", changed);
  keep(running.workers, next.workers, "/workers", changed);
  keep(running.credentials.authorization, next.credentials.authorization, "/credentials/authorization", changed);
  keep(running.idempotency.bytes, next.idempotency.bytes, "/idempotency/bytes", changed);
  keep(running.idempotency.ttl, next.idempotency.ttl, "/idempotency/ttl_s", changed);
  keep(running.dns.refresh, next.dns.refresh, "/dns/refresh_s", changed);
  keep(running.dns.stale, next.dns.stale, "/dns/stale_s", changed);
  keep(running.snowflake.async, next.snowflake.async, "/snowflake/async", changed);
  return changed;
}

}  // namespace atgateway::gateway
