#include "sandbox/sphere.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(sphere)

BOOST_AUTO_TEST_CASE(distances) {
  const Position madrid{-3.70256, 40.4165}, barcelona{2.15899, 41.38879};
  BOOST_TEST(distance(madrid, barcelona) == 505'000, boost::test_tools::tolerance(0.01));
  BOOST_TEST(distance(madrid, barcelona) == distance(barcelona, madrid), boost::test_tools::tolerance(1e-12));
  BOOST_TEST(distance(madrid, madrid) == 0);
  BOOST_TEST(distance({179.9, 0}, {-179.9, 0}) < 23'000);  // across the antimeridian
  BOOST_TEST(distance({0, 0}, {180, 0}) == 20'015'115, boost::test_tools::tolerance(0.001));
}

BOOST_AUTO_TEST_CASE(a_ring_is_closed_and_as_wide_as_asked) {
  const Position centre{-3.7, 40.4};
  const auto positions = ring(centre, 5000, 48);
  BOOST_TEST_REQUIRE(positions.size() == 49u);
  BOOST_TEST((positions.front().longitude == positions.back().longitude));
  BOOST_TEST((positions.front().latitude == positions.back().latitude));
  double doubled_area = 0;
  for (std::size_t i = 0; i + 1 < positions.size(); ++i) {
    BOOST_TEST(distance(centre, positions[i]) == 5000, boost::test_tools::tolerance(0.01));
    doubled_area +=
        positions[i].longitude * positions[i + 1].latitude - positions[i + 1].longitude * positions[i].latitude;
  }
  BOOST_TEST(doubled_area > 0);  // counter-clockwise (RFC 7946, section 3.1.6)
}

BOOST_AUTO_TEST_CASE(a_ring_stays_on_the_map) {
  for (const Position centre : {Position{180, 0}, {-180, -90}, {0, 90}, {179.9, 89.9}}) {
    for (const auto& position : ring(centre, 500'000, 48)) {
      BOOST_REQUIRE((std::abs(position.longitude) <= 180 && std::abs(position.latitude) <= 90));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_line_follows_the_great_circle) {
  const Position from{0, 0}, to{90, 45};
  const auto line = great_circle(from, to, 100'000, 64);
  BOOST_TEST(line.size() == 64u);
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) length += distance(line[i - 1], line[i]);
  BOOST_TEST(length == distance(from, to), boost::test_tools::tolerance(1e-4));
  BOOST_TEST((line.front().longitude == 0 && line.back().longitude == 90 && line.back().latitude == 45));
  BOOST_TEST(great_circle(from, {0.1, 0}, 100'000, 64).size() == 2u);
  BOOST_TEST(great_circle(from, from, 100'000, 64).size() == 2u);
  for (const auto& position : great_circle({0, 0}, {180, 0}, 100'000, 64)) {
    BOOST_REQUIRE((std::isfinite(position.longitude) && std::isfinite(position.latitude)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
