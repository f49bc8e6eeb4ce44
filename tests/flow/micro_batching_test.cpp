// Micro-batching: one-row geocodes of different requests share an upstream call, and nothing else.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <atgateway/sandbox.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <condition_variable>
#include <mutex>

namespace atgateway::test {
namespace {

Request one_row(const std::string& address, const std::string& token = "sandbox-token",
                const std::string& more = R"("include": ["raw", "geom"], )") {
  return rows_request(R"({"api_access_token": ")" + token + R"(", )" + more + R"("row": [")" + address + R"("]})");
}

std::string address(int index) {
  constexpr std::array places = {"Madrid", "Paris", "Tokyo", "Nowhere at all", "Lima", "Oslo", "Nairobi"};
  return std::string(places[static_cast<std::size_t>(index) % places.size()]) + (index % 2 == 0 ? "" : " ");
}

/// The `result` of each of so many one-row requests, all submitted before the first answer is looked at.
std::vector<std::string> results_of(Gateway& gateway, int count) {
  std::vector<std::string> results(static_cast<std::size_t>(count));
  std::mutex mutex;
  std::condition_variable changed;
  int answered = 0;
  for (int i = 0; i < count; ++i) {
    (void)gateway.submit(one_row(address(i)), {}, [&, i](Result<Reply> result) {
      const std::lock_guard lock(mutex);
      results[static_cast<std::size_t>(i)] = result ? at(result->body, "result") : std::string(result.error().slug());
      if (++answered == count) changed.notify_all();
    });
  }
  std::unique_lock lock(mutex);
  BOOST_REQUIRE(changed.wait_for(lock, 100s, [&] { return answered == count; }));
  return results;
}

Config with_window(const std::string& base_url, milliseconds window) {
  Config config;
  config.upstreams.emplace_back().base_url = base_url;
  config.batching.window = window;
  config.timeouts.queue = 60s;
  return config;
}

std::uint64_t calls_in(const std::string& ledger) {
  const auto document = json::Document::parse(ledger, {256, 10000000});
  return document ? document->root().find("calls")->size() : 0;
}

constexpr std::string_view two_matches =
    R"([{"error": null, "value": [{"latitude": 1, "longitude": 2}]}, {"error": null, "value": []}])";

}  // namespace

BOOST_AUTO_TEST_SUITE(micro_batching)

BOOST_AUTO_TEST_CASE(ten_thousand_requests_take_a_hundred_calls_and_the_answers_are_the_same) {
  constexpr int count = 10000;
  Runtime runtime = std::move(Runtime::start({.workers = 2}).value());
  auto sandbox = std::move(Sandbox::start(runtime).value());
  std::vector<std::string> alone;
  {
    auto gateway = std::move(Gateway::create(runtime, with_window(sandbox.url(), 0ms)).value());
    alone = results_of(gateway, count);
    BOOST_TEST(calls_in(sandbox.ledger()) == 10000U);
  }
  sandbox.clear_ledger();
  {
    auto gateway = std::move(Gateway::create(runtime, with_window(sandbox.url(), 2ms)).value());
    const auto together = results_of(gateway, count);
    BOOST_TEST_MESSAGE(count << " requests took " << calls_in(sandbox.ledger()) << " calls");
    BOOST_TEST(calls_in(sandbox.ledger()) <= 150U);
    BOOST_TEST(calls_in(sandbox.ledger()) >= 100U);
    BOOST_TEST(at(sandbox.ledger(), "metered_rows") == "10000");
    BOOST_CHECK(together == alone);
    BOOST_TEST(status_becomes(gateway, "waiting", "0"));
    BOOST_TEST(status_becomes(gateway, "upstream_calls_in_flight", "0"));
  }
  BOOST_TEST(alone[0].find(R"("status":"ok")") != std::string::npos);
  BOOST_TEST(alone[3].find(R"("status":"no-match")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(each_reports_its_own_row_and_one_call) {
  test_support::RawServer upstream({test_support::answer(200, std::string(two_matches))});
  auto config = with_window(url_of(upstream.port()) + "/api", 1000ms);
  config.batching.geocode_rows = 2;
  FlowHouse house(config, 1);
  const Asked first(*house.gateway, one_row("A", "sesame-1", ""));
  const Asked second(*house.gateway, one_row("B", "sesame-1", ""));
  BOOST_TEST(at(first, "result/status") == "ok");
  BOOST_TEST(at(second, "result/status") == "no-match");
  for (const Asked* each : {&first, &second}) {
    BOOST_TEST(at(*each, "upstream_calls") == "1");
    BOOST_TEST(at(*each, "billed") == "1");
    BOOST_TEST(at(*each, "rows") == "1");
  }
  BOOST_TEST(upstream.requests() == 1U);
  BOOST_TEST(upstream.seen()[0].body == R"({"addresses":["A","B"]})");
}

BOOST_AUTO_TEST_CASE(different_tokens_and_options_never_share) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(with_window(url_of(upstream.port()), 1ms), 1);
  const Asked mine(*house.gateway, one_row("A", "sesame-1", ""));
  const Asked yours(*house.gateway, one_row("A", "sesame-2", ""));
  const Asked with_options(*house.gateway, one_row("A", "sesame-1", R"("options": {"limit": 1}, )"));
  for (const Asked* each : {&mine, &yours, &with_options}) BOOST_TEST(at(*each, "failed") == "0");
  BOOST_TEST(upstream.requests() == 3U);
  std::string tokens;
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(upstream.seen()[i].line().substr(0, 4) == "GET ");
    tokens += upstream.seen()[i].field("Authorization").value_or("").back();
  }
  std::sort(tokens.begin(), tokens.end());
  BOOST_TEST(tokens == "112");
}

BOOST_AUTO_TEST_CASE(who_leaves_before_it_is_sent_is_not_in_it) {
  test_support::RawServer upstream({answer_match()});
  auto config = with_window(url_of(upstream.port()), 1000ms);
  config.batching.geocode_rows = 3;
  FlowHouse house(config, 1);
  Asked leaving(*house.gateway, one_row("A", "sesame-1", ""));
  const Asked staying(*house.gateway, one_row("B", "sesame-1", ""));
  BOOST_TEST(status_becomes(*house.gateway, "waiting", "2"));
  leaving.call.cancel();
  BOOST_TEST((leaving.result().error().code() == Errc::cancelled));
  BOOST_TEST(at(staying, "result/status") == "ok");
  BOOST_TEST(upstream.requests() == 1U);
  BOOST_TEST(upstream.seen()[0].line().find("address=B") != std::string::npos);
  BOOST_TEST(at(house.gateway->status_json(), "metered_answers_discarded") == "0");
}

BOOST_AUTO_TEST_CASE(who_leaves_afterwards_leaves_the_others_alone) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, test_support::answer(200, std::string(two_matches)))});
  auto config = with_window(url_of(upstream.port()), 1000ms);
  config.batching.geocode_rows = 2;
  FlowHouse house(config, 1);
  const Asked staying(*house.gateway, one_row("A", "sesame-1", ""));
  Asked leaving(*house.gateway, one_row("B", "sesame-1", ""));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  leaving.call.cancel();
  BOOST_TEST((leaving.result().error().code() == Errc::cancelled));
  BOOST_TEST(!staying.answered());
  gate->open();
  BOOST_TEST(at(staying, "result/status") == "ok");
  BOOST_TEST(status_becomes(*house.gateway, "metered_answers_discarded", "1"));
  BOOST_TEST(comes_true([&] { return house.gateway->in_flight() == 0; }));
}

