// What a warehouse says once for all rows, in a place of its own beside them: BigQuery's userDefinedContext,
// Snowflake's sf-custom- headers, the query of Redshift's target.
#pragma once

#include "flow/batch.hpp"
#include "json/document.hpp"

#include <atgateway/config.hpp>
#include <atgateway/result.hpp>
#include <atgateway/service.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::dialect {

/// How names are written there, and how errors speak of them.
struct ContextPlace {
  std::string_view before;   ///< of a name in a sentence, as in "the header `sf-custom-"
  std::string_view pointer;  ///< JSON Pointer of the place, or empty when it is no part of the body
  bool dashed = false;       ///< header names have no `_`
  bool in_url = false;       ///< where no token belongs
};

enum class ContextField : std::uint8_t {
  service,
  api_base_url,
  api_access_token,
  include,
  geometry,
  on_error,
  deduplicate,
  options,
};

class WarehouseContext {
 public:
  explicit WarehouseContext(const ContextPlace& place) noexcept : place_(place) {}

  /// One name and its text; an empty text is as good as none.
  /// @param value the same in the document, if it stands there
  /// @return `unknown_field` with the nearest name, `duplicate_field`
  [[nodiscard]] std::optional<Error> add(std::string_view name, std::string_view text,
                                         std::optional<json::Value> value = std::nullopt);

  /// Judges what was added and writes it into the batch, whose document it may replace: no row may be read before.
  /// @return the envelope in the batch's document; `bad_field`, `token_malformed`
  [[nodiscard]] Result<json::Value> apply(const LimitsConfig& limits, flow::Batch& batch) const;

 private:
  struct Given {
    std::string_view text;
    std::optional<json::Value> value;
  };
  [[nodiscard]] const std::optional<Given>& find(ContextField field) const noexcept {
    return given_[static_cast<std::size_t>(field)];
  }
  [[nodiscard]] std::string called(std::string_view name) const;
  [[nodiscard]] std::string pointer(std::string_view name) const;
  [[nodiscard]] Error bad(ContextField field, std::string_view rule) const;
  [[nodiscard]] std::optional<Error> take_credentials(flow::Batch& batch) const;
  [[nodiscard]] std::optional<Error> take_words(flow::Batch& batch) const;
  [[nodiscard]] Result<json::Value> take_options(const LimitsConfig& limits, flow::Batch& batch) const;

  ContextPlace place_;
  std::array<std::optional<Given>, 8> given_;
};

/// The member of the batch's platform that the log keeps, cut to a bearable length.
void keep_context(std::string& out, std::string_view text);

/// A plan without calls is the neutral language's: a warehouse would take it for values.
[[nodiscard]] std::optional<Error> refuse_dry_run(std::string_view query, const ServiceInfo& service);

}  // namespace atgateway::dialect
