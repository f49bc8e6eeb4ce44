// api_base_url and api_access_token, where an envelope of our own has them.
#pragma once

#include "flow/batch.hpp"
#include "json/document.hpp"

#include <atgateway/result.hpp>

#include <optional>

namespace atgateway::dialect {

/// Absent, null and "" are the same.
/// @return `bad_field` or `token_malformed`, at the field
[[nodiscard]] std::optional<Error> take_credentials(const std::optional<json::Value>& api_base_url,
                                                    const std::optional<json::Value>& api_access_token,
                                                    flow::Credentials& out);

}  // namespace atgateway::dialect
