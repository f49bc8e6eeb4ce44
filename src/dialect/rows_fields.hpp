// The fields of the neutral envelope, and how they are found in it.
#pragma once

#include "dialect/fields.hpp"
#include "json/document.hpp"

#include <atgateway/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace atgateway::dialect {

enum class Field : std::uint8_t {
  protocol,
  service,
  api_base_url,
  api_access_token,
  request_key,
  rows,
  row,
  options,
  include,
  geometry,
  on_error,
  errors,
  deduplicate,
  context,
};

inline constexpr std::array<std::string_view, 14> field_names = {
    "protocol", "service", "api_base_url", "api_access_token", "request_key", "rows",        "row",
    "options",  "include", "geometry",     "on_error",         "errors",      "deduplicate", "context",
};

class Envelope {
 public:
  /// As it stands in the envelope; null included.
  [[nodiscard]] const std::optional<json::Value>& written(Field field) const noexcept {
    return values_[static_cast<std::size_t>(field)];
  }
  /// SQL writes a missing value as null: both are absent here.
  [[nodiscard]] std::optional<json::Value> find(Field field) const noexcept { return given(written(field)); }

 private:
  friend Result<Envelope> read_envelope(const json::Value& root);
  Fields<field_names.size()> values_;
};

/// @return the envelope, unknown and doubled fields refused as in `sort_fields`
[[nodiscard]] Result<Envelope> read_envelope(const json::Value& root);

}  // namespace atgateway::dialect
