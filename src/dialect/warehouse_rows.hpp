// A warehouse's rows: two credential columns, then the arguments.
#pragma once

#include "flow/batch.hpp"
#include "json/document.hpp"

#include <atgateway/config.hpp>
#include <atgateway/result.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::dialect {

/// More rows than one request may have?
/// @param knob what the platform calls its own limit
[[nodiscard]] std::optional<Error> judge_row_count(std::uint64_t rows, const flow::Batch& batch,
                                                   const LimitsConfig& limits, std::string_view knob);
/// More rows that cost quota? Judged once all are there.
[[nodiscard]] std::optional<Error> judge_metered_rows(const flow::Batch& batch, const LimitsConfig& limits,
                                                      std::string_view knob);

/// Adds rows to a batch whose first credentials are the context's; what a row has of its own comes before those.
class WarehouseRows {
 public:
  /// @param leading columns in front of `api_base_url`
  WarehouseRows(flow::Batch& batch, std::size_t rows, std::uint32_t leading);

  /// An array of columns. SQL's f(NULL) is NULL: a row whose required argument is there and null is a null row. One
  /// that ends before it is the service's to judge.
  void add(const json::Value& columns);
  /// A row of one column, which is not written as an array.
  void add_scalar(const json::Value& column);
  void add_null() { batch_.rows.emplace_back(); }
  /// A row without any column.
  void add_empty();

 private:
  using Pair = std::pair<std::string_view, std::string_view>;  ///< base URL, token; empty is absent

  void take_credentials(flow::Row& row, const json::Value& url, const json::Value& token);
  [[nodiscard]] std::optional<std::uint32_t> find_credentials(Pair own);

  flow::Batch& batch_;
  std::size_t url_at_, token_at_;
  std::size_t stop_;         ///< behind the last column that is looked at here
  std::string context_url_;  ///< the batch's own may move
  Pair context_, last_;
  std::uint32_t last_index_ = 0;
  std::map<Pair, std::uint32_t> known_;  ///< ordered, not hashed: the keys are the caller's
};

}  // namespace atgateway::dialect
