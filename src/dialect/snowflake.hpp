// Snowflake external functions: `data` in and out, each row with its number.
// @source docs.snowflake.com/en/sql-reference: external-functions-data-format, -implementation, -best-practices,
//         create-external-function
#pragma once

#include "dialect/dialect.hpp"

#include <cstdint>

namespace atgateway::dialect {

/// Documented as 10 MB a batch, and not which of the two kinds of megabyte: the smaller.
inline constexpr std::uint64_t snowflake_reply_bytes = 10000000;

[[nodiscard]] Result<flow::Batch> decode_snowflake(json::Document document, const ServiceInfo& service,
                                                   const Surroundings& around);
[[nodiscard]] Reply encode_snowflake(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                     const Summary& summary);
/// One short line, which SQL shows as it is. Snowflake repeats 429 and every 5xx by itself.
[[nodiscard]] Reply refuse_snowflake(const Error& error, const Situation& situation);
/// The coding that it takes, or the checksum that it looks at: with both it is not documented which bytes count.
void dress_snowflake(Reply& reply, const flow::Batch& batch);

}  // namespace atgateway::dialect
