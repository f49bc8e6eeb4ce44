// The routes that a probe may ask for when it cannot say who it is.
#pragma once

#include <atgateway/http.hpp>

namespace atgateway::listen {

[[nodiscard]] inline bool is_health_route(const Request& head) noexcept {
  if (head.method != "GET") return false;
  const auto path = head.path();
  return path == "/" || path == "/healthz" || path == "/livez" || path == "/readyz";
}

}  // namespace atgateway::listen
