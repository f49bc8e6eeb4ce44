// A name whose lookup hangs holds up nobody who goes elsewhere.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"
#include "runtime/core.hpp"

#include <boost/test/unit_test.hpp>

#include <deque>

namespace atgateway::test {
namespace {

Runtime runtime_with(std::function<Result<net::AddressList>(const std::string&, std::uint16_t)> lookup) {
  RuntimeOptions options;
  options.workers = 2;
  net::ResolverOptions lookups;
  lookups.lookup = std::move(lookup);
  return std::move(RuntimeCore::start(std::move(options), std::move(lookups)).value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hanging_lookup)

BOOST_AUTO_TEST_CASE(delays_no_other_request) {
  test_support::RawServer upstream({answer_match()});
  const auto gate = std::make_shared<Gate>();
  Config config = config_for(upstream.port());
  config.timeouts.connect = 60s;
  for (const auto* name : {"slow", "fast"}) {
    auto& made = config.upstreams.emplace_back(config.upstreams.front());
    made.base_url = "http://" + std::string(name) + ".test:" + std::to_string(upstream.port());
    made.allow_plaintext = true;
  }
  FlowHouse house(config, runtime_with([gate](const std::string& host, std::uint16_t port) -> Result<net::AddressList> {
                    if (host == "slow.test") gate->wait();
                    return net::AddressList{*net::SocketAddress::parse("127.0.0.1:" + std::to_string(port))};
                  }));
  const auto ask = [&](const std::string& name) {
    const auto url = "http://" + name + ".test:" + std::to_string(upstream.port());
    return Asked(*house.gateway, rows_request(rows_of_gets(1, R"("api_base_url": ")" + url + R"(", )")));
  };
  std::deque<Asked> slow, fast;
  for (int i = 0; i < 4; ++i) slow.push_back(ask("slow"));
  for (int i = 0; i < 20; ++i) fast.push_back(ask("fast"));
  for (const auto& each : fast) BOOST_TEST(at(each, "failed") == "0");
  for (const auto& each : slow) BOOST_TEST(!each.answered());
  BOOST_TEST(upstream.requests() == 20U);
  gate->open();
  for (const auto& each : slow) BOOST_TEST(at(each, "failed") == "0");
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist_costs_nothing) {
  Config config = config_for(1);
  config.upstreams.front().base_url = "http://nowhere.test";
  config.upstreams.front().allow_plaintext = true;
  std::atomic<int> lookups{0};
  FlowHouse house(config, runtime_with([&](const std::string&, std::uint16_t) -> Result<net::AddressList> {
                    ++lookups;
                    return Errc::upstream_resolve_failed;
                  }));
  const Asked asked(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(asked, "results/0/error/code") == "upstream-resolve-failed");
  BOOST_TEST(at(asked, "results/0/error/billed") == "no");
  BOOST_TEST(at(asked, "upstream_calls") == "0");
  BOOST_TEST(lookups > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
