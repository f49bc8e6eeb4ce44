// The four claims of a set-up guide, each on its own.
#include "facts_of.hpp"

#include "catalog/make_check.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;

namespace {

const std::vector<Check> well{catalog::pass("dns.resolves", "10.1.2.3"),
                              catalog::pass("gateway.identity", "atgateway 0.1.0"),
                              catalog::pass("upstream.reachable", ""), catalog::pass("token.accepted", "")};

diag::Judged judge(const diag::Context& given, const std::string& whoami, std::vector<Check> checks = well) {
  diag::ServiceFacts facts;
  facts.whoami.value = answer(200, whoami);
  return diag::judge_claims(given, facts, checks);
}

const auto serverless = context(Profile::databricks_ncc, Vantage::serverless);

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_claims)

BOOST_AUTO_TEST_CASE(all_four_hold_on_the_path_that_counts) {
  const auto out =
      judge(serverless, R"({"arrived_by": "private-link", "link_id": 7, "tls": {"sni": "atg.maps.example.org"}})");
  for (const auto& check : out.checks) BOOST_TEST((check.status == CheckStatus::pass), check.id);
  BOOST_TEST(out.checks.size() == 4U);
  BOOST_TEST(find(out.checks, "claim.private-endpoint").observed.find("link id 7") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_gateway_that_cannot_tell_proves_nothing) {
  const auto out = judge(serverless, R"({"arrived_by": "unknown"})");
  BOOST_TEST((find(out.checks, "claim.private-endpoint").reason == SkipReason::no_data));
}

BOOST_AUTO_TEST_CASE(inside_the_network_the_endpoint_is_not_used) {
  const auto out = judge(context(), R"({"arrived_by": "in-vnet"})");
  BOOST_TEST((find(out.checks, "claim.private-endpoint").reason == SkipReason::not_applicable));
  BOOST_TEST((find(out.checks, "claim.dns").status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(from_the_wrong_place_it_names_the_statement_that_can_tell) {
  const auto out = judge(context(Profile::databricks_ncc, Vantage::host), R"({"arrived_by": "in-vnet"})");
  const auto& check = find(out.checks, "claim.private-endpoint");
  BOOST_TEST((check.reason == SkipReason::not_visible_from_here));
  BOOST_TEST(check.remediation.commands.front().find("http_request(conn => 'YOUR_CONNECTION'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_failure_is_told_once) {
  auto checks = well;
  checks[2] = catalog::finding("upstream.reachable", "x", "y");
  checks[3] = catalog::blocked("token.accepted", "upstream.reachable");
  const auto out = judge(serverless, R"({"arrived_by": "private-link"})", checks);
  BOOST_TEST(find(out.checks, "claim.upstream").blocked_by == "upstream.reachable");
  BOOST_TEST(find(out.checks, "claim.credentials").blocked_by == "upstream.reachable");
  for (const auto& check : out.checks) BOOST_TEST((check.status != CheckStatus::fail), check.id);
}

BOOST_AUTO_TEST_CASE(a_stranger_is_not_asked) {
  auto checks = well;
  checks[1] = catalog::finding("gateway.identity", "x", "y");
  const auto out = judge(serverless, R"({"arrived_by": "private-link"})", checks);
  BOOST_TEST(find(out.checks, "claim.private-endpoint").blocked_by == "gateway.identity");
  BOOST_TEST(find(out.checks, "claim.dns").blocked_by == "gateway.identity");
}

BOOST_AUTO_TEST_SUITE_END()
