// Accept-Encoding (RFC 9110 12.5.3).
#pragma once

#include "flow/batch.hpp"

#include <atgateway/http.hpp>

namespace atgateway::dialect {

/// gzip before deflate, as far as they are named and not refused with q=0; else identity.
[[nodiscard]] flow::Coding accepted_coding(const Headers& headers) noexcept;

}  // namespace atgateway::dialect
