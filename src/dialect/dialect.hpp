// Dialect: how one kind of caller asks and wants to be answered. THE list is in dialect.cpp; each language has a decode
// and an encode file of its own. docs/protocol.md describes them for callers.
#pragma once

#include "flow/batch.hpp"
#include "flow/row_result.hpp"

#include <atgateway/config.hpp>
#include <atgateway/http.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::dialect {

/// What of a request stands beside its body.
struct Surroundings {
  const Headers& headers;
  std::string_view query;  ///< of the target, without '?'
  const LimitsConfig& limits;
};

/// What stands beside the results.
struct Summary {
  std::string_view request_id;
  std::uint32_t upstream_calls = 0, deduplicated = 0, billed = 0;
  bool sandbox = false;
};

/// How far a request had come when it failed.
struct Situation {
  std::string_view request_id;
  bool envelope_read = false;   ///< its body has been read as JSON
  bool errors_in_body = false;  ///< the neutral envelope asked for it
  bool retryable = false;       ///< of `row_failed`: every failed row may be sent again as it is
  bool promised = false;        ///< the reply waits to be fetched: it stays the same however often it is asked for
  std::uint32_t rows = 0;       ///< as far as they are known
  std::uint32_t metered = 0;    ///< rows whose metered call may have reached the upstream: nobody may be made to retry
};

struct Dialect {
  std::string_view name;  ///< "rows", "bigquery", "snowflake", "redshift", "forward"; static storage

  /// Judges the envelope; the arguments of rows are the service's business.
  /// @return the batch with `document` moved into it, or the error of the whole request; nothing is echoed
  Result<flow::Batch> (*decode)(json::Document document, const ServiceInfo& service, const Surroundings& around);

  /// The reply of a request that came through; its body is never over the caller's own cap.
  Reply (*encode)(const flow::Batch& batch, std::span<const flow::RowResult> rows, const Summary& summary);

  /// The reply of a request that failed as a whole. What the caller's platform retries is used only when
  /// `situation.metered` is 0; otherwise its non-retried form, with the header `atgateway-metered: N`.
  Reply (*refuse)(const Error& error, const Situation& situation);

  /// What the platform wants around a finished 200 body: coding, checksum. May be null.
  void (*dress)(Reply& reply, const flow::Batch& batch);

  /// Bytes of answers after which no further row is bought: the caller's cap on a reply, less what writing the answers
  /// into it adds. UINT64_MAX = none but ours.
  std::uint64_t reply_bytes;
};

[[nodiscard]] const Dialect& rows_dialect() noexcept;
[[nodiscard]] const Dialect& bigquery_dialect() noexcept;
[[nodiscard]] const Dialect& snowflake_dialect() noexcept;
[[nodiscard]] const Dialect& redshift_dialect() noexcept;
/// For `/v1/forward`; its service is `forward_service()`.
[[nodiscard]] const Dialect& forward_dialect() noexcept;

/// What a body on `/at-gateway` turned out to be.
struct Recognised {
  const Dialect* dialect = nullptr;
  const ServiceInfo* service = nullptr;
};

/// Tells the four languages apart by their one top-level key, and finds the service where that language puts it.
/// @return `ambiguous_shape`, `bad_field` (the service is missing), `unknown_service`
[[nodiscard]] Result<Recognised> recognise(const json::Value& root, const Headers& headers);

/// How many rows have an error: `failed` of the reply.
[[nodiscard]] std::uint32_t count_failed(std::span<const flow::RowResult> rows) noexcept;

/// Of a request that said `on_error: fail`: the error made of its first failed row.
struct RowFailure {
  Error error;             ///< `row_failed`; `field` names the row
  bool retryable = false;  ///< every failed row may be sent again as it is
};
[[nodiscard]] std::optional<RowFailure> find_row_failure(const flow::Batch& batch,
                                                         std::span<const flow::RowResult> rows);

}  // namespace atgateway::dialect
