#include "upstream/route.hpp"

#include "upstream/endpoint.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::upstream;

namespace {
using List = std::shared_ptr<const net::AddressList>;
List list(std::initializer_list<const char*> ips) {
  net::AddressList out;
  for (const char* ip : ips) out.push_back(*net::SocketAddress::parse_ip(ip, 443));
  return std::make_shared<const net::AddressList>(out);
}
std::string text(const Route& route) {
  std::string out;
  for (const auto& address : route.addresses()) out += address.ip() + " ";
  return out;
}
Endpoint endpoint(std::string base_url, std::vector<std::string> ranges = {}) {
  UpstreamConfig config;
  config.base_url = std::move(base_url);
  config.allow_addresses = std::move(ranges);
  return *make_endpoint(config);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(route)

BOOST_AUTO_TEST_CASE(only_another_set_is_news) {
  Route route(endpoint("https://carto.example.com"));
  BOOST_TEST(!route.literal());
  const auto first = list({"192.0.2.1", "192.0.2.2", "2001:db8::1"});
  BOOST_TEST(route.learn(first));
  BOOST_TEST(!route.learn(first));
  BOOST_TEST(!route.learn(list({"192.0.2.2", "2001:db8::1", "192.0.2.1"})));
  BOOST_TEST(text(route) == "192.0.2.1 192.0.2.2 2001:db8::1 ");
  BOOST_TEST(route.learn(list({"192.0.2.2", "192.0.2.3"})));
  BOOST_TEST(text(route) == "192.0.2.2 192.0.2.3 ");
}

BOOST_AUTO_TEST_CASE(an_address_that_fails_goes_last_and_stays_there) {
  Route route(endpoint("https://carto.example.com"));
  const auto addresses = list({"192.0.2.1", "192.0.2.2"});
  BOOST_TEST(route.learn(addresses));
  route.rotate();
  BOOST_TEST(text(route) == "192.0.2.2 192.0.2.1 ");
  BOOST_TEST(!route.learn(list({"192.0.2.1", "192.0.2.2"})));
  BOOST_TEST(text(route) == "192.0.2.2 192.0.2.1 ");
}

BOOST_AUTO_TEST_CASE(addresses_outside_the_ranges_are_left_out) {
  Route route(endpoint("https://carto.example.com", {"10.0.0.0/8"}));
  BOOST_TEST(route.learn(list({"192.0.2.1", "10.1.2.3", "::ffff:10.0.0.1", "2001:db8::1"})));
  BOOST_TEST(text(route) == "10.1.2.3 ::ffff:10.0.0.1 ");
  BOOST_TEST(route.learn(list({"192.0.2.1"})));
  BOOST_TEST(route.addresses().empty());
}

BOOST_AUTO_TEST_CASE(a_literal_needs_no_lookup) {
  const Route route(endpoint("https://[2001:db8::1]:8443"));
  BOOST_REQUIRE(route.literal());
  BOOST_TEST(route.literal()->front().to_string() == "[2001:db8::1]:8443");
}

BOOST_AUTO_TEST_CASE(equal_endpoints_share_a_route_and_others_do_not) {
  RouteTable<Route> table;
  const auto one = endpoint("https://carto.example.com");
  const auto same = endpoint("https://CARTO.example.com/");
  Route& route = table.of(one);
  BOOST_TEST(&table.of(same) == &route);
  auto changed = same;
  changed.ca_file = "other.crt";
  BOOST_TEST(&table.of(changed) != &route);
  changed = same;
  changed.connect_port = 444;
  BOOST_TEST(&table.of(changed) != &route);
  changed = same;
  changed.http2 = true;
  BOOST_TEST(&table.of(changed) != &route);
  const auto narrow = endpoint("https://carto.example.com", {"10.0.0.0/8"});
  const auto narrower = endpoint("https://carto.example.com", {"10.0.0.0/16"});
  Route& narrow_route = table.of(narrow);
  BOOST_TEST(&narrow_route != &route);
  BOOST_TEST(&table.of(narrower) != &narrow_route);
  BOOST_TEST(&table.of(endpoint("https://carto.example.com", {"10.0.0.0/8"})) == &narrow_route);
  BOOST_TEST(&table.of(one) == &route);
}

BOOST_AUTO_TEST_SUITE_END()
