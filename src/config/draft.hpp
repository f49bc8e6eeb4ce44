// The configuration in the file's own shape, before the short form of the listeners is written out.
#pragma once

#include <atgateway/config.hpp>

namespace atgateway::config {

struct Draft {
  std::string listen = "127.0.0.1:8443";
  std::string probe_listen;
  TlsConfig tls;
  ProxyProtocolConfig proxy_protocol;
  Config config;  // `listeners` holds the full form only
};

/// The file's shape of a configuration; `full` when its listeners need, or were given in, the full form.
struct Shaped {
  Draft draft;
  bool full = false;
};

[[nodiscard]] Shaped to_draft(const Config& config);

/// Writes `listen`, `probe_listen`, `tls` and `proxy_protocol` out as listeners.
[[nodiscard]] std::vector<ListenerConfig> brief_listeners(const Draft& draft);

}  // namespace atgateway::config
