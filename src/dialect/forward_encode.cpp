#include "dialect/forward.hpp"
#include "dialect/row_error.hpp"
#include "json/writer.hpp"

#include <string>

namespace atgateway::dialect {

Reply encode_forward(const flow::Batch&, std::span<const flow::RowResult> rows, const Summary& summary) {
  static const flow::RowResult nobody;
  const auto& row = rows.empty() ? nobody : rows.front();
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.body.reserve(row.raw.size() + row.raw.size() / (row.is_text ? 4 : 64) + 256);
  json::Writer writer(reply.body);
  writer.begin_object();
  if (is_error(row)) {
    writer.key("status").null().key("error");
    write_row_error(writer, error_of(row));
  } else {
    writer.member("status", row.upstream_status);
    if (row.is_text || row.raw.empty()) {
      writer.member("text", row.raw);
    } else {
      writer.key("value").raw(row.raw);
    }
  }
  writer.member("request_id", summary.request_id);
  if (summary.sandbox) writer.member("sandbox", true);
  writer.end_object();
  return reply;
}

}  // namespace atgateway::dialect
