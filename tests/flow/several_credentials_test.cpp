// A warehouse's rows bring their own credentials: each goes where its row says, and one's trouble is not another's.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

namespace atgateway::test {
namespace {

using test_support::answer;
using test_support::RawServer;

Request bigquery(std::string calls, std::string context = "{}") {
  auto request = rows_request(R"({"requestId": "1", "userDefinedContext": )" + std::move(context) + R"(, "calls": )" +
                              calls + "}");
  request.target = "/v1/bigquery/geocode";
  return request;
}

std::string row(const std::string& url, const std::string& token, const std::string& address) {
  return "[\"" + url + "\", \"" + token + "\", \"" + address + "\", \"ES\"]";
}

Config two(const RawServer& one, const RawServer& other) {
  Config config;
  config.upstreams.emplace_back().base_url = url_of(one.port());
  config.upstreams.emplace_back().base_url = url_of(other.port());
  return config;
}

std::multiset<std::string> tokens_seen(const RawServer& server) {
  std::multiset<std::string> tokens;
  for (const auto& each : server.seen()) tokens.insert(each.field("Authorization").value_or(""));
  return tokens;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(several_credentials)

BOOST_AUTO_TEST_CASE(each_row_goes_where_its_credentials_say) {
  RawServer one({answer(200, R"([{"error": null, "value": [{"latitude": 1, "longitude": 1}]}])")});
  RawServer other({answer(200, R"([{"error": null, "value": [{"latitude": 2, "longitude": 2}]}])")});
  Config config = two(one, other);
  config.limits.request_in_flight = 1;  // the slots of both upstreams are asked for in turn
  FlowHouse house(config, 2);
  std::string calls;
  for (int i = 0; i < 30; ++i) {
    const auto& server = i % 3 == 0 ? one : other;
    calls += (i == 0 ? "[" : ", ") +
             row(url_of(server.port()), i % 2 == 0 ? "sesame-a" : "sesame-b", "place " + std::to_string(i));
  }
  const Asked asked(*house.gateway, bigquery(calls + "]"));
  BOOST_TEST(asked.reply().status == 200);
  for (int i = 0; i < 30; ++i) {
    const std::string wanted = i % 3 == 0 ? "1" : "2";
    BOOST_TEST(at(asked, "replies/" + std::to_string(i) + "/value/0/latitude") == wanted);
  }
  BOOST_TEST(tokens_seen(one).count("Bearer sesame-a") == 5U);
  BOOST_TEST(tokens_seen(one).count("Bearer sesame-b") == 5U);
  BOOST_TEST(tokens_seen(other).size() == 20U);
}

BOOST_AUTO_TEST_CASE(a_refused_token_stops_its_own_rows_only) {
  RawServer upstream({[](RawServer::Peer& peer, const test_support::SeenRequest& request) {
    const bool good = request.field("Authorization").value_or("") == "Bearer sesame-good";
    answer(good ? 200 : 401, good ? one_match : "{}")(peer, request);
  }});
  Config config = config_for(upstream.port());
  config.limits.request_in_flight = 1;
  FlowHouse house(config, 1);
  std::string calls;
  for (int i = 0; i < 20; ++i) {
    calls += (i == 0 ? "[" : ", ") + std::string("[null, \"") + (i % 2 == 0 ? "sesame-good" : "sesame-bad") +
             "\", \"place " + std::to_string(i) + "\", \"ES\"]";
  }
  const Asked asked(*house.gateway, bigquery(calls + "]", R"({"on_error": "value"})"));
  BOOST_TEST(asked.reply().status == 200);
  BOOST_TEST(upstream.requests() == 11U);
  for (int i = 0; i < 20; ++i) {
    const auto path = "replies/" + std::to_string(i) + (i % 2 == 0 ? "/value/0/latitude" : "/error/code");
    BOOST_TEST(at(asked, path) == (i % 2 == 0 ? "40.4" : "upstream-unauthorized"));
  }
}

BOOST_AUTO_TEST_CASE(a_call_that_waits_for_another_try_is_not_sent_once_its_token_is_refused) {
  const auto gate = std::make_shared<Gate>();
  RawServer upstream({behind(gate, test_support::close_without_answer()), answer(401, "{}"), answer(200, "{}")});
  FlowHouse house(config_for(upstream.port()), 1);
  const Asked asked(
      *house.gateway,
      rows_request(R"({"api_access_token": "sesame-1", "deduplicate": false, "rows": [[], []]})", "quota"));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 2; }));
  BOOST_REQUIRE(status_becomes(*house.gateway, "upstream_calls_in_flight", "1"));  // the 401 has been taken in
  gate->open();
  BOOST_TEST(at(asked, "results/0/error/code") == "upstream-unauthorized");
  BOOST_TEST(at(asked, "results/1/error/code") == "upstream-unauthorized");
  BOOST_TEST(upstream.requests() == 2U);
}

BOOST_AUTO_TEST_CASE(an_upstream_that_is_left_alone_holds_up_no_row_of_another) {
  RawServer sick({answer(500, "{}")});
  RawServer well({answer_match()});
  Config config = two(sick, well);
  config.breaker.failures = 1;
  config.breaker.open = 600s;
  config.timeouts.total = 10s;
  FlowHouse house(config, 1);
  const std::string at_sick = row(url_of(sick.port()), "sesame-a", "x");
  const Asked first(*house.gateway, bigquery("[" + at_sick + "]", R"({"on_error": "value"})"));
  BOOST_TEST(at(first, "replies/0/error/code") == "upstream-error");
  const Asked both(*house.gateway, bigquery("[" + at_sick + ", " + row(url_of(well.port()), "sesame-a", "x") + "]",
                                            R"({"on_error": "value"})"));
  BOOST_TEST(at(both, "replies/0/error/code") == "upstream-unavailable");
  BOOST_TEST(at(both, "replies/1/value/0/latitude") == "40.4");
}

BOOST_AUTO_TEST_CASE(equal_rows_of_different_tokens_are_not_one) {
  RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  const Asked asked(*house.gateway, bigquery(R"([[null, "sesame-a", "x", "ES"], [null, "sesame-b", "x", "ES"],
                                                 [null, "sesame-a", "x", "ES"]])"));
  BOOST_TEST(asked.reply().status == 200);
  BOOST_TEST(upstream.requests() == 2U);
}

BOOST_AUTO_TEST_CASE(a_base_url_that_is_not_configured_gets_nothing) {
  RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  const Asked all(*house.gateway, bigquery(R"([["https://evil.example.com", "sesame-a", "x"]])"));
  BOOST_TEST(all.reply().status == 403);
  const Asked one(*house.gateway,
                  bigquery(R"([["https://evil.example.com", "sesame-a", "x"], [null, "sesame-a", "x"]])",
                           R"({"on_error": "null"})"));
  BOOST_TEST(one.reply().status == 200);
  BOOST_TEST(at(one, "replies/0") == "null");
  BOOST_TEST(at(one, "replies/1/value/0/latitude") == "40.4");
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
