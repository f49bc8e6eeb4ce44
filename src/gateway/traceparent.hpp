// W3C Trace Context: what may be passed on.
#pragma once

#include <atgateway/http.hpp>

#include <string>

namespace atgateway::gateway {

/// The request's traceparent when it is exactly one and valid; empty otherwise.
/// @source W3C Trace Context, section 3.2
[[nodiscard]] std::string valid_traceparent(const Headers& headers);

}  // namespace atgateway::gateway
