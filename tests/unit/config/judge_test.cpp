#include "config/judge.hpp"

#include "loading.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(judge)

BOOST_AUTO_TEST_CASE(items_need_what_makes_them) {
  const auto upstream = refused(R"({"tls": {"mode": "off"}, "upstreams": [{"http2": true}]})");
  BOOST_TEST(upstream.field == "/upstreams/0");
  BOOST_TEST(has(upstream.detail, "upstreams[0] has no base_url"), upstream.detail);
  BOOST_TEST(has(upstream.detail, "line 1"), upstream.detail);
  const auto listener = refused(R"({"listeners": [{"name": "a"}], "upstreams": [{"base_url": "https://a.example"}]})");
  BOOST_TEST(listener.field == "/listeners/0");
  BOOST_TEST(has(listener.detail, "has no address"), listener.detail);
}

BOOST_AUTO_TEST_CASE(an_inbound_key_needs_a_file) {
  const auto refusal = refused(with(R"("credentials": {"authorization": "inbound-key"})"));
  BOOST_TEST(refusal.field == "/credentials/inbound_key_files");
  BOOST_TEST(has(refusal.hint, "carto-token"), refusal.hint);
}

BOOST_AUTO_TEST_CASE(pointers_of_listeners) {
  BOOST_TEST(config::address_pointer(0, false) == "/listen");
  BOOST_TEST(config::address_pointer(1, false) == "/probe_listen");
  BOOST_TEST(config::address_pointer(1, true) == "/listeners/1/address");
  BOOST_TEST(config::section_pointer(0, false, "tls") == "/tls");
  BOOST_TEST(config::section_pointer(2, true, "tls") == "/listeners/2/tls");
}

BOOST_AUTO_TEST_SUITE_END()
