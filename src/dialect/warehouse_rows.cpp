#include "dialect/warehouse_rows.hpp"

#include "base/token.hpp"

#include <algorithm>
#include <memory>

namespace atgateway::dialect {
namespace {

using json::Kind;

bool is_nothing(const json::Value& cell) noexcept {
  return cell.is_null() || (cell.is(Kind::string) && cell.text().empty());
}

/// Columns of a row that has none; static, because a batch's document holds no such thing.
json::Value no_columns() {
  static const json::Document document = std::move(json::Document::parse("[]")).value();
  return document.root();
}

Error not_a_string(std::string_view column) {
  return Error(Errc::bad_argument, "`" + std::string(column) + "` must be a string or NULL.")
      .with_hint("check the order of the function's arguments: api_base_url and api_access_token come first");
}

std::string hint_of(std::string_view knob, std::uint64_t most) {
  return "set " + std::string(knob) + " to " + std::to_string(most) + " or less";
}

}  // namespace

std::optional<Error> judge_row_count(std::uint64_t rows, const flow::Batch& batch, const LimitsConfig& limits,
                                     std::string_view knob) {
  const std::uint64_t most = std::min<std::uint64_t>(limits.rows, batch.service->max_rows);
  if (rows <= most) return std::nullopt;
  return Error(Errc::too_many_rows,
               "The request has " + std::to_string(rows) + " rows; `" + std::string(batch.service->name) +
                   "` takes at most " + std::to_string(most) + " in one request.",
               std::string(batch.rows_field))
      .with_hint(hint_of(knob, most));
}

std::optional<Error> judge_metered_rows(const flow::Batch& batch, const LimitsConfig& limits, std::string_view knob) {
  if (!batch.service->metered) return std::nullopt;
  const auto metered = static_cast<std::size_t>(std::count_if(
      batch.rows.begin(), batch.rows.end(), [](const flow::Row& row) { return row.arguments && !row.trouble; }));
  if (metered <= limits.max_metered_rows) return std::nullopt;
  return Error(Errc::too_many_metered_rows,
               std::to_string(metered) + " rows would cost quota; at most " + std::to_string(limits.max_metered_rows) +
                   " may, in one request.",
               std::string(batch.rows_field))
      .with_hint(hint_of(knob, limits.max_metered_rows));
}

WarehouseRows::WarehouseRows(flow::Batch& batch, std::size_t rows, std::uint32_t leading)
    : batch_(batch), url_at_(leading), token_at_(leading + 1), stop_(token_at_ + 1) {
  batch.rows.reserve(rows);
  batch.first_argument = leading + 2;
  const auto& arguments = batch.service->arguments;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    if (arguments[at].required) stop_ = token_at_ + 2 + at;
  }
  const auto& context = batch.credentials.front();
  if (context.api_base_url) context_.first = context_url_ = *context.api_base_url;
  if (context.token) context_.second = context.token->reveal();
  last_ = context_;
  known_.emplace(context_, 0);
}

void WarehouseRows::add(const json::Value& columns) {
  auto& row = batch_.rows.emplace_back();
  const auto& arguments = batch_.service->arguments;
  json::Value url, token;
  std::size_t at = 0;
  for (const auto cell : columns.elements()) {
    if (at == url_at_) {
      url = cell;
    } else if (at == token_at_) {
      token = cell;
    } else if (at > token_at_ && arguments[at - token_at_ - 1].required && is_nothing(cell)) {
      return;
    }
    if (++at == stop_) break;
  }
  row.arguments = columns;
  take_credentials(row, url, token);
}

void WarehouseRows::add_scalar(const json::Value& column) {
  auto& row = batch_.rows.emplace_back();
  row.arguments = no_columns();
  take_credentials(row, column, json::Value());
}

void WarehouseRows::add_empty() { batch_.rows.emplace_back().arguments = no_columns(); }

void WarehouseRows::take_credentials(flow::Row& row, const json::Value& url, const json::Value& token) {
  if (url.is_null() && token.is_null()) return;
  if (!url.is_null() && !url.is(Kind::string)) {
    row.trouble = not_a_string("api_base_url");
  } else if (!token.is_null() && !token.is(Kind::string)) {
    row.trouble = not_a_string("api_access_token");
  } else if (const auto index = find_credentials({url.text(), token.text()})) {
    row.credentials = *index;
  } else {
    row.trouble = Errc::token_malformed;
  }
}

std::optional<std::uint32_t> WarehouseRows::find_credentials(Pair own) {
  const bool own_token = !own.second.empty();
  if (own.first.empty()) own.first = context_.first;
  if (!own_token) own.second = context_.second;
  if (own == last_) return last_index_;
  auto place = known_.lower_bound(own);
  if (place == known_.end() || place->first != own) {
    if (own_token && !base::is_token(own.second)) return std::nullopt;
    flow::Credentials credentials;
    if (!own.first.empty()) credentials.api_base_url = own.first;
    if (own_token) {
      credentials.token = std::make_shared<const Secret>(own.second);
    } else {
      credentials.token = batch_.credentials.front().token;
    }
    place = known_.emplace_hint(place, own, static_cast<std::uint32_t>(batch_.credentials.size()));
    batch_.credentials.push_back(std::move(credentials));
  }
  last_ = own;
  last_index_ = place->second;
  return last_index_;
}

}  // namespace atgateway::dialect
