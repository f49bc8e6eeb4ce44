#include "requests.hpp"
#include "sandbox/endpoints.hpp"
#include "sandbox/sphere.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using namespace atgateway::sandbox;

namespace {

Reply ask(std::string_view text) {
  const auto query = Query::parse(text);
  BOOST_REQUIRE(query.has_value());
  return isoline(*query, {}).reply;
}

Reply ask_h3(std::string_view text) {
  const auto query = Query::parse(text);
  BOOST_REQUIRE(query.has_value());
  return isoline_h3(*query, {}).reply;
}

std::size_t cells(std::string_view text) { return at(parsed(ask_h3(text).body).root(), "value").size(); }

// Metres from the origin to the first corner.
double radius(std::string_view text) {
  const auto document = parsed(ask(text).body);
  const Position corner{std::stod(text_at(document, "geometry/coordinates/0/0/0")),
                        std::stod(text_at(document, "geometry/coordinates/0/0/1"))};
  return distance({-3.7, 40.4}, corner);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(isolines)

BOOST_AUTO_TEST_CASE(a_feature_with_a_polygon) {
  const auto reply = ask("origin=-3.7,40.4&mode=walk&range=600&range_type=time");
  BOOST_TEST(reply.status == 200);
  const auto document = parsed(reply.body);
  check_marked(document.root());
  BOOST_TEST(text_at(document, "type") == "Feature");
  BOOST_TEST(text_at(document, "geometry/type") == "Polygon");
  BOOST_TEST(at(document.root(), "geometry/coordinates/0").size() == 49u);
  BOOST_TEST(text_at(document, "properties/mode") == "walk");
  BOOST_TEST(text_at(document, "properties/range") == "600");
  BOOST_TEST(text_at(document, "properties/range_type") == "time");
}

BOOST_AUTO_TEST_CASE(its_size_follows_mode_and_range) {
  BOOST_TEST(radius("origin=-3.7,40.4&mode=car&range=1000&range_type=distance") == 1000,
             boost::test_tools::tolerance(0.01));
  const double walk = radius("origin=-3.7,40.4&mode=walk&range=600&range_type=time");
  const double longer = radius("origin=-3.7,40.4&mode=walk&range=1200&range_type=time");
  const double car = radius("origin=-3.7,40.4&mode=car&range=600&range_type=time");
  BOOST_TEST(longer == 2 * walk, boost::test_tools::tolerance(0.01));
  BOOST_TEST(car > 5 * walk);
  BOOST_TEST(radius("origin=-3.7,40.4&range=600") == car, boost::test_tools::tolerance(1e-9));  // the defaults
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_refused) {
  for (const auto* text : {"range=600", "origin=-3.7,40.4", "origin=-3.7&range=600", "origin=-3.7,400&range=600",
                           "origin=-3.7,40.4&range=0", "origin=-3.7,40.4&range=-1", "origin=-3.7,40.4&range=x",
                           "origin=-3.7,40.4&range=300,600", "origin=-3.7,40.4&range=36001",
                           "origin=-3.7,40.4&range=500001&range_type=distance",
                           "origin=-3.7,40.4&range=600&mode=teleport", "origin=-3.7,40.4&range=600&range_type=money"}) {
    BOOST_TEST(ask(text).status == 400, text);
  }
  BOOST_TEST(ask("origin=-3.7,40.4&range=36001&range_type=distance").status == 200);
}

BOOST_AUTO_TEST_CASE(h3_is_a_list_of_cells) {
  const auto reply = ask_h3("origin=-3.7038,40.4168&mode=walk&range=1000&range_type=distance&resolution=8");
  BOOST_TEST(reply.status == 200);
  check_marked(parsed(reply.body).root());
  BOOST_TEST(reply.body ==
             R"({"value":["88390cb1b1fffff","88390cb1b5fffff","88390cb1b7fffff","88390cb1bdfffff"],"resolution":8,)"
             R"("mode":"walk","range":1000,"range_type":"distance","provider":"sandbox","sandbox":true})");
  BOOST_TEST(ask_h3("origin=-3.7038,40.4168&mode=walk&range=1000&range_type=distance").body == reply.body);
  // As far as the polygon reaches: 600 s on foot are 588 m.
  BOOST_TEST(cells("origin=-3.7038,40.4168&mode=walk&range=600&resolution=10") ==
             cells("origin=-3.7038,40.4168&range=588&range_type=distance&resolution=10"));
}

BOOST_AUTO_TEST_CASE(h3_is_never_empty_and_never_endless) {
  BOOST_TEST(cells("origin=0,0&range=1&range_type=distance&resolution=0") == 1u);
  BOOST_TEST(cells("origin=0,0&range=500000&range_type=distance&resolution=15") == 10'000u);
  BOOST_TEST(cells("origin=180,-90&range=36000&resolution=15") == 10'000u);
}

BOOST_AUTO_TEST_CASE(h3_refuses_what_isolines_refuse_and_wrong_resolutions) {
  for (const auto* text :
       {"range=600", "origin=-3.7,40.4", "origin=0,0&range=0", "origin=0,0&range=1&mode=teleport",
        "origin=0,0&range=1&resolution=16", "origin=0,0&range=1&resolution=-1", "origin=0,0&range=1&resolution=7.5",
        "origin=0,0&range=1&resolution=x", "origin=0,0&range=1&options=x", "origin=0,0&range=1&options=[]"}) {
    BOOST_TEST(ask_h3(text).status == 400, text);
  }
  BOOST_TEST(ask("origin=0,0&range=1&options=[]").status == 400);
  BOOST_TEST(ask("origin=0,0&range=1&options=%7B%22traffic%22%3Afalse%7D").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
