// The gazetteer: what an address or a position means.
#pragma once

#include "sandbox/gazetteer_table.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace atgateway::sandbox {

/// One reading of an address, best first among its like.
struct Candidate {
  const City* city = nullptr;
  double confidence = 0;  ///< 0–1, two decimals
};

/// The cities that `address` may mean, at most `limit`, best first; none when no part of it names a known city.
///
/// The address is split at commas, semicolons and line ends. A part that names a city is a reading; what stands right
/// of it and names a country or a region must agree. Ranked by how much of the rest agrees, then the rightmost part,
/// then the larger city. An address without commas is also read from its end ("Calle Mayor 1 Madrid Spain").
/// @param country ISO 3166-1 alpha-2, upper case; empty = any
[[nodiscard]] std::vector<Candidate> find_cities(std::string_view address, std::string_view country, std::size_t limit);

struct Nearest {
  const City* city = nullptr;
  double distance_m = 0;
};

/// The nearest known city within 300 km.
[[nodiscard]] std::optional<Nearest> nearest_city(double longitude, double latitude) noexcept;

[[nodiscard]] inline const Country& country_of(const City& city) noexcept { return country_table()[city.country]; }

}  // namespace atgateway::sandbox
