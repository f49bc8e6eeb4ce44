#include <atgateway/sandbox.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;

namespace {

Runtime started() {
  auto runtime = Runtime::start({.workers = 1});
  BOOST_REQUIRE(runtime.ok());
  return std::move(*runtime);
}

Config with_upstreams(const std::vector<std::string>& base_urls) {
  Config config;
  for (const auto& each : base_urls) config.upstreams.emplace_back().base_url = each;
  return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_sandbox)

BOOST_AUTO_TEST_CASE(upstreams_that_ask_for_it_connect_to_it) {
  auto runtime = started();
  auto config = with_upstreams({"https://carto.example.com", "sandbox:"});
  const auto own = start_own_sandbox(runtime, config);
  BOOST_REQUIRE(own.ok());
  BOOST_REQUIRE(own->has_value());
  BOOST_TEST(!config.upstreams[0].connect_to.has_value());
  BOOST_TEST(config.upstreams[1].connect_to.value_or("") == (*own)->address());
  BOOST_TEST(config.upstreams[1].base_url == "sandbox:");
}

BOOST_AUTO_TEST_CASE(nobody_asks_and_nothing_starts) {
  auto runtime = started();
  for (const auto& base_urls : {std::vector<std::string>{}, {"https://carto.example.com"}}) {
    auto config = with_upstreams(base_urls);
    std::size_t events = 0;
    const auto own = start_own_sandbox(runtime, config, {.access = {}, .event = [&](const Event&) { ++events; }});
    BOOST_REQUIRE(own.ok());
    BOOST_TEST(!own->has_value());
    BOOST_TEST(events == 0U);
    for (const auto& upstream : config.upstreams) BOOST_TEST(!upstream.connect_to.has_value());
  }
}

BOOST_AUTO_TEST_CASE(it_says_that_answers_are_emulated) {
  auto runtime = started();
  auto config = with_upstreams({"sandbox:"});
  std::vector<std::string> said;
  const auto own = start_own_sandbox(runtime, config, {.access = {}, .event = [&](const Event& event) {
                                                         said.push_back(std::string(event.name) + ": " + event.message);
                                                       }});
  BOOST_REQUIRE(own.ok());
  BOOST_REQUIRE(said.size() == 1U);
  BOOST_TEST(said[0].starts_with("sandbox: "), said[0]);
  BOOST_TEST(said[0].find("emulated") != std::string::npos, said[0]);
}

BOOST_AUTO_TEST_SUITE_END()
