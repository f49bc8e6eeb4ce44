#include "sandbox/gazetteer_table.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include <charconv>
#include <cmath>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(gazetteer_table)

BOOST_AUTO_TEST_CASE(the_tables_are_sorted_and_large_enough) {
  BOOST_TEST(std::ranges::is_sorted(name_table(), {}, &CityName::name));
  BOOST_TEST(std::ranges::is_sorted(place_table(), {}, &Place::name));
  BOOST_TEST(std::ranges::is_sorted(country_table(), {}, &Country::code));
  BOOST_TEST(city_table().size() >= 1000u);
}

BOOST_AUTO_TEST_CASE(every_index_and_coordinate_is_good) {
  for (const auto& name : name_table()) BOOST_REQUIRE_LT(name.city, city_table().size());
  for (const auto& place : place_table()) BOOST_REQUIRE_LT(place.country, country_table().size());
  const auto same = [](std::string_view text, double number) {
    double read = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    return error == std::errc() && end == text.data() + text.size() && read == number;
  };
  for (const auto& city : city_table()) {
    BOOST_REQUIRE_LT(city.country, country_table().size());
    BOOST_REQUIRE(!city.name.empty());
    BOOST_REQUIRE((std::abs(city.latitude) <= 90 && std::abs(city.longitude) <= 180));
    BOOST_REQUIRE((same(city.latitude_text, city.latitude) && same(city.longitude_text, city.longitude)));
  }
}

BOOST_AUTO_TEST_CASE(latin_letters) {
  BOOST_TEST(latin_letter(U'\u00E1') == "a");
  BOOST_TEST(latin_letter(U'\u00DF') == "ss");
  BOOST_TEST(latin_letter(U'\u1EA5') == "a");
  BOOST_TEST(latin_letter(U'\u00D7').empty());  // a multiplication sign
  BOOST_TEST(latin_letter(0).empty());
  BOOST_TEST(latin_letter(0x10FFFF).empty());
}

BOOST_AUTO_TEST_SUITE_END()
