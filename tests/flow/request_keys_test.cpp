// Request keys: whoever asks again under the same key gets the answer that the first try bought.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

std::string keyed(int rows, const std::string& key = "job-1") {
  return rows_of_gets(rows, R"("request_key": ")" + key + R"(", )");
}

bool replayed(const Asked& asked) { return asked.reply().headers.find("atgateway-replayed").value_or("") == "1"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(request_keys)

BOOST_AUTO_TEST_CASE(the_second_try_gets_the_first_ones_answer_and_nothing_is_sent) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 2);
  const Asked first(*house.gateway, rows_request(keyed(2)));
  BOOST_TEST(at(first, "failed") == "0");
  BOOST_TEST(!replayed(first));
  for (int i = 0; i < 3; ++i) {
    const Asked again(*house.gateway, rows_request(keyed(2)));
    BOOST_TEST(again.reply().body == first.reply().body);
    BOOST_TEST(replayed(again));
  }
  BOOST_TEST(upstream.requests() == 2U);
}

BOOST_AUTO_TEST_CASE(a_running_one_is_joined_from_any_worker) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  FlowHouse house(config_for(upstream.port()), 2);
  const Asked first(*house.gateway, rows_request(keyed(1)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  std::vector<std::unique_ptr<Asked>> joined;
  for (int i = 0; i < 4; ++i) joined.push_back(std::make_unique<Asked>(*house.gateway, rows_request(keyed(1))));
  const Asked other_body(*house.gateway, rows_request(keyed(2)));
  BOOST_TEST(other_body.reply().status == 409);
  BOOST_TEST(at(other_body, "code") == "request-key-reused");
  BOOST_TEST(at(other_body, "field") == "/request_key");
  gate->open();
  for (const auto& each : joined) {
    BOOST_TEST(each->reply().body == first.reply().body);
    BOOST_TEST(replayed(*each));
  }
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(a_key_is_the_tokens_own) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 2);
  const Asked mine(*house.gateway, rows_request(keyed(1)));
  auto body = keyed(1);
  body.replace(body.find("sesame-1"), 8, "sesame-2");
  const Asked yours(*house.gateway, rows_request(body));
  BOOST_TEST(at(mine, "failed") == "0");
  BOOST_TEST(!replayed(yours));
  BOOST_TEST(upstream.requests() == 2U);
}

BOOST_AUTO_TEST_CASE(what_cannot_have_been_billed_may_be_sent_again) {
  test_support::RawServer upstream({answer_match()});
  Config config = config_for(upstream.port());
  config.upstreams.front().base_url = "http://127.0.0.1:1";
  FlowHouse house(config, 2);
  const Asked refused(*house.gateway, rows_request(keyed(1)));
  BOOST_TEST(at(refused, "results/0/error/code") == "upstream-connect-refused");
  const Asked again(*house.gateway, rows_request(keyed(1)));
  BOOST_TEST(!replayed(again));
  BOOST_TEST(at(again, "results/0/error/code") == "upstream-connect-refused");
}

BOOST_AUTO_TEST_CASE(a_caller_that_went_away_finds_the_answer_when_it_comes_back) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  Config config = config_for(upstream.port());
  config.limits.in_flight = 1;
  FlowHouse house(config, 2);
  Asked gone(*house.gateway, rows_request(keyed(2)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  gone.call.cancel();
  BOOST_TEST((gone.result().error().code() == Errc::cancelled));
  const Asked back(*house.gateway, rows_request(keyed(2)));
  gate->open();
  BOOST_TEST(replayed(back));
  BOOST_TEST(at(back, "results/0/status") == "ok");
  BOOST_TEST(at(back, "results/1/error/code") == "cancelled");
  BOOST_TEST(at(back, "results/1/error/billed") == "no");
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(an_unknown_outcome_is_kept_and_never_sent_again) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({test_support::close_without_answer(), answer_match()});
  FlowHouse house(config_for(upstream.port()), 2);
  const Asked lost(*house.gateway, rows_request(keyed(1)));
  BOOST_TEST(at(lost, "results/0/error/code") == "upstream-outcome-unknown");
  const Asked again(*house.gateway, rows_request(keyed(1)));
  BOOST_TEST(replayed(again));
  BOOST_TEST(again.reply().body == lost.reply().body);
  BOOST_TEST(upstream.requests() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_on_the_wire_when_all_ends_stays_taken) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  FlowHouse house(config_for(upstream.port()), 1);
  const Asked first(*house.gateway, rows_request(keyed(1)));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  const Asked joined(*house.gateway, rows_request(keyed(1)));
  const Asked page(*house.gateway, Request());
  (void)page.reply();  // the one before has been begun
  house.gateway->finish_now();
  BOOST_TEST(at(first, "results/0/error/code") == "draining");
  BOOST_TEST(at(first, "results/0/error/billed") == "unknown");
  // It never sent anything itself; but the row it asked for may be billed.
  BOOST_TEST(joined.reply().status == 200);
  BOOST_TEST(at(joined, "results/0/error/code") == "draining");
  BOOST_TEST(at(joined, "results/0/error/billed") != "yes");
}

BOOST_AUTO_TEST_CASE(the_destructor_answers_who_joined) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  FlowHouse house(config_for(upstream.port()), 2);
  std::vector<std::unique_ptr<Asked>> asked;
  for (int i = 0; i < 6; ++i) asked.push_back(std::make_unique<Asked>(*house.gateway, rows_request(keyed(1))));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  house.gateway.reset();
  for (const auto& each : asked) {
    BOOST_TEST(each->answered());
    BOOST_TEST(each->answers() == 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
