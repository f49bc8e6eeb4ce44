// Who may go before whom.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(lifetime)

BOOST_AUTO_TEST_CASE(the_destructor_answers_everybody_once_with_cancelled) {
  const auto gate = std::make_shared<Gate>();  // never opened
  test_support::RawServer upstream({behind(gate, answer_match())});
  Config config = config_for(upstream.port());
  config.limits.in_flight = 6;
  FlowHouse house(config, 2);
  std::vector<std::unique_ptr<Asked>> asked;
  for (int i = 0; i < 40; ++i) {
    asked.push_back(std::make_unique<Asked>(*house.gateway, rows_request(rows_of_gets(3))));
  }
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 6; }));
  house.gateway.reset();
  for (const auto& each : asked) {
    BOOST_REQUIRE(each->answered());
    BOOST_TEST((!each->result().ok() && each->result().error().code() == Errc::cancelled));
    BOOST_TEST(each->answers() == 1);
  }
  BOOST_TEST(upstream.requests() == 6U);  // nothing more was sent on the way out
}

BOOST_AUTO_TEST_CASE(a_call_may_outlive_gateway_and_runtime) {
  test_support::RawServer upstream({answer_match()});
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer slow({behind(gate, answer_match())});
  std::optional<Asked> finished, running;
  {
    FlowHouse house(config_for(upstream.port()), 2);
    finished.emplace(*house.gateway, rows_request(rows_of_gets(1)));
    BOOST_TEST(at(*finished, "failed") == "0");
    (void)house.gateway->reload(config_for(slow.port()));
    running.emplace(*house.gateway, rows_request(rows_of_gets(1)));
    BOOST_REQUIRE(slow.wait_until([&] { return slow.requests() == 1; }));
  }
  finished->call.cancel();
  running->call.cancel();
  BOOST_TEST((running->result().error().code() == Errc::cancelled));
}

BOOST_AUTO_TEST_CASE(a_dropped_call_goes_on) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  Asked asked(*house.gateway, rows_request(rows_of_gets(1)));
  asked.call = Call();
  BOOST_TEST(at(asked, "failed") == "0");
}

BOOST_AUTO_TEST_CASE(a_gateway_goes_at_any_moment) {
  test_support::RawServer upstream({answer_match()});
  for (int round = 0; round < 30; ++round) {
    Config config = config_for(upstream.port());
    config.limits.in_flight = 3;
    FlowHouse house(config, 2);
    std::vector<std::unique_ptr<Asked>> asked;
    for (int i = 0; i < 10; ++i) {
      asked.push_back(std::make_unique<Asked>(*house.gateway, rows_request(rows_of_gets(5))));
    }
    for (int i = 0; i < round; ++i) std::this_thread::yield();
    house.gateway.reset();
    for (const auto& each : asked) BOOST_TEST(each->answers() == 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
