#include "dialect/rows.hpp"

#include "json/writer.hpp"

#include <algorithm>

namespace atgateway::dialect {
namespace {

using flow::RowResult;
using json::Writer;

std::string_view word(flow::Billed billed) noexcept {
  switch (billed) {
    case flow::Billed::no:
      return "no";
    case flow::Billed::unknown:
      return "unknown";
    case flow::Billed::yes:
      return "yes";
  }
  return "unknown";
}

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

bool failed(const RowResult& row) noexcept { return row.status == RowResult::Status::error; }

bool unanswered(const RowResult& row) noexcept { return row.status == RowResult::Status::pending; }

/// A row that nobody answered is a bug of ours; it is told as one, not left out.
const flow::RowError& error_of(const RowResult& row) {
  static const flow::RowError nobody{Errc::internal, flow::Billed::unknown, 0};
  return row.error ? *row.error : nobody;
}

/// What was seen and what to do, as one text: SQL shows a row's message and nothing else.
std::string message_of(const Error& error) {
  std::string text(error.detail());
  const auto hint = error.hint();
  if (hint.empty()) return text;
  const bool goes_on = hint.front() >= 'a' && hint.front() <= 'z';
  if (text.ends_with('.')) text.pop_back();
  text += goes_on || hint.front() == '`' ? "; " : ". ";
  return text.append(hint);
}

void write_row_error(Writer& writer, const flow::RowError& failure) {
  writer.begin_object().member("code", failure.error.slug()).member("message", message_of(failure.error));
  if (failure.upstream_status != 0) writer.member("status", failure.upstream_status);
  // What may have been paid for is never called repeatable, whatever its code says.
  const bool retryable = failure.error.row().retry == Retry::yes && failure.billed == flow::Billed::no;
  writer.member("retryable", retryable).member("billed", word(failure.billed)).end_object();
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
  if ((failed(result) || unanswered(result)) && batch.on_error != flow::OnError::null) {
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
    if (!failed(row) || !row.error) return {};
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
    if (failed(rows[i])) bytes += 200;
  }
  return bytes;
}

}  // namespace

std::uint32_t count_failed(std::span<const RowResult> rows) noexcept {
  return static_cast<std::uint32_t>(std::count_if(rows.begin(), rows.end(), failed));
}

std::optional<Error> first_row_failure(const flow::Batch& batch, std::span<const RowResult> rows) {
  const auto at = std::find_if(rows.begin(), rows.end(), failed);
  if (at == rows.end()) return std::nullopt;
  const Error& error = error_of(*at).error;
  const std::string where = batch.single ? "/row" : "/rows/" + std::to_string(at - rows.begin());
  return Error(Errc::row_failed, std::string(error.slug()) + ": " + std::string(error.detail()), where)
      .with_hint(std::string(error.hint()));
}

std::string encode_rows(const flow::Batch& batch, std::span<const RowResult> rows, const Summary& summary) {
  std::string out;
  out.reserve(size_of(batch, rows));
  Writer writer(out);
  writer.begin_object().member("protocol", 1).member("request_id", summary.request_id);
  const auto lost = std::count_if(rows.begin(), rows.end(), unanswered);
  writer.member("rows", rows.size()).member("failed", count_failed(rows) + lost);
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
    if (!failed(rows[i]) || !rows[i].error) continue;
    writer.begin_object().member("row", i).key("error");
    write_row_error(writer, *rows[i].error);
    writer.end_object();
  }
  writer.end_array().end_object();
  return out;
}

std::string encode_error_in_body(const Error& error, std::string_view request_id) {
  std::string out;
  Writer writer(out);
  writer.begin_object().member("protocol", 1).key("error").begin_object();
  writer.member("code", error.slug()).member("detail", error.detail()).member("hint", error.hint());
  if (!error.field().empty()) writer.member("field", error.field());
  writer.member("retryable", error.row().retry == Retry::yes).member("request_id", request_id);
  writer.end_object().end_object();
  return out;
}

}  // namespace atgateway::dialect
