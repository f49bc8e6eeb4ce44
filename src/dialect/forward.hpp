// Calls of the caller's own making: method, path, query and body in, status and answer out.
#pragma once

#include "dialect/dialect.hpp"

namespace atgateway::dialect {

/// Judges everything but whether the path is allowed: that is the upstream's to say, once it is selected.
[[nodiscard]] Result<flow::Batch> decode_forward(json::Document document, const ServiceInfo& service,
                                                 const Surroundings& around);
[[nodiscard]] Reply encode_forward(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                   const Summary& summary);

}  // namespace atgateway::dialect
