#include "base/ascii.hpp"
#include "dialect/accepted_coding.hpp"
#include "dialect/fields.hpp"
#include "dialect/snowflake.hpp"
#include "dialect/warehouse_context.hpp"
#include "dialect/warehouse_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

using json::Kind;
using Trouble = std::optional<Error>;

constexpr std::string_view knob = "MAX_BATCH_ROWS of the external function";
constexpr std::string_view custom_prefix = "sf-custom-";
constexpr std::size_t longest_batch_id = 512;

constexpr ContextPlace place{.before = "The header `sf-custom-", .pointer = "", .dashed = true};

Trouble read_context(const Headers& headers, WarehouseContext& out) {
  for (std::size_t at = 0; at < headers.size(); ++at) {
    const auto [name, value] = headers[at];
    if (!base::equal_without_case(name.substr(0, custom_prefix.size()), custom_prefix)) continue;
    if (auto error = out.add(name.substr(custom_prefix.size()), value)) return error;
  }
  return std::nullopt;
}

Trouble read_batch_id(const Headers& headers, flow::Batch& out) {
  constexpr std::string_view name = "sf-external-function-query-batch-id";
  const auto id = headers.find(name);
  if (!id) return std::nullopt;
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (headers.count(name) > 1 || id->empty() || id->size() > longest_batch_id ||
      !std::all_of(id->begin(), id->end(), printable)) {
    return Error(Errc::bad_field, "The header `" + std::string(name) + "` must be 1 to 512 printable ASCII characters.")
        .with_hint("send it once, as Snowflake made it, or not at all");
  }
  out.request_key = *id;
  return std::nullopt;
}

/// Is this the number, as it is always written?
bool is_number(const json::Value& value, std::size_t number) noexcept {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return value.is(Kind::number) &&
         value.text() == std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

Error bad_row(std::size_t row, std::string_view rule, std::string_view inside) {
  return Error(Errc::bad_field, std::string(rule), "/data/" + std::to_string(row) + std::string(inside));
}

Trouble read_data(const std::optional<json::Value>& value, const LimitsConfig& limits, flow::Batch& out) {
  if (!value || !value->is(Kind::array)) {
    return Error(Errc::bad_field, "`data` must be an array.", "/data")
        .with_hint("send what an external function sends, or use /v1/rows/" + std::string(out.service->name));
  }
  if (auto error = judge_row_count(value->size(), out, limits, knob)) return error;
  WarehouseRows rows(out, value->size(), 1);
  for (const auto row : value->elements()) {
    const auto at = out.rows.size();
    if (!row.is(Kind::array) || row.size() == 0) {
      return bad_row(at, "Each row of `data` must be an array that begins with its number.", "");
    }
    if (!is_number(*row.elements().begin(), at)) {
      return bad_row(at, "The rows of `data` must be numbered from 0, in their order.", "/0");
    }
    rows.add(row);
  }
  return judge_metered_rows(out, limits, knob);
}

}  // namespace

Result<flow::Batch> decode_snowflake(json::Document document, const ServiceInfo& service, const Surroundings& around) {
  flow::Batch batch{.document = std::move(document), .service = &service};
  batch.rows_field = "/data";
  if (auto error = refuse_dry_run(around.query, service)) return *std::move(error);
  WarehouseContext context(place);
  if (auto error = read_context(around.headers, context)) return *std::move(error);
  const auto envelope = context.apply(around.limits, batch);
  if (!envelope.ok()) return envelope.error();
  if (auto error = read_batch_id(around.headers, batch)) return *std::move(error);
  keep_context(batch.context_job, around.headers.find("sf-external-function-current-query-id").value_or(""));
  keep_context(batch.context_user, around.headers.find("sf-context-current-user").value_or(""));
  batch.reply_coding = accepted_coding(around.headers);
  static constexpr std::array<std::string_view, 1> names = {"data"};
  const auto fields = read_fields(*envelope, names, Strangers::ignored);
  if (!fields.ok()) return fields.error();
  if (auto error = read_data(fields->front(), around.limits, batch)) return *std::move(error);
  return batch;
}

}  // namespace atgateway::dialect
