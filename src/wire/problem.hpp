// The neutral error document: RFC 9457, with our code, hint, field and request id.
#pragma once

#include <atgateway/http.hpp>

#include <string_view>

namespace atgateway::wire {

/// A reply of the error's status with `application/problem+json`; 405 gets Allow from the router, 429 and 503 get
/// Retry-After here.
[[nodiscard]] Reply problem_reply(const Error& error, std::string_view request_id);

}  // namespace atgateway::wire
