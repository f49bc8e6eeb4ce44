#include "dialect/clipped.hpp"
#include "dialect/common_options.hpp"
#include "dialect/credential_fields.hpp"
#include "dialect/rows.hpp"
#include "dialect/rows_fields.hpp"

#include "base/suggest.hpp"
#include "base/token.hpp"
#include "flow/plain_name.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

using json::Kind;
using Trouble = std::optional<Error>;

constexpr std::size_t longest_request_key = 128;

std::string pointer(Field field) { return "/" + std::string(field_names[static_cast<std::size_t>(field)]); }

Error bad(Field field, std::string_view rule) {
  const auto name = field_names[static_cast<std::size_t>(field)];
  return Error(Errc::bad_field, "`" + std::string(name) + "` must be " + std::string(rule) + ".", pointer(field));
}

/// One of a closed list of words, as its index.
template <std::size_t N>
Trouble take_word(const Envelope& envelope, Field field, const std::array<std::string_view, N>& words,
                  std::string_view rule, std::size_t& index) {
  const auto value = envelope.find(field);
  if (!value) return std::nullopt;
  const auto at = value->is(Kind::string) ? std::find(words.begin(), words.end(), value->text()) : words.end();
  if (at == words.end()) return bad(field, rule);
  index = static_cast<std::size_t>(at - words.begin());
  return std::nullopt;
}

Trouble take_protocol(const Envelope& envelope) {
  const auto value = envelope.find(Field::protocol);
  if (!value || (value->is(Kind::number) && value->text() == "1")) return std::nullopt;
  return bad(Field::protocol, "1, the version that this gateway speaks");
}

/// The service stands in the route, or was found here already; whoever names it must mean the same one.
Trouble take_service(const Envelope& envelope, const ServiceInfo& service) {
  const auto value = envelope.find(Field::service);
  if (!value || (value->is(Kind::string) && value->text() == service.name)) return std::nullopt;
  return bad(Field::service, "`" + std::string(service.name) + "`, as the path has it");
}

Trouble take_request_key(const Envelope& envelope, std::optional<std::string>& out) {
  const auto value = envelope.find(Field::request_key);
  if (!value) return std::nullopt;
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!value->is(Kind::string) || value->text().empty() || value->text().size() > longest_request_key ||
      !std::all_of(value->text().begin(), value->text().end(), printable)) {
    return bad(Field::request_key, "a string of 1 to 128 printable ASCII characters");
  }
  out = value->text();
  return std::nullopt;
}

Trouble take_options(const Envelope& envelope, const ServiceInfo& service, std::optional<json::Value>& out) {
  const auto value = envelope.find(Field::options);
  if (!value || (value->is(Kind::string) && value->text().empty())) return std::nullopt;
  auto given = judge_options(*value, service, pointer(Field::options), "`options`");
  if (!given.ok()) return std::move(given).error();
  if (*given) out = value;
  return std::nullopt;
}

Trouble take_include(const Envelope& envelope, const ServiceInfo& service, flow::Batch& out) {
  const auto value = envelope.find(Field::include);
  if (!value) return std::nullopt;
  if (!value->is(Kind::array)) return bad(Field::include, "an array of `raw` and `geom`");
  out.include_raw = out.include_geom = false;
  std::size_t index = 0;
  for (const auto item : value->elements()) {
    const auto field = pointer(Field::include) + "/" + std::to_string(index++);
    const auto word = item.is(Kind::string) ? item.text() : std::string_view();
    if (word == "raw") {
      out.include_raw = true;
    } else if (word != "geom") {
      return Error(Errc::bad_field, "Each element of `include` must be `raw` or `geom`.", field);
    } else if (!service.has_geometry) {
      return Error(Errc::bad_field, "`" + std::string(service.name) + "` answers without a geometry.", field)
          .with_hint("leave `geom` out of `include`");
    } else {
      out.include_geom = true;
    }
  }
  return std::nullopt;
}

Trouble take_words(const Envelope& envelope, flow::Batch& out) {
  static constexpr std::array<std::string_view, 2> geometries = {"geojson", "wkt"};
  static constexpr std::array<std::string_view, 3> on_errors = {"row", "null", "fail"};
  static constexpr std::array<std::string_view, 2> errors = {"status", "body"};
  std::size_t geometry = 0, on_error = 0, in_body = 0;
  if (auto e = take_word(envelope, Field::geometry, geometries, "`geojson` or `wkt`", geometry)) return e;
  if (auto e = take_word(envelope, Field::on_error, on_errors, "`row`, `null` (a string) or `fail`", on_error))
    return e;
  if (auto e = take_word(envelope, Field::errors, errors, "`status` or `body`", in_body)) return e;
  out.geometry = geometry == 0 ? flow::Geometry::geojson : flow::Geometry::wkt;
  out.on_error = on_error == 0 ? flow::OnError::row : on_error == 1 ? flow::OnError::null : flow::OnError::fail;
  out.errors_in_body = in_body == 1;
  if (const auto value = envelope.find(Field::deduplicate)) {
    if (!value->is(Kind::boolean)) return bad(Field::deduplicate, "true or false");
    out.deduplicate = value->as_bool();
  }
  return std::nullopt;
}

