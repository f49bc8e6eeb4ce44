// Lookups in the generated table, by folded name.
#pragma once

#include "sandbox/gazetteer_table.hpp"

#include <span>
#include <string_view>

namespace atgateway::sandbox {

/// Every city of that name, largest first.
[[nodiscard]] std::span<const CityName> cities_named(std::string_view folded) noexcept;
/// Every country and region of that name or code.
[[nodiscard]] std::span<const Place> places_named(std::string_view folded) noexcept;

}  // namespace atgateway::sandbox
