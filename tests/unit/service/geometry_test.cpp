#include "service/geometry.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {
std::string point(const std::string& candidate, flow::Geometry form = flow::Geometry::geojson) {
  const auto document = parse(candidate);
  return service::point_of(document.root(), form);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(geometry)

BOOST_AUTO_TEST_CASE(digits_are_copied) {
  const char* candidate = R"({"latitude":40.41650000000001230,"longitude":-3.70256000,"formattedAddress":"x"})";
  BOOST_TEST(point(candidate) == R"({"type":"Point","coordinates":[-3.70256000,40.41650000000001230]})");
  BOOST_TEST(point(candidate, flow::Geometry::wkt) == "POINT(-3.70256000 40.41650000000001230)");
  BOOST_TEST(point(R"({"latitude":"40.50","longitude":"-3"})") == R"({"type":"Point","coordinates":[-3,40.50]})");
  BOOST_TEST(point(R"({"latitude":-90,"longitude":180.0})") == R"({"type":"Point","coordinates":[180.0,-90]})");
}

BOOST_AUTO_TEST_CASE(nothing_is_guessed) {
  for (const char* candidate : {"{}", "[]", "null", "\"x\"", R"({"latitude":1})", R"({"lat":1,"lon":2})",
                                R"({"position":{"latitude":1,"longitude":2}})", R"({"latitude":null,"longitude":2})",
                                R"({"latitude":"NaN","longitude":2})", R"({"latitude":90.01,"longitude":2})",
                                R"({"latitude":1,"longitude":-180.5})", R"({"latitude":1,"longitude":"2],[3"})",
                                R"({"latitude":true,"longitude":2})", R"({"latitude":1,"longitude":1e400})",
                                R"({"latitude":"","longitude":2})"}) {
    BOOST_TEST(point(candidate).empty(), candidate);
    BOOST_TEST(point(candidate, flow::Geometry::wkt).empty(), candidate);
  }
}

BOOST_AUTO_TEST_SUITE_END()
