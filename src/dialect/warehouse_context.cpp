#include "dialect/warehouse_context.hpp"

#include "base/ascii.hpp"
#include "base/suggest.hpp"
#include "base/token.hpp"
#include "dialect/clipped.hpp"
#include "dialect/common_options.hpp"
#include "flow/plain_name.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace atgateway::dialect {
namespace {

constexpr std::array<std::string_view, 8> names = {
    "service", "api_base_url", "api_access_token", "include", "geometry", "on_error", "deduplicate", "options",
};
// As a header has them: "did you mean" must name what can be written there.
constexpr std::array<std::string_view, 8> dashed_names = {
    "service", "api-base-url", "api-access-token", "include", "geometry", "on-error", "deduplicate", "options",
};

/// The index of the text in the list, or its length.
std::size_t index_of(std::string_view text, std::span<const std::string_view> words) noexcept {
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), text) - words.begin());
}

/// Header names come in any case.
std::size_t index_without_case(std::string_view name, std::span<const std::string_view> words) noexcept {
  return static_cast<std::size_t>(
      std::find_if(words.begin(), words.end(),
                   [&](std::string_view word) { return base::equal_without_case(name, word); }) -
      words.begin());
}

}  // namespace

std::string WarehouseContext::called(std::string_view name) const {
  return std::string(place_.before).append(name) += '`';
}

std::string WarehouseContext::pointer(std::string_view name) const {
  if (place_.pointer.empty()) return {};
  return (std::string(place_.pointer) += '/').append(name);
}

Error WarehouseContext::bad(ContextField field, std::string_view rule) const {
  const auto name = (place_.dashed ? dashed_names : names)[static_cast<std::size_t>(field)];
  return Error(Errc::bad_field, (called(name) += " must be ").append(rule) += '.', pointer(name));
}

std::optional<Error> WarehouseContext::add(std::string_view name, std::string_view text,
                                           std::optional<json::Value> value) {
  const auto& known = place_.dashed ? dashed_names : names;
  const auto at = place_.dashed ? index_without_case(name, known) : index_of(name, known);
  if (at == known.size()) {
    if (!flow::is_plain_name(name)) {
      return Error(Errc::unknown_field, called("…") + " has a name that is not known.", std::string(place_.pointer));
    }
    Error error(Errc::unknown_field, called(name) + " is not known.", pointer(name));
    const auto near = base::nearest(name, known);
    return near.empty() ? error : error.with_hint("did you mean `" + std::string(near) + "`?");
  }
  if (given_[at]) return Error(Errc::duplicate_field, called(known[at]) + " is given twice.", pointer(known[at]));
  given_[at] = Given{text, value};
  return std::nullopt;
}

std::optional<Error> WarehouseContext::take_credentials(flow::Batch& batch) const {
  auto& out = batch.credentials.front();
  if (const auto& url = find(ContextField::api_base_url); url && !url->text.empty()) out.api_base_url = url->text;
  const auto& token = find(ContextField::api_access_token);
  if (!token || token->text.empty()) return std::nullopt;
  if (place_.in_url) {
    return Error(Errc::bad_field, called("api_access_token") + " would stand in a URL, where a token does not belong.")
        .with_hint("pass it as the second argument of the function, or let the operator set the upstream's token_file");
  }
  if (!base::is_token(token->text)) return Error(Errc::token_malformed).at(pointer("api_access_token"));
  out.token = std::make_shared<const Secret>(token->text);
  return std::nullopt;
}

std::optional<Error> WarehouseContext::take_words(flow::Batch& batch) const {
  static constexpr std::array<std::string_view, 2> includes = {"raw", "geom"};
  static constexpr std::array<std::string_view, 2> geometries = {"geojson", "wkt"};
  static constexpr std::array<std::string_view, 3> on_errors = {"fail", "null", "value"};
  static constexpr std::array<std::string_view, 2> truths = {"true", "false"};
  // Each word's place in its list; what is not given has the first one.
  const auto choose = [&](ContextField field, std::span<const std::string_view> words) -> std::size_t {
    const auto& given = find(field);
    return given && !given->text.empty() ? index_of(given->text, words) : 0;
  };
  const auto& service = *batch.service;
  if (const auto& given = find(ContextField::service); given && !given->text.empty() && given->text != service.name) {
    return bad(ContextField::service, "`" + std::string(service.name) + "`, as the path has it");
  }
  const auto include = choose(ContextField::include, includes);
  if (include == includes.size()) return bad(ContextField::include, "`raw` or `geom`");
  if (include == 1 && !service.has_geometry) {
    return bad(ContextField::include, "`raw`: `" + std::string(service.name) + "` answers without a geometry");
  }
  const auto geometry = choose(ContextField::geometry, geometries);
  if (geometry == geometries.size()) return bad(ContextField::geometry, "`geojson` or `wkt`");
  const auto on_error = choose(ContextField::on_error, on_errors);
  if (on_error == on_errors.size()) return bad(ContextField::on_error, "`fail`, `null` or `value`");
  const auto deduplicate = choose(ContextField::deduplicate, truths);
  if (deduplicate == truths.size()) return bad(ContextField::deduplicate, "`true` or `false`");
  batch.include_raw = include == 0;
  batch.include_geom = include == 1;
  batch.geometry = geometry == 0 ? flow::Geometry::geojson : flow::Geometry::wkt;
  batch.on_error = on_error == 0 ? flow::OnError::fail : on_error == 1 ? flow::OnError::null : flow::OnError::value;
  batch.deduplicate = deduplicate == 0;
  return std::nullopt;
}

Result<json::Value> WarehouseContext::take_options(const LimitsConfig& limits, flow::Batch& batch) const {
  const auto envelope = batch.document.root();
  const auto& given = find(ContextField::options);
  if (!given || given->text.empty()) return envelope;
  const auto judged = judge_options(given->text, *batch.service, pointer("options"), called("options"));
  if (!judged.ok()) return judged.error();
  if (!*judged) return envelope;
  if (given->value) {
    batch.options = given->value;
    return envelope;
  }
  // A batch has one document, and its options point into it: the two become one.
  std::string both;
  both.reserve(envelope.source().size() + given->text.size() + 3);
  both.append("[").append(envelope.source()).append(",").append(given->text).append("]");
  auto joined = json::Document::parse(std::move(both), {limits.json_depth + 1, limits.json_tokens + longest_options});
  if (!joined.ok()) return std::move(joined).error();
  batch.document = std::move(joined).value();
  auto parts = batch.document.root().elements().begin();
  const json::Value body = *parts;
  batch.options = *++parts;
  return body;
}

Result<json::Value> WarehouseContext::apply(const LimitsConfig& limits, flow::Batch& batch) const {
  if (auto error = take_credentials(batch)) return *std::move(error);
  if (auto error = take_words(batch)) return *std::move(error);
  return take_options(limits, batch);
}

void keep_context(std::string& out, std::string_view text) { out = clipped(text, longest_context); }

std::optional<Error> refuse_dry_run(std::string_view query, const ServiceInfo& service) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.substr(0, pair.find('=')) != "dry_run") continue;
    return Error(Errc::bad_field, "A warehouse's route has no dry run.")
        .with_hint("use /v1/rows/" + std::string(service.name) + "?dry_run=1");
  }
  return std::nullopt;
}

}  // namespace atgateway::dialect
