#include "gateway/reload.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(reload)

namespace {

Config changed_everywhere() {
  Config next;
  next.listeners.push_back({.name = "other", .address = "127.0.0.1:1"});
  next.admin = "127.0.0.1:2";
  next.workers = 3;
  next.upstreams.push_back({.base_url = "https://carto.example.com"});
  next.credentials.authorization = CredentialsConfig::Authorization::ignore;
  next.idempotency.bytes = 1;
  next.limits.rows = 5;
  next.timeouts.total = std::chrono::milliseconds(6);
  next.retry.max_attempts = 7;
  next.breaker.failures = 8;
  next.dns.refresh = std::chrono::seconds(9);
  next.batching.geocode_rows = 10;
  next.log.level = LogConfig::Level::error;
  return next;
}

}  // namespace

BOOST_AUTO_TEST_CASE(applies_what_can_change_while_requests_run) {
  const auto merged = gateway::reloaded(Config(), changed_everywhere());
  BOOST_TEST(merged.upstreams.size() == 1U);
  BOOST_TEST(merged.limits.rows == 5U);
  BOOST_TEST(merged.timeouts.total.count() == 6);
  BOOST_TEST(merged.retry.max_attempts == 7U);
  BOOST_TEST(merged.breaker.failures == 8U);
  BOOST_TEST(merged.batching.geocode_rows == 10U);
  BOOST_TEST((merged.log.level == LogConfig::Level::error));
}

BOOST_AUTO_TEST_CASE(leaves_alone_exactly_what_the_configuration_says_needs_a_restart) {
  const Config running;
  const auto merged = gateway::reloaded(running, changed_everywhere());
  // Nothing that needs a restart has changed …
  BOOST_TEST(config_needs_restart(running, merged).empty());
  // … and what was left behind is exactly what is told to the operator.
  BOOST_TEST(config_needs_restart(merged, changed_everywhere()) == config_needs_restart(running, changed_everywhere()),
             boost::test_tools::per_element());
  BOOST_TEST(!config_needs_restart(running, changed_everywhere()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
