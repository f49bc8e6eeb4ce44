// The pages that need no upstream.
#pragma once

#include "gateway/router.hpp"

#include <atgateway/http.hpp>

namespace atgateway::gateway {

/// No such route, or not with this method; in the language of the path.
[[nodiscard]] Reply refusal_page(const Routed& routed, std::string_view request_id);
/// Refused for what its head says, in the language of the route.
[[nodiscard]] Reply head_refusal_page(const Route& route, const Error& error, std::string_view request_id);
/// Empty, for probes. `ready` false is 503.
[[nodiscard]] Reply health_page(bool ready);
/// How this call arrived. No token, no secret: header names only.
[[nodiscard]] Reply whoami_page(const Request& request);
/// The service table.
[[nodiscard]] Reply services_page();

}  // namespace atgateway::gateway
