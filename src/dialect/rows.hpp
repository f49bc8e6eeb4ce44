// The neutral language: one JSON envelope in, one JSON envelope out. docs/protocol.md describes it for callers.
#pragma once

#include "flow/batch.hpp"
#include "flow/row_result.hpp"
#include "flow/upstream_call.hpp"

#include <atgateway/config.hpp>
#include <atgateway/http.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// What stands beside the results.
struct Summary {
  std::string_view request_id;
  std::uint32_t upstream_calls = 0, deduplicated = 0, billed = 0;
  bool sandbox = false;
};

/// How many rows have an error: `failed` of the reply.
[[nodiscard]] std::uint32_t count_failed(std::span<const flow::RowResult> rows) noexcept;

/// The error of a request that said `on_error: fail`, made of its first failed row; nothing when no row failed. Whether
/// it may still be used (no metered call sent) is the gateway's to know.
[[nodiscard]] std::optional<Error> first_row_failure(const flow::Batch& batch, std::span<const flow::RowResult> rows);

/// The 200 document: `results`, or `result` for a single row; `all_failed` by the contract's rule.
[[nodiscard]] std::string encode_rows(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                      const Summary& summary);

/// The dry run's 200 document: the plan, nothing sent. `upstream_calls` says how many calls there would be.
[[nodiscard]] std::string encode_dry_run(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                         std::span<const flow::UpstreamCall> calls, std::uint32_t would_bill,
                                         std::string_view base_url, const Summary& summary);

/// The error as a 200 document, for `errors: "body"`.
[[nodiscard]] std::string encode_error_in_body(const Error& error, std::string_view request_id);

}  // namespace atgateway::dialect
