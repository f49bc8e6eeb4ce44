#include "sandbox/travel.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(travel)

BOOST_AUTO_TEST_CASE(positions_in_either_order) {
  const auto usual = to_position("-3.7,40.4", AxisOrder::longitude_first);
  BOOST_TEST_REQUIRE(usual.has_value());
  BOOST_TEST((usual->longitude == -3.7 && usual->latitude == 40.4));
  const auto turned = to_position("40.4,-3.7", AxisOrder::latitude_first);
  BOOST_TEST_REQUIRE(turned.has_value());
  BOOST_TEST((turned->longitude == -3.7 && turned->latitude == 40.4));
  for (const auto* bad :
       {"", "1", ",", "1,", ",1", "1,2,3", "181,0", "0,91", "-181,0", "0,-91", "x,1", "1, 2", "nan,1"}) {
    BOOST_TEST(!to_position(bad, AxisOrder::longitude_first).has_value(), bad);
  }
  BOOST_TEST(!to_position("100,40", AxisOrder::latitude_first).has_value());
}

BOOST_AUTO_TEST_CASE(modes) {
  BOOST_TEST(*speed_of("walk") < *speed_of("bike"));
  BOOST_TEST(*speed_of("bike") < *speed_of("car"));
  for (const auto* mode : {"truck", "taxi", "bus", "private_bus", "motorbike", "van"})
    BOOST_TEST(speed_of(mode).has_value());
  for (const auto* mode : {"", "Car", "teleport"}) BOOST_TEST(!speed_of(mode).has_value(), mode);
}

BOOST_AUTO_TEST_CASE(options_are_an_object) {
  BOOST_TEST(parse_options(R"({"a":1})")->root().size() == 1u);
  for (const auto* text : {"", "x", "[]", "1", "null", "{"}) BOOST_TEST(!parse_options(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
