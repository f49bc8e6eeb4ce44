#include "gateway/status.hpp"
#include "json/document.hpp"

#include <atgateway/runtime.hpp>

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(status)

BOOST_AUTO_TEST_CASE(tells_the_state_and_no_secret) {
  auto runtime = Runtime::start({.workers = 1});
  BOOST_REQUIRE(runtime.ok());
  Config config;
  config.upstreams.push_back({.base_url = "https://carto.example.com/api/", .is_default = true});
  auto snapshot = gateway::Snapshot::make(config);
  BOOST_REQUIRE(snapshot.ok());
  gateway::Shared shared(runtime->core(), *snapshot, [](std::size_t, std::size_t) {});
  (*snapshot)->upstreams.front().guard = shared.guards.of("https://carto.example.com/api", config);
  const auto look = [&] { return json::Document::parse(gateway::status_page(shared, Clock::now())); };
  BOOST_TEST(look()->root().find("state")->text() == "ready");
  shared.draining = true;
  shared.requests = 3;
  const auto document = look();
  BOOST_TEST(document->root().find("state")->text() == "draining");
  BOOST_TEST(document->root().find("requests")->text() == "3");
  BOOST_TEST(document->root().find("sandbox")->as_bool() == false);
  BOOST_TEST((*document->root().find("upstreams")->elements().begin()).find("base_url")->text() ==
             "https://carto.example.com/api");
  BOOST_TEST((*document->root().find("upstreams")->elements().begin()).find("breaker")->text() == "closed");
}

BOOST_AUTO_TEST_SUITE_END()
