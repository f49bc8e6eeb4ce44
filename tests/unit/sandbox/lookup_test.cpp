#include "sandbox/lookup.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(lookup)

BOOST_AUTO_TEST_CASE(finds_every_row_of_a_name_and_no_other) {
  for (const auto& name : name_table()) {
    const auto found = cities_named(name.name);
    BOOST_REQUIRE(!found.empty());
    BOOST_REQUIRE((&name >= found.data() && &name < found.data() + found.size()));
    BOOST_REQUIRE((found.front().name == name.name && found.back().name == name.name));
  }
  BOOST_TEST(cities_named("").empty());
  BOOST_TEST(cities_named("Madrid").empty());  // names are folded
  BOOST_TEST(cities_named("madri").empty());
  BOOST_TEST(cities_named("zzzz").empty());
}

BOOST_AUTO_TEST_CASE(a_code_may_be_several_places) {
  const auto found = places_named("ca");
  BOOST_TEST_REQUIRE(found.size() == 2u);
  BOOST_TEST(country_table()[found[0].country].code == "CA");
  BOOST_TEST(found[0].region.empty());
  BOOST_TEST(country_table()[found[1].country].code == "US");
  BOOST_TEST(found[1].region == "CA");
}

BOOST_AUTO_TEST_SUITE_END()
