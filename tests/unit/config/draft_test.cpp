#include "config/draft.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::config;

BOOST_AUTO_TEST_SUITE(draft)

namespace {
Draft busy_draft() {
  Draft draft;
  draft.listen = "0.0.0.0:8443";
  draft.tls.certificate = "tls.crt";
  draft.tls.key = "tls.key";
  draft.proxy_protocol.mode = ProxyProtocolConfig::Mode::require;
  draft.proxy_protocol.trusted = {"10.0.0.0/24"};
  return draft;
}
}  // namespace

BOOST_AUTO_TEST_CASE(one_listener_from_the_brief_form) {
  const auto listeners = brief_listeners(busy_draft());
  BOOST_REQUIRE(listeners.size() == 1U);
  BOOST_TEST(listeners[0].name == "main");
  BOOST_TEST(listeners[0].address == "0.0.0.0:8443");
  BOOST_TEST(listeners[0].tls.certificate == "tls.crt");
  BOOST_TEST((listeners[0].proxy_protocol.mode == ProxyProtocolConfig::Mode::require));
  BOOST_TEST((listeners[0].role == ListenerConfig::Role::unknown));
}

BOOST_AUTO_TEST_CASE(probe_listener_speaks_clear_text_and_no_proxy) {
  auto draft = busy_draft();
  draft.probe_listen = "0.0.0.0:8080";
  const auto listeners = brief_listeners(draft);
  BOOST_REQUIRE(listeners.size() == 2U);
  BOOST_TEST(listeners[1].name == "probe");
  BOOST_TEST(listeners[1].address == "0.0.0.0:8080");
  BOOST_TEST((listeners[1].role == ListenerConfig::Role::probe));
  BOOST_TEST((listeners[1].tls.mode == TlsConfig::Mode::off));
  BOOST_TEST((listeners[1].proxy_protocol.mode == ProxyProtocolConfig::Mode::off));
}

BOOST_AUTO_TEST_CASE(there_and_back) {
  auto draft = busy_draft();
  draft.probe_listen = "0.0.0.0:8080";
  Config config;
  config.listeners = brief_listeners(draft);
  const auto shaped = to_draft(config);
  BOOST_TEST(!shaped.full);
  BOOST_TEST(shaped.draft.listen == draft.listen);
  BOOST_TEST(shaped.draft.probe_listen == draft.probe_listen);
  BOOST_TEST(shaped.draft.tls.key == "tls.key");
  BOOST_TEST(shaped.draft.proxy_protocol.trusted == draft.proxy_protocol.trusted, boost::test_tools::per_element());
  BOOST_TEST(shaped.draft.config.listeners.empty());
}

BOOST_AUTO_TEST_CASE(what_the_brief_form_cannot_say_is_full) {
  const auto full = [](auto&& change) {
    Config config;
    auto draft = busy_draft();
    draft.probe_listen = "0.0.0.0:8080";
    config.listeners = brief_listeners(draft);
    change(config.listeners);
    return to_draft(config).full;
  };
  BOOST_TEST(!full([](auto&) {}));
  BOOST_TEST(full([](auto& all) { all[0].name = "private"; }));
  BOOST_TEST(full([](auto& all) { all[0].role = ListenerConfig::Role::private_link; }));
  BOOST_TEST(full([](auto& all) { all[1].name = "second"; }));
  BOOST_TEST(full([](auto& all) { all[1].role = ListenerConfig::Role::in_vnet; }));
  BOOST_TEST(full([](auto& all) { all[1].tls.mode = TlsConfig::Mode::on; }));
  BOOST_TEST(full([](auto& all) { all[1].proxy_protocol.trusted = {"10.0.0.0/8"}; }));
  BOOST_TEST(full([](auto& all) { all.push_back(all[1]); }));
}

BOOST_AUTO_TEST_CASE(no_listener_at_all_is_the_default) {
  const auto shaped = to_draft(Config());
  BOOST_TEST(!shaped.full);
  BOOST_TEST(shaped.draft.listen == "127.0.0.1:8443");
}

BOOST_AUTO_TEST_SUITE_END()
