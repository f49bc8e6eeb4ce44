// A kept connection that dies after a request was written on it: nobody knows what became of the request.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

using test_support::RawServer;

void check_sent_once(const std::string& body, const std::string& row) {
  RawServer upstream({answer_match(), test_support::close_without_answer(), answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  const Asked before(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(before, "failed") == "0");
  const Asked lost(*house.gateway, rows_request(body));
  BOOST_TEST(at(lost, row + "/error/code") == "upstream-outcome-unknown");
  BOOST_TEST(at(lost, row + "/error/billed") == "unknown");
  BOOST_TEST(at(lost, row + "/error/retryable") == "false");
  BOOST_TEST(at(lost, "upstream_calls") == "1");
  BOOST_TEST(at(lost, "billed") == at(lost, "rows"));
  const Asked after(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(after, "failed") == "0");
  const auto seen = upstream.seen();
  BOOST_REQUIRE(seen.size() == 3U);
  BOOST_TEST(seen[1].connection == 0U);
  BOOST_TEST(seen[1].turn == 1U);  // it was a kept one
  BOOST_TEST(seen[2].connection == 1U);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reused_connection)

BOOST_AUTO_TEST_CASE(a_get_is_sent_once) {
  check_sent_once(R"({"api_access_token": "sesame-1", "row": ["Madrid"]})", "result");
}

BOOST_AUTO_TEST_CASE(a_post_is_sent_once) {
  check_sent_once(R"({"api_access_token": "sesame-1", "rows": [["Madrid"], ["Paris"]]})", "results/1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
