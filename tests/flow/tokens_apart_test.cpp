// Two tenants, one kept connection: each call carries its own token and nobody else's.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(tokens_apart)

BOOST_AUTO_TEST_CASE(each_call_carries_its_own) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  for (int i = 0; i < 20; ++i) {
    const std::string tenant = i % 3 == 0 ? "sesame-a" : i % 3 == 1 ? "sesame-b" : "sesame-" + std::string(500, 'c');
    auto request = rows_request(R"({"api_access_token": ")" + tenant + R"(", "row": [")" + tenant + R"("]})");
    if (i % 2 == 0) request.headers.add("Authorization", "Bearer sesame-of-somebody-else");
    const Asked asked(*house.gateway, std::move(request));
    BOOST_TEST(at(asked, "failed") == "0");
  }
  const auto seen = upstream.seen();
  BOOST_REQUIRE(seen.size() == 20U);
  for (const auto& each : seen) {
    const auto line = each.line();
    const auto tenant = line.substr(line.find("address=") + 8);
    BOOST_TEST(*each.field("Authorization") == "Bearer " + tenant.substr(0, tenant.find(' ')));
    BOOST_TEST(each.head.find("Authorization", each.head.find("Authorization") + 1) == std::string::npos);
  }
  BOOST_TEST(upstream.connections() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
