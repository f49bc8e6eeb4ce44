// Collect: what came back, row by row, in the caller's order.
#pragma once

#include "flow/batch.hpp"
#include "flow/row_result.hpp"
#include "flow/upstream_call.hpp"
#include "flow/upstream_reply.hpp"
#include "service/plan.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace atgateway::service {

/// Fills the results of the call's rows (not of their duplicates). Never throws away what was paid for: a reply that
/// cannot be understood is a row error `upstream_bad_reply` with `billed: yes`. Of a forwarded call, every reply is the
/// answer, whatever its status.
///
/// @return the error that makes every further call with this credential pointless (401, 403, quota), if it was one
[[nodiscard]] std::optional<Error> collect(const flow::Batch& batch, const flow::UpstreamCall& call,
                                           flow::UpstreamOutcome outcome, std::span<flow::RowResult> rows);

/// Gives the call's rows one error, for calls that were not sent.
void fail_rows(const flow::UpstreamCall& call, const Error& error, flow::Billed billed,
               std::span<flow::RowResult> rows);

/// Copies each answer to the rows that share it, as long as all rows stay under `reply_cap` bytes: one big answer may
/// be asked for ten thousand times. The rest get `reply_full`, unbilled.
void spread(const Plan& plan, std::span<flow::RowResult> rows, std::uint64_t reply_cap = UINT64_MAX);

/// Bytes that these rows will take in the reply, roughly; for the reply cap.
[[nodiscard]] std::uint64_t reply_bytes(const flow::UpstreamCall& call, std::span<const flow::RowResult> rows);

/// The same, with the rows that share their answers.
[[nodiscard]] std::uint64_t reply_bytes(const Plan& plan, const flow::UpstreamCall& call,
                                        std::span<const flow::RowResult> rows);

}  // namespace atgateway::service
