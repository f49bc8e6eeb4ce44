// BigQuery remote functions: `calls` in, `replies` out.
// @source cloud.google.com/bigquery/docs/remote-functions and /quotas
#pragma once

#include "dialect/dialect.hpp"

#include <cstdint>

namespace atgateway::dialect {

/// Of its smaller generation of functions; the others take 15 MB.
inline constexpr std::uint64_t bigquery_reply_bytes = 10485760;

[[nodiscard]] Result<flow::Batch> decode_bigquery(json::Document document, const ServiceInfo& service,
                                                  const Surroundings& around);
[[nodiscard]] Reply encode_bigquery(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                    const Summary& summary);
/// `{"errorMessage"}` under 1 KB. BigQuery repeats 408, 429, 500, 503 and 504 by itself, and nothing else.
[[nodiscard]] Reply refuse_bigquery(const Error& error, const Situation& situation);

}  // namespace atgateway::dialect
