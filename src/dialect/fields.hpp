// The members of an object, sorted to the fields that are known.
#pragma once

#include "json/document.hpp"

#include <atgateway/result.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace atgateway::dialect {

/// Members of other names: of our own envelopes they are mistakes, of a platform's envelope its own business.
enum class Strangers : bool { refused, ignored };

/// Puts the member `names[i]` into `values[i]`, null included. Linear, whatever the object holds.
///
/// @return `bad_field` when it is no object, `duplicate_field` (judged first: nobody can say which of two tokens is
///         meant), `unknown_field` with the nearest name
[[nodiscard]] std::optional<Error> sort_fields(const json::Value& object, std::span<const std::string_view> names,
                                               std::span<std::optional<json::Value>> values, Strangers strangers);

template <std::size_t N>
using Fields = std::array<std::optional<json::Value>, N>;

template <std::size_t N>
[[nodiscard]] Result<Fields<N>> read_fields(const json::Value& object, const std::array<std::string_view, N>& names,
                                            Strangers strangers) {
  Fields<N> values;
  if (auto error = sort_fields(object, names, values, strangers)) return *std::move(error);
  return values;
}

/// SQL writes a missing value as null: both are absent.
[[nodiscard]] inline std::optional<json::Value> given(const std::optional<json::Value>& value) noexcept {
  return value && !value->is_null() ? value : std::nullopt;
}

}  // namespace atgateway::dialect
