// The name of a request: taken over from the caller, or made up.
#pragma once

#include <atgateway/http.hpp>

#include <string>
#include <string_view>

namespace atgateway::listen {

/// [A-Za-z0-9._-]{1,64}
[[nodiscard]] bool is_request_id(std::string_view text) noexcept;

/// The caller's `x-request-id` when there is exactly one and it is well-formed; else a random one.
[[nodiscard]] std::string request_id_of(const Headers& headers);

}  // namespace atgateway::listen
