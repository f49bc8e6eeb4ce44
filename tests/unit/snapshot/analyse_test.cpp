#include "mutation.hpp"

#include <cstdlib>

using namespace atgateway;
using namespace atgateway::snapshot_test;

BOOST_AUTO_TEST_SUITE(analyse)

BOOST_AUTO_TEST_CASE(the_healthy_snapshot_has_no_finding) {
  const auto checks = judged(healthy_texts());
  std::size_t passed = 0;
  for (const auto& check : checks) {
    if (std::getenv("TELL") != nullptr) BOOST_TEST_MESSAGE(told(check));
    BOOST_TEST((check.status == CheckStatus::pass || check.status == CheckStatus::skip), told(check));
    // What is skipped is so because it does not apply, never for want of data.
    if (check.status == CheckStatus::skip && (check.id.starts_with("k8s.") || check.id.starts_with("pls.")))
      BOOST_TEST((check.reason == SkipReason::not_applicable), told(check));
    if (check.status == CheckStatus::pass) ++passed;
  }
  BOOST_TEST(passed >= 40);
}

BOOST_AUTO_TEST_SUITE_END()
