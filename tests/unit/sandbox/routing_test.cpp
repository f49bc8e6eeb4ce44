#include "requests.hpp"
#include "sandbox/endpoints.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using namespace atgateway::sandbox;

namespace {
Reply ask(std::string_view text) {
  const auto query = Query::parse(text);
  BOOST_REQUIRE(query.has_value());
  return route(*query, {}).reply;
}
double member(std::string_view text, std::string_view path) { return std::stod(text_at(parsed(ask(text).body), path)); }
}  // namespace

BOOST_AUTO_TEST_SUITE(routing)

constexpr std::string_view madrid_to_barcelona = "origin=-3.70256,40.4165&destination=2.15899,41.38879&mode=car";

BOOST_AUTO_TEST_CASE(a_feature_with_a_line) {
  const auto reply = ask(madrid_to_barcelona);
  BOOST_TEST(reply.status == 200);
  const auto document = parsed(reply.body);
  check_marked(document.root());
  BOOST_TEST(text_at(document, "geometry/type") == "LineString");
  const auto line = at(document.root(), "geometry/coordinates");
  BOOST_TEST(line.size() > 10u);
  BOOST_TEST(std::string(at(line, "0").source()) == "[-3.70256,40.4165]");
  BOOST_TEST(std::string(at(line, std::to_string(line.size() - 1)).source()) == "[2.15899,41.38879]");
  BOOST_TEST(member(madrid_to_barcelona, "properties/distance_m") == 505'000, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(the_mode_decides_the_time) {
  const double car = member(madrid_to_barcelona, "properties/duration_s");
  const double walk = member("origin=-3.70256,40.4165&destination=2.15899,41.38879&mode=walk", "properties/duration_s");
  BOOST_TEST(walk == 10 * car, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(waypoints_are_latitude_first_and_make_it_longer) {
  std::string through(madrid_to_barcelona);
  through.append("&waypoints=37.38283,-5.97317:39.46975,-0.37739");
  BOOST_TEST(member(through, "properties/distance_m") > 1.5 * member(madrid_to_barcelona, "properties/distance_m"));
  BOOST_TEST((ask(through).body.find("[-5.97317,37.38283]") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(waypoints_may_stand_in_the_options) {
  std::string beside(madrid_to_barcelona), within(madrid_to_barcelona);
  beside.append("&waypoints=37.38283,-5.97317");
  within.append("&options=%7B%22waypoints%22%3A%2237.38283%2C-5.97317%22%7D");
  BOOST_TEST(ask(within).body == ask(beside).body);
  for (const auto* options : {"x", "[]", "%7B%22waypoints%22%3A1%7D", "%7B%22waypoints%22%3A%22x%22%7D"}) {
    BOOST_TEST(ask(std::string(madrid_to_barcelona) + "&options=" + options).status == 400, options);
  }
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_refused) {
  for (const auto* text : {"", "origin=0,0", "destination=0,0", "origin=0,0&destination=x",
                           "origin=0,99&destination=0,0", "origin=0,0&destination=1,1&mode=teleport",
                           "origin=0,0&destination=1,1&waypoints=x", "origin=0,0&destination=1,1&waypoints=100,0"}) {
    BOOST_TEST(ask(text).status == 400, text);
  }
  std::string many = "origin=0,0&destination=1,1&waypoints=1,1";
  for (int i = 1; i < 50; ++i) many += ":1,1";
  BOOST_TEST(ask(many).status == 200);
  many.append(":1,1");
  BOOST_TEST(ask(many).status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
