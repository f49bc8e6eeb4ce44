// A reload: new requests see the new configuration, running ones keep theirs.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(swapping_configuration)

BOOST_AUTO_TEST_CASE(a_running_request_keeps_its_upstream) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer first({behind(gate, answer_match())}), second({answer_match()});
  Config config = config_for(first.port());
  config.limits.request_in_flight = 1;
  FlowHouse house(config, 1);
  const Asked running(*house.gateway, rows_request(rows_of_gets(3)));
  BOOST_REQUIRE(first.wait_until([&] { return first.requests() == 1; }));
  BOOST_REQUIRE(house.gateway->reload(config_for(second.port())).ok());
  const Asked later(*house.gateway, rows_request(rows_of_gets(2)));
  BOOST_TEST(at(later, "failed") == "0");
  BOOST_TEST(second.requests() == 2U);
  BOOST_TEST(!running.answered());
  gate->open();
  BOOST_TEST(at(running, "failed") == "0");
  BOOST_TEST(first.requests() == 3U);
  BOOST_TEST(second.requests() == 2U);
}

BOOST_AUTO_TEST_CASE(limits_change_and_more_slots_wake_who_waits) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  Config config = config_for(upstream.port());
  config.limits.in_flight = 1;
  FlowHouse house(config, 2);
  const Asked first(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  const Asked second(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_REQUIRE(status_becomes(*house.gateway, "waiting", "1"));
  config.limits.in_flight = 2;
  config.limits.rows = 1;
  BOOST_REQUIRE(house.gateway->reload(config).ok());
  BOOST_TEST(upstream.wait_until([&] { return upstream.requests() == 2; }));
  const Asked too_many(*house.gateway, rows_request(rows_of_gets(2)));
  BOOST_TEST(at(too_many, "code") == "too-many-rows");
  gate->open();
  BOOST_TEST(at(first, "failed") == "0");
  BOOST_TEST(at(second, "failed") == "0");
}

BOOST_AUTO_TEST_CASE(a_bad_configuration_changes_nothing) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()));
  Config bad = config_for(upstream.port());
  bad.limits.rows = 0;
  bad.upstreams.front().token_file = "/nowhere/at/all";
  const auto refused = house.gateway->reload(bad);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code() == Errc::bad_config));
  const Asked asked(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(asked, "failed") == "0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
