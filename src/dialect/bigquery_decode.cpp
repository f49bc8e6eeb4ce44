#include "dialect/bigquery.hpp"
#include "dialect/fields.hpp"
#include "dialect/warehouse_context.hpp"
#include "dialect/warehouse_rows.hpp"

#include <array>
#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

using json::Kind;
using Trouble = std::optional<Error>;

constexpr std::string_view knob = "max_batching_rows in the function's OPTIONS";

constexpr std::array<std::string_view, 5> names = {"requestId", "caller", "sessionUser", "userDefinedContext", "calls"};
enum Name : std::uint8_t { request_id, caller, session_user, user_defined_context, calls };

constexpr ContextPlace place{.before = "`userDefinedContext.", .pointer = "/userDefinedContext"};

Trouble read_context(const std::optional<json::Value>& value, WarehouseContext& out) {
  if (!value) return std::nullopt;
  if (!value->is(Kind::object)) {
    return Error(Errc::bad_field, "`userDefinedContext` must be an object.", std::string(place.pointer));
  }
  for (const auto& [name, item] : value->members()) {
    // Its name is judged first: it may be repeated only when it is known.
    const bool text = item.is(Kind::string);
    if (auto error = out.add(name, item.text(), item)) return error;
    if (text || item.is_null()) continue;
    return Error(Errc::bad_field, std::string(place.before).append(name) + "` must be a string.",
                 std::string(place.pointer).append("/").append(name));
  }
  return std::nullopt;
}

Trouble read_calls(const std::optional<json::Value>& value, const LimitsConfig& limits, flow::Batch& out) {
  if (!value || !value->is(Kind::array)) {
    return Error(Errc::bad_field, "`calls` must be an array.", "/calls")
        .with_hint("send what a remote function sends, or use /v1/rows/" + std::string(out.service->name));
  }
  if (auto error = judge_row_count(value->size(), out, limits, knob)) return error;
  WarehouseRows rows(out, value->size(), 0);
  for (const auto call : value->elements()) {
    if (!call.is(Kind::array)) {
      return Error(Errc::bad_field, "Each of `calls` must be an array.", "/calls/" + std::to_string(out.rows.size()));
    }
    rows.add(call);
  }
  return judge_metered_rows(out, limits, knob);
}

void keep(std::string& out, const std::optional<json::Value>& value) {
  if (value && value->is(Kind::string)) keep_context(out, value->text());
}

}  // namespace

Result<flow::Batch> decode_bigquery(json::Document document, const ServiceInfo& service, const Surroundings& around) {
  flow::Batch batch{.document = std::move(document), .service = &service};
  batch.rows_field = "/calls";
  if (auto error = refuse_dry_run(around.query, service)) return *std::move(error);
  const auto fields = read_fields(batch.document.root(), names, Strangers::ignored);
  if (!fields.ok()) return fields.error();
  WarehouseContext context(place);
  if (auto error = read_context(given((*fields)[user_defined_context]), context)) return *std::move(error);
  if (auto envelope = context.apply(around.limits, batch); !envelope.ok()) return std::move(envelope).error();
  keep(batch.context_job, (*fields)[caller]);
  keep(batch.context_user, (*fields)[session_user]);
  keep(batch.context_statement, (*fields)[request_id]);
  if (auto error = read_calls((*fields)[calls], around.limits, batch)) return *std::move(error);
  return batch;
}

}  // namespace atgateway::dialect
