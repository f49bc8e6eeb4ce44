#include <atgateway/diagnostics.hpp>
#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string_view>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(words)

namespace {
template <class Word>
void are(std::initializer_list<std::string_view> expected) {
  int i = 0;
  for (const auto text : expected) BOOST_TEST(to_text(static_cast<Word>(i++)) == text);
  BOOST_TEST(to_text(static_cast<Word>(i)).empty());
}
}  // namespace

BOOST_AUTO_TEST_CASE(words_of_reports) {
  are<CheckStatus>({"pass", "warn", "fail", "skip", "crash"});
  are<Severity>({"info", "warning", "error"});
  are<Layer>({"config", "dns", "tcp", "tls", "http", "gateway", "upstream", "token", "kubernetes", "privatelink", "ncc",
              "workspace"});
  are<Owner>({"customer-dns", "cloud-network", "cluster", "gateway", "upstream", "databricks", "caller"});
  are<SkipReason>({"not-visible-from-here", "not-applicable", "not-asked", "no-data"});
  are<Profile>({"databricks-ncc", "in-vnet", "gateway-egress", "local"});
  are<Vantage>({"serverless", "classic-cluster", "pod", "host"});
  are<Verdict::Status>({"crash", "fail", "incomplete", "unknown", "warn", "pass"});
}

BOOST_AUTO_TEST_SUITE_END()
