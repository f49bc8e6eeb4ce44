#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;

namespace {

const Check target_of(diag::Context given) { return find(diag::judge_config(given).checks, "config.target"); }
const Check host_of(diag::Context given) { return find(diag::judge_config(given).checks, "config.host"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_config)

BOOST_AUTO_TEST_CASE(a_full_name_under_a_registered_domain_is_fine) {
  BOOST_TEST((target_of(context()).status == CheckStatus::pass));
  BOOST_TEST((host_of(context()).status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(what_no_certificate_or_rule_takes_is_a_warning) {
  auto literal = context(Profile::in_vnet, Vantage::pod, "10.1.2.3");
  literal.literal = true;
  BOOST_TEST((target_of(literal).status == CheckStatus::warn));
  BOOST_TEST((host_of(literal).reason == SkipReason::not_applicable));
  BOOST_TEST((target_of(context(Profile::in_vnet, Vantage::pod, "atgateway")).status == CheckStatus::warn));
  auto odd = context();
  odd.goal.port = 80;
  BOOST_TEST((target_of(odd).status == CheckStatus::warn));
  odd.goal.port = 8443;
  BOOST_TEST((target_of(odd).status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(reserved_suffixes_warn_and_never_fail) {
  for (const auto* host : {"atg.corp.internal", "atg.test", "a.localhost", "atg.local", "atg.invalid", "atg.example"}) {
    for (const auto profile : {Profile::databricks_ncc, Profile::in_vnet}) {
      const auto check = host_of(context(profile, Vantage::pod, host));
      BOOST_TEST((check.status == CheckStatus::warn), host);
      BOOST_TEST((check.severity == Severity::warning), host);
    }
    BOOST_TEST((host_of(context(Profile::local, Vantage::host, host)).status == CheckStatus::pass), host);
  }
  BOOST_TEST((host_of(context(Profile::in_vnet, Vantage::pod, "atg.example.org")).status == CheckStatus::pass));
}

BOOST_AUTO_TEST_SUITE_END()
