#include "service/geometry.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {
std::string shape(const std::string& answer, flow::Geometry form = flow::Geometry::geojson) {
  const auto document = parse(answer);
  return service::shape_of(document.root(), form);
}
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

BOOST_AUTO_TEST_CASE(a_shape_is_found_wherever_answers_keep_it) {
  const std::string line = R"({"type":"LineString","coordinates":[[1.0,2],[3,4.50]]})";
  const std::string text = R"("{\"coordinates\": [[1.0,2],[3,4.50]], \"type\": \"LineString\"}")";
  const std::string feature = R"({"type":"Feature","properties":{"geometry":1},"geometry":)" + line + "}";
  const std::string collection = R"({"type":"FeatureCollection","features":[)" + feature + "]}";
  for (const std::string& each :
       {line, feature, collection, "[" + line + "]", "{\"value\":" + line + "}", "{\"value\":[" + feature + "]}",
        "{\"error\":null,\"value\":" + collection + "}", "[{\"error\":null,\"value\":[" + collection + "]}]",
        "{\"geometry\":" + line + "}", "{\"geom\":" + line + "}", "{\"geometry\":" + text + ",\"length\":7}",
        "{\"geom\":" + text + ",\"geometry\":null}", "{\"value\":{\"geom\":" + text + "}}", "{\"value\":" + text + "}",
        "{\"type\":\"isoline\",\"geometry\":" + feature + "}", R"({"type":"Feature","geometry":)" + text + "}"}) {
    BOOST_TEST(shape(each) == line, each);
    BOOST_TEST(shape(each, flow::Geometry::wkt) == "LINESTRING(1.0 2,3 4.50)", each);
  }
}

BOOST_AUTO_TEST_CASE(a_shape_is_not_guessed_either) {
  const std::string line = R"({"type":"LineString","coordinates":[[1,2],[3,4]]})";
  const std::string feature = R"({"type":"Feature","geometry":)" + line + "}";
  for (const std::string& each :
       {std::string("{}"), std::string("[]"), std::string("7"), std::string("null"), std::string(R"("x")"),
        "[" + line + "," + line + "]", "{\"geometry\":" + line + ",\"geom\":" + line + "}", "{\"route\":" + line + "}",
        "{\"value\":{\"result\":" + line + "}}", "{\"geometry\":" + line + ",\"geometry\":" + line + "}",
        R"({"type":"FeatureCollection","features":[)" + feature + "," + feature + "]}",
        std::string(R"({"type":"FeatureCollection","features":[]})"), std::string(R"({"type":"Feature"})"),
        std::string(R"({"type":"Feature","geometry":null})"), std::string(R"x({"geom":"POINT(1 2)"})x"),
        std::string(R"x({"geom":"\"{}\""})x"), std::string(R"({"longitude":1,"latitude":2})")}) {
    BOOST_TEST(shape(each).empty(), each);
  }
}

BOOST_AUTO_TEST_CASE(depth_is_no_way_in) {
  std::string deep = R"({"type":"Point","coordinates":[1,2]})";
  for (int i = 0; i < 20; ++i) deep = "{\"value\":" + deep + "}";
  BOOST_TEST(shape(deep).empty());
  const std::string nested = R"({"geom":")" + std::string(60, '[') + std::string(60, ']') + "\"}";
  BOOST_TEST(shape(nested).empty());
}

BOOST_AUTO_TEST_SUITE_END()
