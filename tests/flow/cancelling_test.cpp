// A caller that goes away: what was not sent never is, what may be billed is left to finish and counted.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

#include <stop_token>

namespace atgateway::test {
namespace {

Config one_at_a_time(std::uint16_t port) {
  Config config = config_for(port);
  config.limits.in_flight = 1;
  return config;
}

struct Held {
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  test_support::RawServer upstream{{behind(gate, answer_match())}};
  FlowHouse house{one_at_a_time(upstream.port())};

  void wait_for_one_call() {
    BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  }
  /// The call in flight ends by itself; nothing else was ever sent, and the slot is free again.
  void check_the_sent_one_was_counted() {
    BOOST_TEST(at(house.gateway->status_json(), "metered_answers_discarded") == "0");
    BOOST_TEST(at(house.gateway->status_json(), "upstream_calls_in_flight") == "1");
    gate->open();
    BOOST_TEST(status_becomes(*house.gateway, "metered_answers_discarded", "1"));
    BOOST_TEST(status_becomes(*house.gateway, "upstream_calls_in_flight", "0"));
    const Asked next(*house.gateway, rows_request(rows_of_gets(1)));
    BOOST_TEST(at(next, "failed") == "0");
    BOOST_TEST(upstream.requests() == 2U);
    BOOST_TEST(comes_true([&] { return house.gateway->in_flight() == 0; }));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cancelling)

BOOST_AUTO_TEST_CASE(cancel_answers_once_and_at_once) {
  Held held;
  Asked asked(*held.house.gateway, rows_request(rows_of_gets(3)));
  held.wait_for_one_call();
  asked.call.cancel();
  asked.call.cancel();
  BOOST_REQUIRE(!asked.result().ok());
  BOOST_TEST((asked.result().error().code() == Errc::cancelled));
  held.check_the_sent_one_was_counted();
  asked.call.cancel();
  BOOST_TEST(asked.answers() == 1);
}

BOOST_AUTO_TEST_CASE(a_stop_token_does_the_same) {
  Held held;
  std::stop_source stop;
  const Asked asked(*held.house.gateway, rows_request(rows_of_gets(3)), {.stop = stop.get_token()});
  held.wait_for_one_call();
  stop.request_stop();
  BOOST_TEST((asked.result().error().code() == Errc::cancelled));
  held.check_the_sent_one_was_counted();
}

BOOST_AUTO_TEST_CASE(a_stop_that_came_first_sends_nothing) {
  Held held;
  std::stop_source stop;
  stop.request_stop();
  const Asked asked(*held.house.gateway, rows_request(rows_of_gets(1)), {.stop = stop.get_token()});
  // The request was under way when it was heard: either it is cancelled, or its call was already sent.
  BOOST_TEST((asked.result().error().code() == Errc::cancelled));
}

BOOST_AUTO_TEST_CASE(a_reset_connection_does_the_same) {
  Held held;
  Caller caller(held.house.open());
  const auto body = rows_of_gets(3);
  caller.send("POST /v1/rows/geocode HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  held.wait_for_one_call();
  caller.reset();
  BOOST_TEST(held.house.lines().wait_until([](const std::string& line) {
    return line.find("\"status\":499") != std::string::npos && line.find("client-closed") != std::string::npos;
  }));
  held.check_the_sent_one_was_counted();
}

BOOST_AUTO_TEST_CASE(a_half_close_after_the_request_is_answered) {
  Held held;
  Caller caller(held.house.open());
  const auto body = rows_of_gets(1);
  caller.send("POST /v1/rows/geocode HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  caller.finish_sending();
  held.wait_for_one_call();
  held.gate->open();
  const auto reply = caller.reply();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(at(reply->body, "failed") == "0");
}

BOOST_AUTO_TEST_CASE(calls_that_cost_nothing_are_given_up) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, test_support::answer(200, "[]"))});
  Config config = config_for(upstream.port());
  config.limits.in_flight = 2;
  FlowHouse house(config, 1);
  std::string rows = "{}";
  for (int i = 0; i < 20; ++i) rows += ",{}";
  Asked asked(
      *house.gateway,
      rows_request(R"({"api_access_token": "sesame-1", "deduplicate": false, "rows": [)" + rows + "]}", "quota"));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 2; }));
  asked.call.cancel();
  BOOST_TEST((asked.result().error().code() == Errc::cancelled));
  BOOST_TEST(status_becomes(*house.gateway, "upstream_calls_in_flight", "0"));
  gate->open();
  const Asked next(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(next.reply().status == 200);
  BOOST_TEST(upstream.requests() == 3U);
  BOOST_TEST(at(house.gateway->status_json(), "metered_answers_discarded") == "0");
}

BOOST_AUTO_TEST_CASE(a_request_that_waits_for_a_slot_is_cancelled_without_harm) {
  Held held;
  const Asked first(*held.house.gateway, rows_request(rows_of_gets(1)));
  held.wait_for_one_call();
  std::vector<std::unique_ptr<Asked>> waiting;
  for (int i = 0; i < 10; ++i) {
    waiting.push_back(std::make_unique<Asked>(*held.house.gateway, rows_request(rows_of_gets(2))));
  }
  BOOST_REQUIRE(status_becomes(*held.house.gateway, "waiting", "10"));
  for (auto& each : waiting) each->call.cancel();
  for (auto& each : waiting) BOOST_TEST((each->result().error().code() == Errc::cancelled));
  BOOST_TEST(at(held.house.gateway->status_json(), "waiting") == "0");
  held.gate->open();
  BOOST_TEST(at(first, "failed") == "0");
  BOOST_TEST(held.upstream.requests() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
