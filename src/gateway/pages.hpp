// The pages that need no upstream.
#pragma once

#include <atgateway/http.hpp>

namespace atgateway::gateway {

/// Empty, for probes. `ready` false is 503.
[[nodiscard]] Reply health_page(bool ready);
/// How this call arrived. No token, no secret: header names only.
[[nodiscard]] Reply whoami_page(const Request& request);
/// The service table.
[[nodiscard]] Reply services_page();

}  // namespace atgateway::gateway
