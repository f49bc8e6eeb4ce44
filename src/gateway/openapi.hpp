// The OpenAPI 3.1 document: every route, generated from the service table and the error table.
#pragma once

#include <atgateway/http.hpp>

#include <string>

namespace atgateway::gateway {

/// Made once; the same bytes for the life of the process.
[[nodiscard]] const std::string& openapi_document();
[[nodiscard]] Reply openapi_page();

}  // namespace atgateway::gateway
