#include "dialect/bigquery.hpp"
#include "dialect/refusal.hpp"
#include "dialect/warehouse_values.hpp"
#include "json/writer.hpp"

#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

constexpr std::size_t longest_refusal = 1023;

int status_for(const Error& error, const Situation& situation) noexcept {
  constexpr int unprocessable = 422, unavailable = 503;
  if (situation.metered > 0) return unprocessable;
  if (error.code() == Errc::row_failed) return situation.retryable ? unavailable : unprocessable;
  return status_of(error);
}

}  // namespace

Reply encode_bigquery(const flow::Batch& batch, std::span<const flow::RowResult> rows, const Summary& summary) {
  if (auto refused = refuse_failed_rows(batch, rows, summary, refuse_bigquery)) return *std::move(refused);
  auto values =
      write_values(batch, rows, {.before = R"({"replies":[)", .after = "]}", .most_bytes = bigquery_reply_bytes});
  if (values.full && batch.on_error == flow::OnError::fail) return refuse_full(batch, summary, refuse_bigquery);
  return values_reply(std::move(values));
}

Reply refuse_bigquery(const Error& error, const Situation& situation) {
  std::string body;
  for (std::size_t most = 600;; most /= 2) {
    body.clear();
    json::Writer(body).begin_object().member("errorMessage", line_of(error, situation, most)).end_object();
    if (body.size() <= longest_refusal || most == 0) break;
  }
  return refusal_reply(error, situation, status_for(error, situation), std::move(body));
}

}  // namespace atgateway::dialect
