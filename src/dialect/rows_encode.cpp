#include "dialect/row_error.hpp"
#include "dialect/rows.hpp"
#include "json/writer.hpp"

#include <algorithm>

namespace atgateway::dialect {
namespace {

using flow::RowResult;
using json::Writer;

std::string_view word(RowResult::Status status) noexcept {
  switch (status) {
    case RowResult::Status::ok:
      return "ok";
    case RowResult::Status::no_match:
      return "no-match";
    case RowResult::Status::null:
      return "null";
    case RowResult::Status::pending:
    case RowResult::Status::error:
      return "error";
  }
  return "error";
}

void write_entry(Writer& writer, const flow::Batch& batch, const flow::Row& row, const RowResult& result) {
  writer.begin_object();
  if (row.id) writer.member("id", *row.id);
  writer.member("status", word(result.status));
  if (!result.geom.empty()) writer.member("geom", result.geom);
  if (!result.raw.empty() && (batch.include_raw || result.geometry_unknown)) writer.key("raw").raw(result.raw);
  if (result.geometry_unknown) {
    const Error warning(Errc::geometry_unknown);
    writer.key("warning").begin_object().member("code", warning.slug()).member("message", message_of(warning));
    writer.end_object();
  }
  if (is_error(result) && batch.on_error != flow::OnError::null) {
    writer.key("error");
    write_row_error(writer, error_of(result));
  }
  writer.end_object();
}

bool is_own_mistake(Errc code) noexcept {
  return code == Errc::bad_argument || code == Errc::missing_argument || code == Errc::unknown_argument ||
         code == Errc::too_many_arguments;
}

/// The slug of `all_failed`, or empty: every row that was fit to be sent came back 401 or 403, so the token is to blame
/// and not the rows.
std::string_view all_failed(std::span<const RowResult> rows) noexcept {
  std::string_view slug;
  for (const auto& row : rows) {
    if (row.status == RowResult::Status::null) continue;
    if (row.status != RowResult::Status::error || !row.error) return {};
    const Errc code = row.error->error.code();
    if (is_own_mistake(code)) continue;
    if (code != Errc::upstream_unauthorized && code != Errc::upstream_forbidden) return {};
    if (slug.empty()) slug = describe(code).slug;
  }
  return slug;
}

std::size_t size_of(const flow::Batch& batch, std::span<const RowResult> rows) noexcept {
  std::size_t bytes = 256;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    bytes += 48 + rows[i].raw.size() + rows[i].geom.size() + rows[i].geom.size() / 4;
    if (batch.rows[i].id) bytes += 12 + batch.rows[i].id->size();
    if (is_error(rows[i])) bytes += 200;
  }
  return bytes;
}

}  // namespace

std::string encode_rows(const flow::Batch& batch, std::span<const RowResult> rows, const Summary& summary) {
  std::string out;
  out.reserve(size_of(batch, rows));
  Writer writer(out);
  writer.begin_object().member("protocol", 1).member("request_id", summary.request_id);
  writer.member("rows", rows.size()).member("failed", std::count_if(rows.begin(), rows.end(), is_error));
  writer.member("upstream_calls", summary.upstream_calls).member("deduplicated", summary.deduplicated);
  writer.member("billed", summary.billed);
  if (const auto slug = all_failed(rows); !slug.empty()) writer.member("all_failed", slug);
  if (summary.sandbox) writer.member("sandbox", true);
  if (batch.single && rows.size() == 1) {
    writer.key("result");
    write_entry(writer, batch, batch.rows.front(), rows.front());
  } else {
    writer.key("results").begin_array();
    for (std::size_t i = 0; i < rows.size(); ++i) write_entry(writer, batch, batch.rows[i], rows[i]);
    writer.end_array();
  }
  writer.end_object();
  return out;
}

std::string encode_dry_run(const flow::Batch& batch, std::span<const RowResult> rows,
                           std::span<const flow::UpstreamCall> calls, std::uint32_t would_bill,
                           std::string_view base_url, const Summary& summary) {
  std::string out;
  Writer writer(out);
  writer.begin_object().member("protocol", 1).member("request_id", summary.request_id).member("dry_run", true);
  writer.member("service", batch.service->name).member("base_url", base_url);
  writer.member("rows", rows.size()).member("failed", count_failed(rows));
  writer.member("deduplicated", summary.deduplicated).member("upstream_calls", calls.size());
  writer.member("billed", 0).member("would_bill", would_bill);
  if (summary.sandbox) writer.member("sandbox", true);
  writer.key("calls").begin_array();
  for (const auto& call : calls) {
    writer.begin_object().member("method", call.method).member("path", call.path).key("rows").begin_array();
    for (const auto row : call.rows) writer.number(row);
    writer.end_array().end_object();
  }
  writer.end_array().key("row_errors").begin_array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].status != RowResult::Status::error || !rows[i].error) continue;
    writer.begin_object().member("row", i).key("error");
    write_row_error(writer, *rows[i].error);
    writer.end_object();
  }
  writer.end_array().end_object();
  return out;
}

}  // namespace atgateway::dialect
