#include "sandbox/lookup.hpp"

#include <algorithm>

namespace atgateway::sandbox {
namespace {

template <class Row>
std::span<const Row> rows_named(std::span<const Row> table, std::string_view name) noexcept {
  const auto range = std::ranges::equal_range(table, name, {}, &Row::name);
  return {range.begin(), range.end()};
}

}  // namespace

std::span<const CityName> cities_named(std::string_view folded) noexcept { return rows_named(name_table(), folded); }

std::span<const Place> places_named(std::string_view folded) noexcept { return rows_named(place_table(), folded); }

}  // namespace atgateway::sandbox
