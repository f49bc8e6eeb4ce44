// Answers after which no further call makes sense, and one after which a little patience does.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <atgateway/sandbox.hpp>

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

Config one_call_at_a_time(const std::string& base_url) {
  Config config;
  config.upstreams.emplace_back().base_url = base_url;
  config.limits.request_in_flight = 1;
  return config;
}

std::string with_token(std::string body, const std::string& token) {
  body.replace(body.find("sesame-1"), 8, token);
  return body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stopping_answers)

BOOST_AUTO_TEST_CASE(a_refused_token_is_tried_once) {
  Runtime runtime = std::move(Runtime::start({.workers = 2}).value());
  auto sandbox = std::move(Sandbox::start(runtime).value());
  {
    auto gateway = std::move(Gateway::create(runtime, one_call_at_a_time(sandbox.url())).value());
    for (const auto& [token, code, status] : {std::tuple{"sandbox-expired", "upstream-unauthorized", "401"},
                                              {"sandbox-no-lds", "upstream-forbidden", "403"}}) {
      sandbox.clear_ledger();
      const Asked asked(gateway, rows_request(with_token(rows_of_gets(50), token)));
      BOOST_TEST(at(asked, "failed") == "50");
      BOOST_TEST(at(asked, "upstream_calls") == "1");
      BOOST_TEST(at(asked, "all_failed") == code);
      for (const std::string row : {"results/0", "results/49"}) {
        BOOST_TEST(at(asked, row + "/error/code") == code);
        BOOST_TEST(at(asked, row + "/error/status") == status);
        BOOST_TEST(at(asked, row + "/error/billed") == "no");
      }
      BOOST_TEST(at(sandbox.ledger(), "calls/0/n") == "1");
      BOOST_TEST(at(sandbox.ledger(), "calls/1/n") == "<absent>");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_used_up_quota_ends_the_request_where_it_stands) {
  Runtime runtime = std::move(Runtime::start({.workers = 2}).value());
  SandboxOptions options;
  options.quota = 5;
  auto sandbox = std::move(Sandbox::start(runtime, options).value());
  {
    auto gateway = std::move(Gateway::create(runtime, one_call_at_a_time(sandbox.url())).value());
    const Asked asked(gateway, rows_request(with_token(rows_of_gets(20), "sandbox-token")));
    BOOST_TEST(at(asked, "failed") == "15");
    BOOST_TEST(at(asked, "upstream_calls") == "6");
    BOOST_TEST(at(asked, "all_failed") == "<absent>");
    BOOST_TEST(at(asked, "results/4/error/code") == "<absent>");
    BOOST_TEST(at(asked, "results/5/error/code") == "upstream-quota-exceeded");
    BOOST_TEST(at(asked, "results/19/error/code") == "upstream-quota-exceeded");
    BOOST_TEST(at(asked, "results/19/error/retryable") == "false");
    BOOST_TEST(at(sandbox.ledger(), "metered_rows") == "5");
    BOOST_TEST(at(sandbox.ledger(), "calls/6/n") == "<absent>");
  }
}

BOOST_AUTO_TEST_CASE(after_a_rate_limit_the_rest_waits_as_told_and_then_goes) {
  std::mutex mutex;
  std::vector<TimePoint> arrivals;
  const auto noting = [&](test_support::RawServer::Act act) {
    return [&, act](test_support::RawServer::Peer& peer, const test_support::SeenRequest& request) {
      {
        const std::lock_guard lock(mutex);
        arrivals.push_back(Clock::now());
      }
      act(peer, request);
    };
  };
  test_support::RawServer upstream(
      {noting(test_support::answer(429, R"({"error": "slow down"})", "Retry-After: 1\r\n")), noting(answer_match())});
  FlowHouse house(one_call_at_a_time(url_of(upstream.port())));
  const Asked asked(*house.gateway, rows_request(rows_of_gets(3)));
  BOOST_TEST(at(asked, "results/0/error/code") == "upstream-rate-limited");
  BOOST_TEST(at(asked, "results/0/error/retryable") == "true");
  BOOST_TEST(at(asked, "results/0/error/billed") == "no");
  BOOST_TEST(at(asked, "results/1/status") == "ok");
  BOOST_TEST(at(asked, "results/2/status") == "ok");
  BOOST_REQUIRE(upstream.requests() == 3U);  // the limited row was not sent again
  const std::lock_guard lock(mutex);
  BOOST_TEST((arrivals[1] - arrivals[0] >= 990ms));
}

BOOST_AUTO_TEST_CASE(of_several_rate_limits_the_longest_counts) {
  std::mutex mutex;
  std::vector<TimePoint> arrivals;
  const auto limited = [&](std::chrono::milliseconds span, std::string fields) {
    return [&, span, fields](test_support::RawServer::Peer& peer, const test_support::SeenRequest&) {
      {
        const std::lock_guard lock(mutex);
        arrivals.push_back(Clock::now());
      }
      peer.pause(span);
      peer.send(test_support::reply_text(429, "{}", fields));
    };
  };
  test_support::RawServer upstream(
      {limited(0ms, "Retry-After: 1\r\n"), limited(100ms, "Retry-After: 0\r\n"), limited(0ms, "Retry-After: 0\r\n")});
  Config config = one_call_at_a_time(url_of(upstream.port()));
  config.limits.request_in_flight = 2;
  FlowHouse house(config);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(3)));
  BOOST_TEST(at(asked, "failed") == "3");
  BOOST_REQUIRE(upstream.requests() == 3U);
  const std::lock_guard lock(mutex);
  BOOST_TEST((arrivals[2] - arrivals[0] >= 990ms));
}

BOOST_AUTO_TEST_CASE(a_rate_limit_longer_than_the_request_ends_with_it) {
  test_support::RawServer upstream({test_support::answer(429, "{}", "Retry-After: 86400\r\n"), answer_match()});
  Config config = one_call_at_a_time(url_of(upstream.port()));
  config.timeouts.total = 300ms;
  FlowHouse house(config);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(2)));
  BOOST_TEST(at(asked, "results/0/error/code") == "upstream-rate-limited");
  BOOST_TEST(at(asked, "results/1/error/code") == "deadline-exceeded");
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(once_the_reply_is_full_no_further_row_is_bought) {
  test_support::RawServer upstream(
      {test_support::answer(200, R"([{"error": null, "value": [{"text": ")" + std::string(2000, 'x') + R"("}]}])")});
  Config config = one_call_at_a_time(url_of(upstream.port()));
  config.limits.reply_bytes = 3000;
  FlowHouse house(config);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(5, "")));
  BOOST_TEST(at(asked, "results/1/status") == "ok");
  for (const std::string row : {"results/2", "results/4"}) {
    BOOST_TEST(at(asked, row + "/error/code") == "reply-full");
    BOOST_TEST(at(asked, row + "/error/billed") == "no");
  }
  BOOST_TEST(at(asked, "failed") == "3");
  BOOST_TEST(at(asked, "billed") == "2");
  BOOST_TEST(upstream.requests() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
