// An upstream that keeps failing: it is left alone, tried with a few calls, and used again; and repeats stay a share.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>

namespace atgateway::test {
namespace {

using test_support::RawServer;

/// Answers with a status that the test may change.
struct Moody {
  std::shared_ptr<std::atomic<int>> status = std::make_shared<std::atomic<int>>(500);
  [[nodiscard]] RawServer::Act act() const {
    return [status = status](RawServer::Peer& peer, const test_support::SeenRequest& request) {
      test_support::answer(*status, *status == 200 ? one_match : "{}")(peer, request);
    };
  }
};

Config with_breaker(std::uint16_t port, std::uint32_t failures) {
  Config config = config_for(port);
  config.limits.request_in_flight = 1;
  config.breaker.failures = failures;
  config.breaker.open = 1s;
  config.breaker.probes = 2;
  return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sick_upstream)

BOOST_AUTO_TEST_CASE(it_is_left_alone_after_so_many_failures_and_then_tried) {
  const Moody moody;
  RawServer upstream({moody.act()});
  FlowHouse house(with_breaker(upstream.port(), 5), 2);
  const Asked sick(*house.gateway, rows_request(rows_of_gets(20)));
  BOOST_TEST(at(sick, "failed") == "20");
  BOOST_TEST(at(sick, "upstream_calls") == "5");
  BOOST_TEST(at(sick, "results/4/error/code") == "upstream-error");
  BOOST_TEST(at(sick, "results/5/error/code") == "upstream-unavailable");
  BOOST_TEST(at(sick, "results/19/error/retryable") == "true");
  BOOST_TEST(at(sick, "results/19/error/billed") == "no");
  BOOST_TEST(upstream.requests() == 5U);
  BOOST_TEST(at(house.gateway->status_json(), "upstreams/0/breaker") == "open");

  const Asked refused(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(refused, "upstream_calls") == "0");
  BOOST_TEST(upstream.requests() == 5U);

  *moody.status = 200;
  BOOST_TEST(comes_true([&] { return at(house.gateway->status_json(), "upstreams/0/breaker") == "half-open"; }));
  const Asked well(*house.gateway, rows_request(rows_of_gets(20)));
  BOOST_TEST(at(well, "failed") == "0");
  BOOST_TEST(upstream.requests() == 25U);
  BOOST_TEST(at(house.gateway->status_json(), "upstreams/0/breaker") == "closed");
}

BOOST_AUTO_TEST_CASE(a_failed_probe_sends_everybody_away_again) {
  const Moody moody;
  RawServer upstream({moody.act()});
  FlowHouse house(with_breaker(upstream.port(), 3), 1);
  const Asked sick(*house.gateway, rows_request(rows_of_gets(3)));
  BOOST_TEST(at(sick, "upstream_calls") == "3");
  BOOST_TEST(comes_true([&] { return at(house.gateway->status_json(), "upstreams/0/breaker") == "half-open"; }));
  const Asked probing(*house.gateway, rows_request(rows_of_gets(10)));
  BOOST_TEST(at(probing, "upstream_calls") == "1");
  BOOST_TEST(at(probing, "results/1/error/code") == "upstream-unavailable");
  BOOST_TEST(upstream.requests() == 4U);
}

BOOST_AUTO_TEST_CASE(who_meets_probes_under_way_waits_for_what_they_say) {
  const auto gate = std::make_shared<Gate>();
  const Moody moody;
  RawServer upstream({test_support::answer(500, "{}"), behind(gate, answer_match())});
  auto config = with_breaker(upstream.port(), 1);
  config.breaker.probes = 1;
  FlowHouse house(config, 2);
  const Asked sick(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(sick, "failed") == "1");
  BOOST_TEST(comes_true([&] { return at(house.gateway->status_json(), "upstreams/0/breaker") == "half-open"; }));
  const Asked probe(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 2; }));
  const Asked waiting(*house.gateway, rows_request(rows_of_gets(3)));
  gate->open();
  BOOST_TEST(at(probe, "failed") == "0");
  BOOST_TEST(at(waiting, "failed") == "0");
  BOOST_TEST(upstream.requests() == 5U);
}

BOOST_AUTO_TEST_CASE(a_status_that_is_an_answer_is_no_failure) {
  RawServer upstream({test_support::answer(400, "{}")});
  FlowHouse house(with_breaker(upstream.port(), 2), 1);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(10)));
  BOOST_TEST(at(asked, "upstream_calls") == "10");
  BOOST_TEST(at(house.gateway->status_json(), "upstreams/0/breaker") == "closed");
}

BOOST_AUTO_TEST_CASE(what_went_out_once_is_never_called_unbilled) {
  // The second try meets a closed door; the first may have been carried out.
  RawServer upstream({test_support::close_without_answer()});
  auto config = with_breaker(upstream.port(), 1);
  config.breaker.open = 600s;
  config.retry.resend_metered = true;
  FlowHouse house(config, 1);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(asked, "results/0/error/code") == "upstream-unavailable");
  BOOST_TEST(at(asked, "results/0/error/billed") == "unknown");
  BOOST_TEST(at(asked, "results/0/error/retryable") == "false");
  BOOST_TEST(at(asked, "billed") == "1");
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(repeats_stay_within_their_budget) {
  // Nobody listens: each call is unsent and would be tried three times.
  Config config = config_for(1);
  config.breaker.failures = 1000000;
  config.retry.budget_percent = 0;
  config.retry.min_per_second = 1;
  FlowHouse house(config, 1);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(200)));
  BOOST_TEST(at(asked, "failed") == "200");
  BOOST_TEST(at(asked, "results/199/error/code") == "upstream-connect-refused");
  const auto repeats = std::stoi(at(house.gateway->status_json(), "upstreams/0/repeated_calls"));
  BOOST_TEST(repeats >= 1);
  BOOST_TEST(repeats <= 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
