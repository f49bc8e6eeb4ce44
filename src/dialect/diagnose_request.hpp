// The body of POST /v1/diagnose.
#pragma once

#include "flow/batch.hpp"
#include "json/document.hpp"

#include <atgateway/result.hpp>

namespace atgateway::dialect {

/// `{"protocol"?, "api_base_url"?, "api_access_token"?, "errors"?}`: whose way to CARTO is looked at, and with what.
[[nodiscard]] Result<flow::Credentials> decode_diagnose(const json::Value& root);

}  // namespace atgateway::dialect
