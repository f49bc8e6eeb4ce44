#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(a_path_has_the_checks_that_apply_to_it) {
  const auto gateway = [](Profile profile) { return diag::ids_of(context(profile), Layer::gateway).size(); };
  BOOST_TEST(gateway(Profile::in_vnet) == 2U);
  BOOST_TEST(gateway(Profile::gateway_egress) == 0U);
  for (const auto id : diag::ids_of(context(), Layer::config)) BOOST_TEST(!id.starts_with("config.snapshot"));
  BOOST_TEST(diag::ids_of(context(), Layer::config).size() == 2U);
  BOOST_TEST(diag::ids_of(context(), Layer::upstream).size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_seen_names_the_command_that_can) {
  const auto wrong = context(Profile::databricks_ncc, Vantage::host);
  for (const auto& check : diag::not_visible(wrong, Layer::tls).checks) {
    BOOST_TEST((check.reason == SkipReason::not_visible_from_here));
    BOOST_TEST(check.remediation.commands.front() ==
               "SELECT http_request(conn => 'YOUR_CONNECTION', method => 'GET', path => '/healthz')");
  }
}

BOOST_AUTO_TEST_CASE(a_blocked_layer_names_its_cause) {
  const auto out = diag::block(context(), Layer::tls, "tcp.connects");
  BOOST_TEST(out.blocks == "tcp.connects");
  BOOST_TEST(out.checks.size() == 6U);
  for (const auto& check : out.checks) {
    BOOST_TEST(check.blocked_by == "tcp.connects");
    BOOST_TEST(!check.reason.has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