BOOST_AUTO_TEST_CASE(the_one_in_a_hurry_does_not_hurry_the_others) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, test_support::answer(200, std::string(two_matches)))});
  auto config = with_window(url_of(upstream.port()), 1000ms);
  config.batching.geocode_rows = 2;
  FlowHouse house(config, 1);
  const Asked patient(*house.gateway, one_row("A", "sesame-1", ""));
  const Asked hasty(*house.gateway, one_row("B", "sesame-1", ""), {.deadline = Deadline::after(300ms), .stop = {}});
  BOOST_TEST(at(hasty, "result/error/code") == "upstream-outcome-unknown");
  BOOST_TEST(at(hasty, "result/error/billed") == "unknown");
  BOOST_TEST(at(hasty, "billed") == "1");
  gate->open();
  BOOST_TEST(at(patient, "result/status") == "ok");
}

BOOST_AUTO_TEST_CASE(a_batch_that_was_rejected_is_not_bought_again) {
  for (const int status : {400, 401, 429, 500, 503}) {
    test_support::RawServer upstream({test_support::answer(status, "{}")});
    auto config = with_window(url_of(upstream.port()), 1000ms);
    config.batching.geocode_rows = 2;
    FlowHouse house(config, 1);
    const Asked first(*house.gateway, one_row("A", "sesame-1", ""));
    const Asked second(*house.gateway, one_row("B", "sesame-1", ""));
    BOOST_TEST(at(first, "result/error/status") == std::to_string(status));
    BOOST_TEST(at(second, "result/error") == at(first, "result/error"));
    BOOST_TEST(upstream.requests() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(an_upstream_that_is_not_there_is_tried_again_and_told) {
  auto config = with_window("http://127.0.0.1:1", 1ms);
  FlowHouse house(config, 1);
  const Asked asked(*house.gateway, one_row("A", "sesame-1", ""));
  BOOST_TEST(at(asked, "result/error/code") == "upstream-connect-refused");
  BOOST_TEST(at(asked, "result/error/billed") == "no");
  BOOST_TEST(at(asked, "billed") == "0");
  BOOST_TEST(comes_true([&] { return house.gateway->in_flight() == 0; }));
}

BOOST_AUTO_TEST_CASE(a_gateway_may_go_while_batches_wait_and_fly) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  auto config = with_window(url_of(upstream.port()), 1000ms);
  config.batching.geocode_rows = 2;
  FlowHouse house(config, 1);
  std::vector<std::unique_ptr<Asked>> asked;
  for (int i = 0; i < 5; ++i) {
    asked.push_back(std::make_unique<Asked>(*house.gateway, one_row("A", "sesame-1", "")));
  }
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() >= 1; }));
  house.gateway.reset();
  for (const auto& each : asked) BOOST_TEST((each->result().error().code() == Errc::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
