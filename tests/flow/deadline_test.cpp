// When time is up: what was sent may have been carried out, what was not sent was not.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

void check_one_sent_one_not(const std::string& body) {
  BOOST_TEST(at(body, "results/0/error/code") == "upstream-outcome-unknown");
  BOOST_TEST(at(body, "results/0/error/billed") == "unknown");
  BOOST_TEST(at(body, "results/1/error/code") == "deadline-exceeded");
  BOOST_TEST(at(body, "results/1/error/billed") == "no");
  BOOST_TEST(at(body, "upstream_calls") == "1");
  BOOST_TEST(at(body, "billed") == "1");
}

Config one_at_a_time(std::uint16_t port) {
  Config config = config_for(port);
  config.limits.in_flight = 1;
  return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deadline)

BOOST_AUTO_TEST_CASE(the_configured_total_ends_a_request) {
  test_support::RawServer upstream({test_support::never_answer()});
  Config config = one_at_a_time(upstream.port());
  config.timeouts.total = 200ms;
  FlowHouse house(config);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(2)));
  check_one_sent_one_not(asked.reply().body);
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(so_does_the_callers_scope) {
  test_support::RawServer upstream({test_support::never_answer()});
  FlowHouse house(one_at_a_time(upstream.port()));
  const Asked asked(*house.gateway, rows_request(rows_of_gets(2)), {.deadline = Deadline::after(200ms)});
  check_one_sent_one_not(asked.reply().body);
}

BOOST_AUTO_TEST_CASE(who_waits_gets_the_rows_and_not_only_an_error) {
  test_support::RawServer upstream({test_support::never_answer()});
  FlowHouse house(one_at_a_time(upstream.port()));
  const auto result = house.gateway->handle(rows_request(rows_of_gets(2)), {.deadline = Deadline::after(1s)});
  BOOST_REQUIRE(result.ok());
  check_one_sent_one_not(result->body);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_has_passed_sends_nothing) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(one_at_a_time(upstream.port()));
  const Asked asked(*house.gateway, rows_request(rows_of_gets(2)), {.deadline = Deadline::after(-1s)});
  for (const std::string row : {"results/0", "results/1"}) {
    BOOST_TEST(at(asked, row + "/error/code") == "deadline-exceeded");
    BOOST_TEST(at(asked, row + "/error/billed") == "no");
  }
  BOOST_TEST(at(asked, "billed") == "0");
  BOOST_TEST(upstream.requests() == 0U);
}

BOOST_AUTO_TEST_CASE(a_deadline_while_connecting_is_not_billed) {
  test_support::RawServer upstream({answer_match()});
  Config config = config_for(upstream.port());
  config.timeouts.total = 300ms;
  config.retry.max_attempts = 100000;
  config.upstreams.front().base_url = "http://127.0.0.1:1";
  FlowHouse house(config);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(1)));
  const auto code = at(asked, "results/0/error/code");
  BOOST_TEST((code == "upstream-connect-refused" || code == "deadline-exceeded"), code);
  BOOST_TEST(at(asked, "results/0/error/billed") == "no");
  BOOST_TEST(at(asked, "billed") == "0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
