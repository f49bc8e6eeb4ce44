#include "base/percent.hpp"
#include "dialect/fields.hpp"
#include "dialect/redshift.hpp"
#include "dialect/warehouse_context.hpp"
#include "dialect/warehouse_rows.hpp"

#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace atgateway::dialect {
namespace {

using json::Kind;
using Trouble = std::optional<Error>;

constexpr std::string_view knob = "MAX_BATCH_ROWS of the external function";

constexpr std::array<std::string_view, 8> names = {"request_id",        "cluster",  "user",        "database",
                                                   "external_function", "query_id", "num_records", "arguments"};
enum Name : std::uint8_t { request_id, cluster, user, database, external_function, query_id, num_records, arguments };

constexpr ContextPlace place{.before = "The query parameter `", .pointer = "", .in_url = true};

/// The names and values of the query, decoded: what is added to the context points into them.
Result<std::vector<std::string>> split_query(std::string_view query) {
  std::vector<std::string> parts;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = base::percent_decoded(pair.substr(0, equals));
    auto value = base::percent_decoded(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!name || !value) {
      return Error(Errc::bad_field, "A `%` in the query is not followed by two hexadecimal digits.");
    }
    parts.push_back(*std::move(name));
    parts.push_back(*std::move(value));
  }
  return parts;
}

/// @return nothing when it is no whole number from 0 up
std::optional<std::uint64_t> count_of(const json::Value& value) noexcept {
  std::uint64_t count = 0;
  const auto text = value.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (!value.is(Kind::number) || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return count;
}

Error bad_count(std::string_view rule) {
  return Error(Errc::bad_field, "`num_records` must be " + std::string(rule) + ".", "/num_records");
}

Trouble read_empty_rows(std::optional<std::uint64_t> count, const LimitsConfig& limits, flow::Batch& out) {
  if (!count) return bad_count("given when there are no `arguments`");
  if (auto error = judge_row_count(*count, out, limits, knob)) return error;
  WarehouseRows rows(out, static_cast<std::size_t>(*count), 0);
  for (std::uint64_t row = 0; row < *count; ++row) rows.add_empty();
  return judge_metered_rows(out, limits, knob);
}

Trouble read_records(const json::Value& records, const LimitsConfig& limits, flow::Batch& out) {
  if (auto error = judge_row_count(records.size(), out, limits, knob)) return error;
  WarehouseRows rows(out, records.size(), 0);
  for (const auto record : records.elements()) {
    switch (record.kind()) {
      case Kind::array:
        rows.add(record);
        break;
      case Kind::null:
        rows.add_null();
        break;
      case Kind::object:
        return Error(Errc::bad_field, "Each of `arguments` must be an array, a value or null.",
                     "/arguments/" + std::to_string(out.rows.size()));
      case Kind::boolean:
      case Kind::number:
      case Kind::string:
        rows.add_scalar(record);
        break;
    }
  }
  return judge_metered_rows(out, limits, knob);
}

Trouble read_arguments(const Fields<names.size()>& fields, const LimitsConfig& limits, flow::Batch& out) {
  std::optional<std::uint64_t> count;
  if (const auto value = given(fields[num_records])) {
    count = count_of(*value);
    if (!count) return bad_count("a whole number");
  }
  const auto records = given(fields[arguments]);
  if (!records) return read_empty_rows(count, limits, out);
  if (!records->is(Kind::array)) return Error(Errc::bad_field, "`arguments` must be an array.", "/arguments");
  if (count && *count != records->size()) return bad_count("the number of `arguments`");
  return read_records(*records, limits, out);
}

void keep(std::string& out, const std::optional<json::Value>& value) {
  if (value) keep_context(out, value->text());
}

}  // namespace

Result<flow::Batch> decode_redshift(json::Document document, const ServiceInfo& service, const Surroundings& around) {
  flow::Batch batch{.document = std::move(document), .service = &service};
  batch.rows_field = "/arguments";
  if (auto error = refuse_dry_run(around.query, service)) return *std::move(error);
  const auto query = split_query(around.query);
  if (!query.ok()) return query.error();
  WarehouseContext context(place);
  for (std::size_t at = 0; at < query->size(); at += 2) {
    if (auto error = context.add((*query)[at], (*query)[at + 1])) return *std::move(error);
  }
  const auto envelope = context.apply(around.limits, batch);
  if (!envelope.ok()) return envelope.error();
  const auto fields = read_fields(*envelope, names, Strangers::ignored);
  if (!fields.ok()) return fields.error();
  keep(batch.context_user, (*fields)[user]);
  keep(batch.context_job, (*fields)[query_id]);
  keep(batch.context_statement, (*fields)[request_id]);
  if (auto error = read_arguments(*fields, around.limits, batch)) return *std::move(error);
  return batch;
}

}  // namespace atgateway::dialect
