// Redshift Lambda UDFs: `arguments` in, `results` out.
// @source docs.aws.amazon.com/redshift/latest/dg: udf-creating-a-lambda-sql-udf, r_CREATE_EXTERNAL_FUNCTION;
//         docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits
#pragma once

#include "dialect/dialect.hpp"

#include <cstdint>

namespace atgateway::dialect {

/// Lambda's 6 MB. It counts the reply as a JSON string that holds the document.
inline constexpr std::uint64_t redshift_reply_bytes = 6291456;

[[nodiscard]] Result<flow::Batch> decode_redshift(json::Document document, const ServiceInfo& service,
                                                  const Surroundings& around);
[[nodiscard]] Reply encode_redshift(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                    const Summary& summary);
/// `{"success": false, "error_msg"}`, as 200 once the envelope was read: the statement fails with these words, and is
/// not repeated.
[[nodiscard]] Reply refuse_redshift(const Error& error, const Situation& situation);

}  // namespace atgateway::dialect
