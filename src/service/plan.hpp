// Plan: rows to upstream calls. A value, so that a test, a log line and a dry run can look before anything is sent.
#pragma once

#include "flow/batch.hpp"
#include "flow/row_result.hpp"
#include "flow/upstream_call.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace atgateway::service {

struct PlanOptions {
  std::uint32_t geocode_rows = 100;  ///< rows in one upstream batch
};

struct Plan {
  std::vector<flow::UpstreamCall> calls;
  std::vector<flow::RowResult> rows;       ///< as many as the batch has; null and invalid ones are final already
  std::vector<std::uint32_t> answered_by;  ///< row → the row whose answer it gets; itself unless it is a duplicate
  std::vector<std::uint32_t> answers;      ///< row → how many rows its answer will stand in; 0 for a duplicate
  std::uint32_t deduplicated = 0;
  std::uint32_t would_bill = 0;  ///< metered rows that the calls would put on the wire
  /// The first argument of the only row to be sent, when that row could share a batch POST and there is one call for
  /// it; else empty. Points into the batch's document.
  std::string_view lone;
};

/// Judges every row's arguments, drops duplicates, and writes down the calls.
///
/// A geocode row with nothing but an address shares a batch POST with its like; a row with country, language or options
/// goes as a GET of its own, because only that endpoint is documented to take them. Rows are equal when they ask the
/// upstream the same with the same credentials: arguments equal as decoded JSON, numbers as written. A forwarded call
/// is its one row's only call.
[[nodiscard]] Plan make_plan(const flow::Batch& batch, const PlanOptions& options);

}  // namespace atgateway::service
