#include "gateway/upstream_guard.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using gateway::UpstreamGuard;
using gateway::UpstreamGuards;
using Answer = upstream::Breaker::Answer;
using State = upstream::Breaker::State;

BOOST_AUTO_TEST_SUITE(upstream_guard)

namespace {

const TimePoint start{std::chrono::seconds(1000)};

Config quick() {
  Config config;
  config.breaker.failures = 1;
  return config;
}

flow::UpstreamOutcome answered(int status) {
  flow::UpstreamReply reply;
  reply.status = status;
  return {std::move(reply), flow::Sent::yes};
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_an_outcome_says_about_the_upstream) {
  struct Row {
    flow::UpstreamOutcome outcome;
    State after;
  };
  const Row rows[] = {
      {answered(200), State::closed},
      {answered(401), State::closed},
      {answered(429), State::closed},
      {answered(500), State::open},
      {answered(503), State::open},
      {{Errc::upstream_connect_refused, flow::Sent::no}, State::open},
      {{Errc::upstream_tls_failed, flow::Sent::no}, State::open},
      {{Errc::upstream_timeout, flow::Sent::maybe}, State::open},
      {{Errc::deadline_exceeded, flow::Sent::maybe}, State::closed},
      {{Errc::upstream_reply_too_large, flow::Sent::yes}, State::closed},
      {{Errc::cancelled, flow::Sent::maybe}, State::closed},
  };
  for (const auto& row : rows) {
    UpstreamGuard guard(quick());
    guard.report(guard.breaker.ask(start), row.outcome, start);
    BOOST_TEST_CONTEXT((row.outcome.reply ? std::to_string(row.outcome.reply->status)
                                          : std::string(row.outcome.reply.error().slug()))) {
      BOOST_TEST((guard.breaker.state(start) == row.after));
    }
  }
}

BOOST_AUTO_TEST_CASE(repeats_that_the_budget_allows_are_counted) {
  Config config;
  config.retry.budget_percent = 0;
  config.retry.min_per_second = 2;
  UpstreamGuard guard(config);
  int allowed = 0;
  for (int i = 0; i < 10; ++i) allowed += guard.may_repeat(start) ? 1 : 0;
  BOOST_TEST(allowed == 2);
  BOOST_TEST(guard.repeated == 2U);
}

BOOST_AUTO_TEST_CASE(one_for_each_upstream_and_reloads_keep_it) {
  UpstreamGuards guards;
  const auto first = guards.of("a", quick());
  BOOST_TEST((guards.of("b", quick()) != first));
  Config calmer;
  BOOST_TEST((guards.of("a", calmer) == first));
  first->breaker.failed(Answer::go, start);  // the reloaded number counts: one failure is not enough any more
  BOOST_TEST((first->breaker.state(start) == State::closed));
}

BOOST_AUTO_TEST_SUITE_END()
