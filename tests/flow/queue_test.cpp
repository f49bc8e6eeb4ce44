// Waiting for the first slot: how many may, and how long.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(queue)

BOOST_AUTO_TEST_CASE(one_more_than_the_queue_holds_is_refused_at_once) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  Config config = config_for(upstream.port());
  config.limits.in_flight = 1;
  config.limits.queue = 1;
  config.timeouts.queue = 60s;
  FlowHouse house(config, 2);
  const Asked sent(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  const Asked waits(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_REQUIRE(status_becomes(*house.gateway, "waiting", "1"));
  for (int i = 0; i < 4; ++i) {
    const Asked refused(*house.gateway, rows_request(rows_of_gets(1)));
    BOOST_TEST(refused.reply().status == 429);
    BOOST_TEST(at(refused, "code") == "overloaded");
    BOOST_TEST(refused.reply().headers.find("retry-after").value_or("") == "1");
  }
  const Asked in_body(*house.gateway, rows_request(rows_of_gets(1, R"("errors": "body", )")));
  BOOST_TEST(in_body.reply().status == 200);
  BOOST_TEST(at(in_body, "error/code") == "overloaded");
  BOOST_TEST(at(in_body, "error/retryable") == "true");
  BOOST_TEST(!waits.answered());
  BOOST_TEST(at(house.gateway->status_json(), "waiting") == "1");
  gate->open();
  BOOST_TEST(at(sent, "failed") == "0");
  BOOST_TEST(at(waits, "failed") == "0");
  BOOST_TEST(upstream.requests() == 2U);
}

BOOST_AUTO_TEST_CASE(what_waits_too_long_was_not_sent_and_is_not_billed) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  Config config = config_for(upstream.port());
  config.limits.in_flight = 1;
  config.timeouts.queue = 50ms;
  FlowHouse house(config, 2);
  const Asked sent(*house.gateway, rows_request(rows_of_gets(3)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  const Asked waits(*house.gateway, rows_request(rows_of_gets(2)));
  BOOST_TEST(at(waits, "failed") == "2");
  BOOST_TEST(at(waits, "upstream_calls") == "0");
  BOOST_TEST(at(waits, "billed") == "0");
  for (const std::string row : {"results/0", "results/1"}) {
    BOOST_TEST(at(waits, row + "/error/code") == "queue-timeout");
    BOOST_TEST(at(waits, row + "/error/billed") == "no");
    BOOST_TEST(at(waits, row + "/error/retryable") == "true");
  }
  BOOST_TEST(upstream.requests() == 1U);
  // A request that has had its first slot is out of the queue, however long the next one takes.
  BOOST_TEST(!sent.answered());
  gate->open();
  BOOST_TEST(at(sent, "failed") == "0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
