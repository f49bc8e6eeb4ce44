// The generated table: cities, what they are called, and the countries and regions that stand behind their names.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace atgateway::sandbox {

struct Country {
  std::string_view code;  ///< ISO 3166-1 alpha-2
  std::string_view name;
};

struct City {
  std::string_view name, admin;  ///< as the source writes them
  std::string_view region;       ///< letters of the first-level region where they are written after a city ("TX")
  std::uint16_t country;         ///< index in country_table()
  std::string_view latitude_text, longitude_text;  ///< as the source writes them
  double latitude, longitude;
};

/// A folded name and the city it means; a name may mean several.
struct CityName {
  std::string_view name;
  std::uint16_t city;  ///< index in city_table()
};

/// What may stand after a city: a country or one of its regions.
struct Place {
  std::string_view name;    ///< folded
  std::uint16_t country;    ///< index in country_table()
  std::string_view region;  ///< empty: the whole country
};

/// ASCII for one Latin letter, at most two; empty when it has none.
struct LatinLetter {
  char text[3];
};

[[nodiscard]] std::span<const Country> country_table() noexcept;  ///< by code
[[nodiscard]] std::span<const City> city_table() noexcept;        ///< largest first
[[nodiscard]] std::span<const CityName> name_table() noexcept;    ///< by name, then largest first
[[nodiscard]] std::span<const Place> place_table() noexcept;      ///< by name
[[nodiscard]] std::string_view latin_letter(char32_t code) noexcept;

}  // namespace atgateway::sandbox
