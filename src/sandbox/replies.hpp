// The sandbox's replies: marked as such, and the errors in the platform's shape.
#pragma once

#include <atgateway/http.hpp>

#include <string>
#include <string_view>

namespace atgateway::sandbox {

/// JSON, with the header that says where it comes from.
[[nodiscard]] Reply json_reply(int status, std::string body);

/// `{"error": "…", "status": N, "sandbox": true}`; 429 and 503 get `Retry-After: 1`.
[[nodiscard]] Reply error_reply(int status, std::string_view message);

}  // namespace atgateway::sandbox
