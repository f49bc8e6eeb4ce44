#include "base/digest.hpp"
#include "dialect/clipped.hpp"
#include "dialect/refusal.hpp"
#include "dialect/row_error.hpp"
#include "dialect/snowflake.hpp"
#include "dialect/warehouse_values.hpp"
#include "json/writer.hpp"
#include "wire/deflater.hpp"

#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

constexpr std::size_t longest_message = 400;
constexpr std::size_t worth_packing = 1024;

int status_for(const Error& error, const Situation& situation) noexcept {
  constexpr int unprocessable = 422, unavailable = 503;
  const bool retry_rows = error.code() == Errc::row_failed && situation.retryable;
  const int status = retry_rows ? unavailable : status_of(error);
  const bool repeated = status == 429 || status >= 500;
  return repeated && (situation.metered > 0 || situation.promised) ? unprocessable : status;
}

}  // namespace

Reply encode_snowflake(const flow::Batch& batch, std::span<const flow::RowResult> rows, const Summary& summary) {
  if (auto refused = refuse_failed_rows(batch, rows, summary, refuse_snowflake)) return *std::move(refused);
  auto values = write_values(
      batch, rows, {.before = R"({"data":[)", .after = "]}", .numbered = true, .most_bytes = snowflake_reply_bytes});
  if (values.full && batch.on_error == flow::OnError::fail) return refuse_full(batch, summary, refuse_snowflake);
  return values_reply(std::move(values));
}

Reply refuse_snowflake(const Error& error, const Situation& situation) {
  std::string message(clipped(message_of(error), longest_message));
  if (!error.field().empty()) message.append(" (at ").append(error.field()).append(")");
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("error").begin_object().member("code", error.slug()).member("message", message);
  writer.member("retryable", is_retryable(error, situation)).member("request_id", situation.request_id);
  writer.end_object().end_object();
  return refusal_reply(error, situation, status_for(error, situation), std::move(body));
}

void dress_snowflake(Reply& reply, const flow::Batch& batch) {
  if (reply.status != 200) return;
  if (batch.reply_coding == flow::Coding::identity || reply.body.size() <= worth_packing) {
    if (const auto sum = base::md5_base64(reply.body); !sum.empty()) reply.headers.add("Content-MD5", sum);
    return;
  }
  const bool gzip = batch.reply_coding == flow::Coding::gzip;
  reply.body = wire::deflate_bytes(gzip ? wire::Packing::gzip : wire::Packing::deflate, reply.body);
  reply.headers.add("Content-Encoding", gzip ? "gzip" : "deflate");
  reply.headers.add("Vary", "Accept-Encoding");
}

}  // namespace atgateway::dialect
