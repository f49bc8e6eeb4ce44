// How a gateway is told from everybody else.
#pragma once

#include "probe/http.hpp"

#include <string>

namespace atgateway::diag {

/// `info.x-atgateway-version` of its OpenAPI document, or empty.
[[nodiscard]] std::string gateway_version(const probe::HttpAnswer& openapi);

/// It names itself in `Server`, and it serves the document of a gateway, or refuses to in a gateway's own words.
[[nodiscard]] bool is_gateway(const probe::HttpAnswer& openapi);

/// The stable code of a problem document, or empty.
[[nodiscard]] std::string problem_code(const probe::HttpAnswer& answer);

}  // namespace atgateway::diag
