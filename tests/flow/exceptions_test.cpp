// What somebody else's code throws costs one request and nothing more.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

#include <new>
#include <stdexcept>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(exceptions)

BOOST_AUTO_TEST_CASE(a_completion_that_throws_is_reported_and_the_worker_goes_on) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  std::atomic<int> ran{0};
  for (int i = 0; i < 3; ++i) {
    auto call = house.gateway->submit(rows_request(rows_of_gets(1)), {}, [&](const Result<Reply>&) {
      ++ran;
      throw std::runtime_error("sesame");
    });
  }
  const Asked after(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(after, "failed") == "0");
  BOOST_TEST(comes_true([&] { return ran == 3; }));
  const auto lines = house.lines().wait_for(6);
  for (const auto& line : lines) BOOST_TEST(line.find("completion-failed") != std::string::npos, line);
  for (const auto& line : lines) BOOST_TEST(line.find(secret_word) == std::string::npos, line);
  BOOST_TEST(comes_true([&] { return house.gateway->in_flight() == 0; }));
  BOOST_TEST(status_becomes(*house.gateway, "upstream_calls_in_flight", "0"));
}

BOOST_AUTO_TEST_CASE(a_gateway_works_without_completions_that_can_be_called) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  auto call = house.gateway->submit(rows_request(rows_of_gets(1)), {}, Completion());
  const Asked after(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(after, "failed") == "0");
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_is_answered_with_500_on_its_own_connection_only) {
  FlowHouse house(config_for(1), 1);
  int asked = 0;
  ListenerOptions options;
  options.judge_head = [](const Request&) { return std::nullopt; };
  options.handler = answer_with([&](const Request& request) -> Reply {
    ++asked;
    if (request.target == "/throw") throw std::runtime_error("sesame");
    if (request.target == "/memory") throw std::bad_alloc();
    return {};
  });
  house.open(std::move(options));
  Caller other(house.listener->address());
  BOOST_TEST(other.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")->status == 200);
  for (const auto* path : {"/throw", "/memory"}) {
    Caller caller(house.listener->address());
    const auto reply = caller.ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    BOOST_REQUIRE(reply.has_value());
    BOOST_TEST(reply->status >= 500);
    BOOST_TEST(reply->body.find(secret_word) == std::string::npos);
  }
  BOOST_TEST(other.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")->status == 200);
  BOOST_TEST(asked == 4);
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_before_it_returns_does_no_more_harm) {
  FlowHouse house(config_for(1), 1);
  ListenerOptions options;
  options.judge_head = [](const Request&) { return std::nullopt; };
  options.handler = [inner = house.gateway->handler()](Request request, Scope scope, Completion done) -> Call {
    if (request.target == "/throw") throw std::runtime_error("sesame");
    return inner(std::move(request), std::move(scope), std::move(done));
  };
  house.open(std::move(options));
  Caller other(house.listener->address());
  BOOST_TEST(other.ask("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")->status == 200);
  Caller caller(house.listener->address());
  const auto reply = caller.ask("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n");
  if (reply) BOOST_TEST(reply->status == 500);
  BOOST_TEST(other.ask("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")->status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
