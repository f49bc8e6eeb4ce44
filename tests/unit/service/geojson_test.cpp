#include "service/geojson.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

namespace {
std::string copied(const std::string& geometry, flow::Geometry form = flow::Geometry::geojson) {
  const auto document = parse(geometry);
  return service::copy_geometry(document.root(), form);
}
std::string wkt(const std::string& geometry) { return copied(geometry, flow::Geometry::wkt); }
std::string of(const std::string& type, const std::string& coordinates) {
  return R"({"type":")" + type + R"(","coordinates":)" + coordinates + "}";
}
}  // namespace

BOOST_AUTO_TEST_SUITE(geojson)

BOOST_AUTO_TEST_CASE(every_type_with_the_digits_it_came_with) {
  const std::tuple<std::string, std::string, std::string> shapes[] = {
      {"Point", "[-3.70,40.4100000000000000001]", "POINT(-3.70 40.4100000000000000001)"},
      {"LineString", "[[0,0],[1.50,2e0]]", "LINESTRING(0 0,1.50 2e0)"},
      {"Polygon", "[[[0,0],[1,0],[1,1],[0.0,-0]],[[0.1,0.1],[0.2,0.1],[0.2,0.2],[0.1,0.1]]]",
       "POLYGON((0 0,1 0,1 1,0.0 -0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))"},
      {"MultiLineString", "[[[0,0],[1,1]],[[2,2],[3,3]]]", "MULTILINESTRING((0 0,1 1),(2 2,3 3))"},
      {"MultiPolygon", "[[[[0,0],[1,0],[1,1],[0,0]]],[[[2,2],[3,2],[3,3],[2,2]]]]",
       "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((2 2,3 2,3 3,2 2)))"},
  };
  for (const auto& [type, coordinates, text] : shapes) {
    BOOST_TEST(copied(of(type, coordinates)) == of(type, coordinates));
    BOOST_TEST(wkt(of(type, coordinates)) == text);
  }
}

BOOST_AUTO_TEST_CASE(blanks_other_members_and_heights_are_dropped) {
  const std::string loose =
      R"( { "bbox" : [1], "coordinates" : [ [ 1 , 2 , 3.5 ] , [ 4, 5 ] ], "type": "LineString" } )";
  BOOST_TEST(copied(loose) == R"({"type":"LineString","coordinates":[[1,2],[4,5]]})");
  BOOST_TEST(wkt(loose) == "LINESTRING(1 2,4 5)");
}

BOOST_AUTO_TEST_CASE(half_a_geometry_is_none) {
  for (const auto& text : {
           of("Point", "[]"),
           of("Point", "[1]"),
           of("Point", "[1,2,3,4]"),
           of("Point", "[[1,2]]"),
           of("Point", R"(["1","2"])"),
           of("Point", "[1,null]"),
           of("Point", "[181,0]"),
           of("Point", "[0,90.1]"),
           of("Point", "[1,2,\"x\"]"),
           of("Point", "[1e400,0]"),
           of("Point", "null"),
           of("Point", "{}"),
           of("LineString", "[]"),
           of("LineString", "[[1,2]]"),
           of("LineString", "[1,2]"),
           of("LineString", "[[1,2],[3]]"),
           of("Polygon", "[]"),
           of("Polygon", "[[]]"),
           of("Polygon", "[[[0,0],[1,1],[0,0]]]"),
           of("Polygon", "[[[0,0],[1,0],[1,1],[0,1]]]"),
           of("Polygon", "[[0,0],[1,0],[1,1],[0,0]]"),
           of("Polygon", "[[[[0,0],[1,0],[1,1],[0,0]]]]"),
           of("MultiLineString", "[]"),
           of("MultiPolygon", "[]"),
           of("MultiPolygon", "[[]]"),
           of("GeometryCollection", "[]"),
           of("MultiPoint", "[[1,2]]"),
           of("point", "[1,2]"),
           std::string(R"({"type":"Point"})"),
           std::string(R"({"coordinates":[1,2]})"),
           std::string("[1,2]"),
           std::string("null"),
           std::string(R"({"type":"Point","coordinates":[1,2],"coordinates":[3,4]})"),
           std::string(R"({"type":"Point","type":"LineString","coordinates":[1,2]})"),
           std::string(R"({"type":7,"coordinates":[1,2]})"),
       }) {
    BOOST_TEST(copied(text).empty(), text);
    BOOST_TEST(wkt(text).empty(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_big_one_is_copied_whole) {
  std::string ring = "[[0,0]";
  for (int i = 1; i <= 100000; ++i) ring += ",[" + std::to_string(i) + "e-4,1]";
  ring += ",[0,0]]";
  BOOST_TEST((copied(of("Polygon", "[" + ring + "]")) == of("Polygon", "[" + ring + "]")));
}

BOOST_AUTO_TEST_SUITE_END()
