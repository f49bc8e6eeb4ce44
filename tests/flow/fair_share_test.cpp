// A request of one row does not wait behind a request of ten thousand.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(fair_share)

BOOST_AUTO_TEST_CASE(one_row_is_answered_while_most_of_a_big_batch_is_unsent) {
  for (const bool same_worker : {true, false}) {
    const auto gate = std::make_shared<Gate>();
    test_support::RawServer upstream({behind(gate, answer_match())});
    Config config = config_for(upstream.port());
    config.limits.in_flight = config.limits.request_in_flight = 4;
    config.timeouts.queue = 60s;
    FlowHouse house(config, 2);
    const Asked big(*house.gateway, rows_request(rows_of_gets(10000)));
    BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 4; }));

    // Workers are taken in turn: the next request lands on the other one, the one after it on the first.
    std::size_t sent_by_then = 0;
    const auto ask = [&] {
      return std::make_unique<Asked>(*house.gateway, rows_request(rows_of_gets(1)), Scope{},
                                     [&] { sent_by_then = upstream.requests(); });
    };
    std::unique_ptr<Asked> small;
    if (same_worker) {
      const Asked page(*house.gateway, Request());
      (void)page.reply();
    }
    small = ask();
    BOOST_REQUIRE(status_becomes(*house.gateway, "waiting", "1"));
    gate->open();
    BOOST_TEST(at(*small, "failed") == "0");
    BOOST_TEST(sent_by_then >= 5U);
    BOOST_TEST(sent_by_then < 1000U);  // a tenth: a busy machine looks late
    BOOST_TEST(!big.answered());
  }
}

BOOST_AUTO_TEST_CASE(a_full_upstream_holds_up_no_other) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer full({behind(gate, answer_match())}), idle({answer_match()});
  Config config = config_for(full.port());
  config.upstreams.front().max_in_flight = 2;
  config.upstreams.push_back(config_for(idle.port()).upstreams.front());
  FlowHouse house(config, 1);
  const auto to = [](const test_support::RawServer& server) {
    return R"("api_base_url": ")" + url_of(server.port()) + R"(/api", )";
  };
  const Asked first(*house.gateway, rows_request(rows_of_gets(10, to(full))));
  BOOST_REQUIRE(full.wait_until([&] { return full.requests() == 2; }));
  const Asked other(*house.gateway, rows_request(rows_of_gets(10, to(idle))));
  BOOST_TEST(at(other, "failed") == "0");
  BOOST_TEST(full.requests() == 2U);
  gate->open();
  BOOST_TEST(at(first, "failed") == "0");
}

BOOST_AUTO_TEST_CASE(a_request_never_has_more_calls_in_flight_than_its_share) {
  std::mutex mutex;
  int now = 0, most = 0;
  test_support::RawServer upstream({[&](test_support::RawServer::Peer& peer, const test_support::SeenRequest& request) {
    {
      const std::lock_guard lock(mutex);
      most = std::max(most, ++now);
    }
    peer.pause(1ms);
    {
      const std::lock_guard lock(mutex);
      --now;
    }
    answer_match()(peer, request);
  }});
  Config config = config_for(upstream.port());
  config.limits.request_in_flight = 3;
  FlowHouse house(config, 1);
  const Asked asked(*house.gateway, rows_request(rows_of_gets(60)));
  BOOST_TEST(at(asked, "failed") == "0");
  BOOST_TEST(at(asked, "upstream_calls") == "60");
  const std::lock_guard lock(mutex);
  BOOST_TEST(most == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
