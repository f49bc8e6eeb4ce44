// finish_now: running requests are answered, not cut.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

struct SecondHeld {
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  test_support::RawServer upstream{{answer_match(), behind(gate, answer_match())}};
  FlowHouse house{config(upstream.port())};

  static Config config(std::uint16_t port) {
    Config made = config_for(port);
    made.limits.in_flight = 1;
    return made;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ending_now)

BOOST_AUTO_TEST_CASE(finished_rows_stay_and_the_rest_says_what_may_be_billed) {
  SecondHeld held;
  const Asked asked(*held.house.gateway, rows_request(rows_of_gets(3)));
  BOOST_REQUIRE(held.upstream.wait_until([&] { return held.upstream.requests() == 2; }));
  held.house.gateway->finish_now();
  BOOST_TEST(asked.reply().status == 200);
  BOOST_TEST(at(asked, "results/0/status") == "ok");
  BOOST_TEST(at(asked, "results/1/error/code") == "draining");
  BOOST_TEST(at(asked, "results/1/error/billed") == "unknown");
  BOOST_TEST(at(asked, "results/1/error/retryable") == "false");
  BOOST_TEST(at(asked, "results/2/error/code") == "draining");
  BOOST_TEST(at(asked, "results/2/error/billed") == "no");
  BOOST_TEST(at(asked, "upstream_calls") == "2");
  BOOST_TEST(at(asked, "billed") == "2");
  held.gate->open();
  BOOST_TEST(status_becomes(*held.house.gateway, "metered_answers_discarded", "1"));
  BOOST_TEST(held.upstream.requests() == 2U);
}

BOOST_AUTO_TEST_CASE(what_may_be_billed_is_never_answered_with_a_status_that_asks_for_more) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  FlowHouse house(SecondHeld::config(upstream.port()));
  const Asked asked(*house.gateway, rows_request(rows_of_gets(2, R"("on_error": "fail", )")));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  house.gateway->finish_now();
  BOOST_TEST(asked.reply().status == 200);
  BOOST_TEST(at(asked, "results/0/error/billed") == "unknown");
}

BOOST_AUTO_TEST_CASE(afterwards_nothing_new_is_begun) {
  FlowHouse house(config_for(1));
  house.gateway->finish_now();
  const Asked late(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(late.reply().status == 503);
  BOOST_TEST(at(late, "code") == "draining");
  BOOST_TEST(late.reply().headers.find("retry-after").value_or("") == "1");
}

BOOST_AUTO_TEST_CASE(draining_shows_on_readyz_only) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()));
  house.gateway->set_draining();
  Request probe;
  probe.target = "/readyz";
  const Asked readiness(*house.gateway, std::move(probe));
  BOOST_TEST(readiness.reply().status == 503);
  BOOST_TEST(readiness.reply().body == "");
  Request alive;
  alive.target = "/livez";
  const Asked liveness(*house.gateway, std::move(alive));
  BOOST_TEST(liveness.reply().status == 200);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(asked, "failed") == "0");
  BOOST_TEST(at(house.gateway->status_json(), "state") == "draining");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
