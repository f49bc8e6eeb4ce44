// Snowflake's 202: a batch that takes long is promised, and fetched with a GET.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

constexpr std::string_view batch_id = "01b3c0a7-0000-4f1e-0000-9d2c61e5a8b7:1:1:0:0";

Request snowflake(std::string_view method, std::string_view id = batch_id, std::string_view address = "Madrid",
                  std::string_view token = "sesame-1") {
  Request request;
  request.method = method;
  request.target = "/v1/snowflake/geocode";
  request.headers.add("Host", "gateway.test");
  request.headers.add("Content-Type", "application/json");
  request.headers.add("sf-external-function-query-batch-id", id);
  if (method == "POST") {
    request.body.append(R"({"data": [[0, null, ")").append(token).append("\", \"").append(address).append("\"]]}");
  }
  return request;
}

Config polling(std::uint16_t port) {
  Config config = config_for(port);
  config.snowflake.async = SnowflakeConfig::Async::single_replica;
  return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(snowflake_polling)

BOOST_AUTO_TEST_CASE(what_takes_long_is_promised_and_fetched) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  FlowHouse house(polling(upstream.port()), 2);
  const Asked nothing(*house.gateway, snowflake("GET"));
  BOOST_TEST(nothing.reply().status == 404);
  const Asked posted(*house.gateway, snowflake("POST"));
  BOOST_TEST(posted.reply().status == 202);
  BOOST_TEST(posted.reply().body.empty());
  const Asked early(*house.gateway, snowflake("GET"));
  BOOST_TEST(early.reply().status == 202);
  const Asked again(*house.gateway, snowflake("POST"));  // its own retry joins
  BOOST_TEST(again.reply().status == 202);
  gate->open();
  BOOST_TEST(comes_true([&] { return Asked(*house.gateway, snowflake("GET")).reply().status == 200; }));
  const Asked fetched(*house.gateway, snowflake("GET"));
  BOOST_TEST(at(fetched, "data/0/1/value/0/latitude") == "40.4");
  BOOST_TEST(fetched.reply().headers.find("atgateway-replayed").value_or("") == "1");
  const Asked replayed(*house.gateway, snowflake("POST"));
  BOOST_TEST(replayed.reply().body == fetched.reply().body);
  BOOST_TEST(upstream.requests() == 1U);
  BOOST_TEST(comes_true([&] { return house.gateway->in_flight() == 0; }));
}

BOOST_AUTO_TEST_CASE(what_is_quick_is_answered_at_once) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(polling(upstream.port()), 1);
  const Asked posted(*house.gateway, snowflake("POST"));
  BOOST_TEST(posted.reply().status == 200);
}

BOOST_AUTO_TEST_CASE(an_id_belongs_to_one_body_and_one_token) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(polling(upstream.port()), 1);
  const Asked first(*house.gateway, snowflake("POST"));
  BOOST_TEST(first.reply().status == 200);
  const Asked other_body(*house.gateway, snowflake("POST", batch_id, "Paris"));
  BOOST_TEST(other_body.reply().status == 409);
  const Asked other_token(*house.gateway, snowflake("POST", batch_id, "Madrid", "sesame-2"));
  BOOST_TEST(other_token.reply().status == 409);
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(an_id_that_can_be_guessed_is_refused) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(polling(upstream.port()), 1);
  for (const std::string_view id : {"1", "batch", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    const Asked asked(*house.gateway, snowflake("POST", id));
    BOOST_TEST(asked.reply().status == 400);
  }
  BOOST_TEST(upstream.requests() == 0U);
}

BOOST_AUTO_TEST_CASE(who_may_not_ask_may_not_fetch) {
  test_support::RawServer upstream({answer_match()});
  Config config = polling(upstream.port());
  config.credentials.authorization = CredentialsConfig::Authorization::inbound_key;
  FlowHouse house(config, 1);
  for (const std::string_view method : {"POST", "GET"}) {
    const Asked stranger(*house.gateway, snowflake(method));
    BOOST_TEST(stranger.reply().status == 401);
    BOOST_TEST(at(stranger, "error/code") == "inbound-key-required");
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_promised_where_nothing_can_be_fetched) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  FlowHouse house(polling(upstream.port()), 1);
  auto request = snowflake("POST", "01b3c0a7-0000-4f1e-0000-9d2c61e5a8b7:2:1:0:0");
  request.target = "/at-gateway";
  request.headers.add("sf-custom-service", "geocode");
  const Asked anywhere(*house.gateway, std::move(request));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  const Asked later(*house.gateway, snowflake("POST"));
  BOOST_TEST(later.reply().status == 202);
  BOOST_TEST(!anywhere.answered());  // it asked first, and has waited longer
  gate->open();
  BOOST_TEST(anywhere.reply().status == 200);
}

BOOST_AUTO_TEST_CASE(off_means_off) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  const Asked asked(*house.gateway, snowflake("GET"));
  BOOST_TEST(asked.reply().status == 405);
  BOOST_TEST(asked.reply().headers.find("Allow").value_or("") == "POST");
  const Asked short_id(*house.gateway, snowflake("POST", "1"));
  BOOST_TEST(short_id.reply().status == 200);
}

BOOST_AUTO_TEST_CASE(a_promise_that_comes_to_nothing_is_no_status_that_is_asked_for_again) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  auto config = polling(upstream.port());
  config.limits.in_flight = 1;
  config.timeouts.queue = 1500ms;
  FlowHouse house(config, 1);
  const Asked first(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  const Asked posted(*house.gateway, snowflake("POST"));
  BOOST_TEST(posted.reply().status == 202);
  BOOST_TEST(comes_true([&] { return Asked(*house.gateway, snowflake("GET")).reply().status != 202; }));
  const Asked fetched(*house.gateway, snowflake("GET"));
  BOOST_TEST(fetched.reply().status == 422);
  BOOST_TEST(fetched.reply().body.find("queue-timeout") != std::string::npos);
  BOOST_TEST(at(fetched, "error/retryable") == "false");
  gate->open();
  BOOST_TEST(at(first, "failed") == "0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
