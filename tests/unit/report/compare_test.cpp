#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(compare)

BOOST_AUTO_TEST_CASE(the_same_report_has_no_changes) {
  BOOST_TEST(compare_reports(reports::hostile(), reports::hostile()).empty());
  auto slower = reports::healthy();
  slower.checks[3].duration_us *= 10;
  slower.checks[3].observed = "otherwise";
  BOOST_TEST(compare_reports(reports::healthy(), slower).empty());
}

BOOST_AUTO_TEST_CASE(changed_new_and_gone) {
  auto before = reports::healthy(), after = reports::healthy();
  after.checks[2].status = CheckStatus::fail;
  after.checks[2].observed = "NXDOMAIN";
  before.checks.erase(before.checks.begin() + 5);
  after.checks.pop_back();
  const auto changes = compare_reports(before, after);
  BOOST_TEST_REQUIRE(changes.size() == 3);
  BOOST_TEST(changes[0].id == "dns.resolves");
  BOOST_TEST((changes[0].before == CheckStatus::pass && changes[0].after == CheckStatus::fail));
  BOOST_TEST(changes[0].observed_before == "10.20.0.4 from 10.0.0.10:53 in 1.9 ms");
  BOOST_TEST(changes[0].observed_after == "NXDOMAIN");
  BOOST_TEST(changes[1].id == "dns.expected-address");
  BOOST_TEST((!changes[1].before && changes[1].after == CheckStatus::pass));
  BOOST_TEST(changes[2].id == "token.accepted");
  BOOST_TEST((changes[2].before == CheckStatus::skip && !changes[2].after));
}

BOOST_AUTO_TEST_SUITE_END()