Error unknown_context(std::string_view name, std::span<const std::string_view> known) {
  if (!flow::is_plain_name(name)) {
    return Error(Errc::unknown_field, "A field of `context` has a name that is not known.", pointer(Field::context));
  }
  const std::string text(name);
  const auto near = base::nearest(name, known);
  return Error(Errc::unknown_field, "`" + text + "` is not a field of `context`.", pointer(Field::context) + "/" + text)
      .with_hint(near.empty() ? "`context` takes `user`, `job` and `statement`"
                              : "did you mean `" + std::string(near) + "`?");
}

Trouble take_context(const Envelope& envelope, flow::Batch& out) {
  const auto value = envelope.find(Field::context);
  if (!value) return std::nullopt;
  if (!value->is(Kind::object)) return bad(Field::context, "an object");
  static constexpr std::array<std::string_view, 3> names = {"user", "job", "statement"};
  const std::array<std::string*, 3> places = {&out.context_user, &out.context_job, &out.context_statement};
  std::array<bool, 3> seen{};
  for (const auto& [name, item] : value->members()) {
    const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (at == names.size()) return unknown_context(name, names);
    const auto field = pointer(Field::context) + "/" + std::string(name);
    if (seen[at]) return Error(Errc::bad_field, "`" + std::string(name) + "` is given twice.", field);
    seen[at] = true;
    if (item.is_null()) continue;
    if (!item.is(Kind::string) || item.text().size() > longest_context) {
      return Error(Errc::bad_field, "`" + std::string(name) + "` must be a string of at most 256 bytes.", field);
    }
    *places[at] = item.text();
  }
  return std::nullopt;
}

flow::Row to_row(const json::Value& value) {
  flow::Row row;
  if (value.is_null()) return row;
  row.arguments = value;
  // Another type is the row's mistake, not the envelope's: the service tells.
  if (value.is(Kind::object)) {
    if (const auto id = value.find("id"); id && (id->is(Kind::string) || id->is(Kind::number))) row.id = id->text();
  }
  return row;
}

Trouble judge_counts(const flow::Batch& batch, const ServiceInfo& service, const LimitsConfig& limits) {
  if (!service.metered) return std::nullopt;
  const auto metered = static_cast<std::size_t>(std::count_if(
      batch.rows.begin(), batch.rows.end(), [](const flow::Row& row) { return row.arguments.has_value(); }));
  if (metered <= limits.max_metered_rows) return std::nullopt;
  return Error(Errc::too_many_metered_rows,
               std::to_string(metered) + " rows would cost quota; at most " + std::to_string(limits.max_metered_rows) +
                   " may, in one request.",
               std::string(batch.rows_field));
}

Trouble take_rows(const Envelope& envelope, const ServiceInfo& service, const LimitsConfig& limits, flow::Batch& out) {
  const auto rows = envelope.find(Field::rows);
  const auto& row = envelope.written(Field::row);
  if (rows && row && !row->is_null()) {
    return Error(Errc::bad_field, "`rows` and `row` exclude each other.", pointer(Field::row))
        .with_hint("send `rows` for many rows or `row` for one");
  }
  if (!rows && row) {  // `"row": null` is a null row, as it would be inside `rows`
    out.single = true;
    out.rows_field = "/row";
    out.rows.push_back(to_row(*row));
    return judge_counts(out, service, limits);
  }
  if (!rows) {
    return Error(Errc::bad_field, "`rows` is missing.", pointer(Field::rows))
        .with_hint("send `rows` for many rows or `row` for one");
  }
  if (!rows->is(Kind::array)) return bad(Field::rows, "an array");
  const std::size_t most = std::min<std::size_t>(limits.rows, service.max_rows);
  if (rows->size() > most) {
    return Error(Errc::too_many_rows,
                 "`rows` has " + std::to_string(rows->size()) + " rows; `" + std::string(service.name) +
                     "` takes at most " + std::to_string(most) + " in one request.",
                 pointer(Field::rows));
  }
  out.rows.reserve(rows->size());
  for (const auto item : rows->elements()) out.rows.push_back(to_row(item));
  return judge_counts(out, service, limits);
}

}  // namespace

Result<flow::Batch> decode_rows(json::Document document, const ServiceInfo& service, const LimitsConfig& limits) {
  auto read = read_envelope(document.root());
  if (!read.ok()) return std::move(read).error();
  const Envelope& envelope = *read;
  flow::Batch batch{.document = std::move(document), .service = &service};
  if (auto e = take_protocol(envelope)) return *std::move(e);
  if (auto e = take_service(envelope, service)) return *std::move(e);
  if (auto e = take_credentials(envelope.find(Field::api_base_url), envelope.find(Field::api_access_token),
                                batch.credentials.front()))
    return *std::move(e);
  if (auto e = take_request_key(envelope, batch.request_key)) return *std::move(e);
  if (auto e = take_options(envelope, service, batch.options)) return *std::move(e);
  if (auto e = take_include(envelope, service, batch)) return *std::move(e);
  if (auto e = take_words(envelope, batch)) return *std::move(e);
  if (auto e = take_context(envelope, batch)) return *std::move(e);
  if (auto e = take_rows(envelope, service, limits, batch)) return *std::move(e);
  return batch;
}

}  // namespace atgateway::dialect
