#include "dialect/redshift.hpp"
#include "dialect/refusal.hpp"
#include "dialect/warehouse_values.hpp"
#include "json/writer.hpp"

#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

constexpr std::size_t longest_message = 600;

}  // namespace

Reply encode_redshift(const flow::Batch& batch, std::span<const flow::RowResult> rows, const Summary& summary) {
  if (auto refused = refuse_failed_rows(batch, rows, summary, refuse_redshift)) return *std::move(refused);
  const auto before = R"({"success":true,"num_records":)" + std::to_string(rows.size()) + R"(,"results":[)";
  auto values = write_values(
      batch, rows,
      {.before = before, .after = "]}", .in_string = true, .recoded = true, .most_bytes = redshift_reply_bytes});
  if (values.full && batch.on_error == flow::OnError::fail) return refuse_full(batch, summary, refuse_redshift);
  return values_reply(std::move(values));
}

Reply refuse_redshift(const Error& error, const Situation& situation) {
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("success", false).member("error_msg", line_of(error, situation, longest_message));
  writer.member("num_records", situation.rows).key("results").begin_array().end_array().end_object();
  return refusal_reply(error, situation, situation.envelope_read ? 200 : status_of(error), std::move(body));
}

}  // namespace atgateway::dialect
