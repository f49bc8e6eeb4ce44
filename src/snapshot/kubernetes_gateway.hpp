// The gateway's own configuration, as far as flags, variables and ConfigMap in a snapshot show it.
#pragma once

#include "json/document.hpp"
#include "snapshot/directory.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::snapshot {

/// Empty options were not to be seen: they may be anything.
struct GatewayView {
  bool is_gateway = false;                          ///< the container runs this gateway
  std::string unseen;                               ///< a sentence: why some of this may be empty
  std::optional<json::Value> container;             ///< that serves the port
  std::optional<std::int64_t> listen_port;          ///< that callers are served on
  std::optional<std::string> proxy_mode;            ///< "off", "accept", "require", of the listener on that port
  std::optional<std::vector<std::string>> trusted;  ///< whose PROXY headers are believed
  std::optional<bool> tls;
  std::optional<std::int64_t> idle_ms;
  std::optional<std::vector<std::string>> upstreams;  ///< base URLs
};

/// @param target  port of the container that the Service leads to; 0 = the gateway's only listener
[[nodiscard]] GatewayView view_gateway(const Directory& directory, const std::vector<json::Value>& pods,
                                       std::int64_t target);

/// The number of the container port of that name in a pod; nothing when none has it.
[[nodiscard]] std::optional<std::int64_t> container_port(const json::Value& pod, std::string_view name);

}  // namespace atgateway::snapshot
