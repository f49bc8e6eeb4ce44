// The neutral language: one JSON envelope in, one JSON envelope out. docs/protocol.md describes it for callers.
#pragma once

#include "dialect/dialect.hpp"
#include "flow/batch.hpp"
#include "flow/row_result.hpp"
#include "flow/upstream_call.hpp"

#include <atgateway/config.hpp>
#include <atgateway/http.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::dialect {

/// Does this envelope ask for errors as 200? Answered before anything else of it is judged; false when it cannot tell,
/// and when a field is given twice (`duplicate_field` keeps its status).
[[nodiscard]] bool wants_errors_in_body(const json::Value& envelope) noexcept;

/// Judges the envelope, field by field; row contents are the service's business.
///
/// @return the batch, with `document` moved into it. On failure `bad_field`, `unknown_field`, `duplicate_field`,
///         `too_many_rows`, `too_many_metered_rows`, `token_malformed`; `field` is a JSON Pointer into the envelope.
///         Nothing is echoed.
[[nodiscard]] Result<flow::Batch> decode_rows(json::Document document, const ServiceInfo& service,
                                              const LimitsConfig& limits);

/// The 200 document: `results`, or `result` for a single row; `all_failed` by the contract's rule.
[[nodiscard]] std::string encode_rows(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                      const Summary& summary);

/// The dry run's 200 document: the plan, nothing sent. `upstream_calls` says how many calls there would be.
[[nodiscard]] std::string encode_dry_run(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                         std::span<const flow::UpstreamCall> calls, std::uint32_t would_bill,
                                         std::string_view base_url, const Summary& summary);

/// The reply of a request that failed as a whole: a problem document, or a 200 document when `errors: "body"` asked for
/// it. Once rows may have been billed, a status that some callers repeat by themselves (408, 429, 5xx) becomes 422.
[[nodiscard]] Reply refuse_rows(const Error& error, const Situation& situation);

}  // namespace atgateway::dialect
