// THE list of languages; each has its files beside this one.
#include "dialect/dialect.hpp"
#include "dialect/bigquery.hpp"
#include "dialect/forward.hpp"
#include "dialect/redshift.hpp"
#include "dialect/row_error.hpp"
#include "dialect/rows.hpp"
#include "dialect/snowflake.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

Result<flow::Batch> decode_neutral(json::Document document, const ServiceInfo& service, const Surroundings& around) {
  return decode_rows(std::move(document), service, around.limits);
}

Reply encode_neutral(const flow::Batch& batch, std::span<const flow::RowResult> rows, const Summary& summary) {
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.body = encode_rows(batch, rows, summary);
  return reply;
}

constexpr Dialect neutral{"rows", decode_neutral, encode_neutral, refuse_rows, nullptr, UINT64_MAX};
constexpr Dialect bigquery{"bigquery",      decode_bigquery, encode_bigquery,
                           refuse_bigquery, nullptr,         bigquery_reply_bytes};
constexpr Dialect snowflake{"snowflake",      decode_snowflake, encode_snowflake,
                            refuse_snowflake, dress_snowflake,  snowflake_reply_bytes};
constexpr Dialect redshift{"redshift", decode_redshift,         encode_redshift, refuse_redshift,
                           nullptr,    redshift_reply_bytes / 2};  // each quote is written with two escapes
constexpr Dialect forward{"forward", decode_forward, encode_forward, refuse_rows, nullptr, UINT64_MAX};

bool failed(const flow::RowResult& row) noexcept { return row.status == flow::RowResult::Status::error; }

}  // namespace

const Dialect& rows_dialect() noexcept { return neutral; }
const Dialect& bigquery_dialect() noexcept { return bigquery; }
const Dialect& snowflake_dialect() noexcept { return snowflake; }
const Dialect& redshift_dialect() noexcept { return redshift; }
const Dialect& forward_dialect() noexcept { return forward; }

std::uint32_t count_failed(std::span<const flow::RowResult> rows) noexcept {
  return static_cast<std::uint32_t>(std::count_if(rows.begin(), rows.end(), failed));
}

std::optional<RowFailure> find_row_failure(const flow::Batch& batch, std::span<const flow::RowResult> rows) {
  const auto first = std::find_if(rows.begin(), rows.end(), failed);
  if (first == rows.end()) return std::nullopt;
  const Error& error = error_of(*first).error;
  std::string where(batch.rows_field);
  if (!batch.single) where += "/" + std::to_string(first - rows.begin());
  const bool all_retryable = std::all_of(
      first, rows.end(), [](const flow::RowResult& row) { return !failed(row) || is_retryable(error_of(row)); });
  return RowFailure{Error(Errc::row_failed, std::string(error.slug()) + ": " + std::string(error.detail()), where)
                        .with_hint(std::string(error.hint())),
                    all_retryable};
}

}  // namespace atgateway::dialect
