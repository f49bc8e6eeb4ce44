// Ten thousand addresses in one request: order, length and ids are kept.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"

#include <atgateway/sandbox.hpp>

#include <boost/test/unit_test.hpp>

#include <array>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(many_rows)

BOOST_AUTO_TEST_CASE(ten_thousand_addresses_take_a_hundred_calls) {
  Runtime runtime = std::move(Runtime::start({.workers = 2}).value());
  auto sandbox = std::move(Sandbox::start(runtime).value());
  {
    Config config;
    config.upstreams.emplace_back().base_url = sandbox.url();
    auto gateway = std::move(Gateway::create(runtime, config).value());
    constexpr std::array places = {"Madrid", "Paris", "Tokyo", "Nowhere at all", "Lima", "Oslo", "Nairobi"};
    const auto body_of = [&](int count) {
      std::string body =
          R"({"api_access_token": "sandbox-token", "include": ["geom"], "deduplicate": false, "rows": [)";
      for (int i = 0; i < count; ++i) {
        if (i > 0) body += ',';
        body.append(R"({"id": )").append(std::to_string(i)).append(R"(, "address": ")");
        body.append(places[static_cast<std::size_t>(i) % places.size()]).append("\"}");
      }
      return body + "]}";
    };
    const Asked few(gateway, rows_request(body_of(places.size())));
    std::array<std::string, places.size()> known;
    for (std::size_t i = 0; i < places.size(); ++i) known[i] = at(few, "results/" + std::to_string(i) + "/geom");
    BOOST_TEST(known[0] != known[1]);
    BOOST_TEST(known[3] == "<absent>");
    sandbox.clear_ledger();

    const Asked many(gateway, rows_request(body_of(10000)));
    BOOST_TEST(at(many, "rows") == "10000");
    BOOST_TEST(at(many, "failed") == "0");
    BOOST_TEST(at(many, "upstream_calls") == "100");
    BOOST_TEST(at(many, "billed") == "10000");
    BOOST_TEST(at(many, "sandbox") == "true");
    const auto document = json::Document::parse(many.reply().body);
    BOOST_REQUIRE(document.ok());
    std::size_t i = 0, wrong = 0;
    for (const auto entry : document->root().find("results")->elements()) {
      const auto geom = entry.find("geom");
      const std::string seen(geom ? geom->text() : "<absent>");
      if (entry.find("id")->text() != std::to_string(i) || seen != known[i % places.size()]) ++wrong;
      ++i;
    }
    BOOST_TEST(i == 10000U);
    BOOST_TEST(wrong == 0U);
    BOOST_TEST(at(sandbox.ledger(), "metered_rows") == "10000");
  }
}

BOOST_AUTO_TEST_CASE(many_threads_submit_at_once) {
  Runtime runtime = std::move(Runtime::start({.workers = 2}).value());
  auto sandbox = std::move(Sandbox::start(runtime).value());
  {
    Config config;
    config.upstreams.emplace_back().base_url = sandbox.url();
    config.limits.in_flight = 64;
    config.timeouts.queue = 60s;
    auto gateway = std::move(Gateway::create(runtime, config).value());
    constexpr int threads = 8, each = 500;
    std::atomic<int> answered{0}, good{0};
    std::promise<void> all;
    std::vector<std::thread> submitting;
    for (int t = 0; t < threads; ++t) {
      submitting.emplace_back([&] {
        for (int i = 0; i < each; ++i) {
          auto call = gateway.submit(
              rows_request(R"({"api_access_token": "sandbox-token", "include": [], "row": ["Madrid", "ES"]})"), {},
              [&](const Result<Reply>& result) {
                if (result && result->body.find(R"("status":"ok")") != std::string::npos) ++good;
                if (++answered == threads * each) all.set_value();
              });
        }
      });
    }
    for (auto& thread : submitting) thread.join();
    BOOST_REQUIRE((all.get_future().wait_for(100s) == std::future_status::ready));
    BOOST_TEST(good == threads * each);
    BOOST_TEST(at(sandbox.ledger(), "metered_rows") == std::to_string(threads * each));
    BOOST_TEST(comes_true([&] { return gateway.in_flight() == 0; }));
    BOOST_TEST(status_becomes(gateway, "upstream_calls_in_flight", "0"));
    BOOST_TEST(at(gateway.status_json(), "waiting") == "0");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
