#include "loading.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(judge_listeners)

namespace {
std::string listeners(const std::string& items) {
  return R"({"upstreams": [{"base_url": "https://a.example"}], "listeners": [)" + items + "]}";
}
const std::string off = R"("tls": {"mode": "off"})";
}  // namespace

BOOST_AUTO_TEST_CASE(tls_without_certificate_names_both_flags) {
  const auto refusal = refused("", {}, {{"upstream", "https://a.example"}});
  BOOST_TEST(refusal.field == "/tls/certificate");
  BOOST_TEST(has(refusal.hint, "--tls-certificate"), refusal.hint);
  BOOST_TEST(has(refusal.hint, "--tls-key"), refusal.hint);
  BOOST_TEST(has(refusal.hint, "--tls-mode off"), refusal.hint);
  BOOST_TEST(refused(R"({"tls": {"certificate": "a"}})").field == "/tls/key");
  BOOST_TEST(refused(R"({"tls": {"key": "a"}})").field == "/tls/certificate");
  const auto full = refused(listeners(R"({"address": "127.0.0.1:1"})"));
  BOOST_TEST(full.field == "/listeners/0/tls/certificate");
  BOOST_TEST(has(full.hint, "mode"), full.hint);
}

BOOST_AUTO_TEST_CASE(client_certificates_need_tls) {
  BOOST_TEST(refused(R"({"tls": {"mode": "off", "client_ca": "ca.crt"}})").field == "/tls/client_ca");
}

BOOST_AUTO_TEST_CASE(one_form_at_a_time) {
  const auto item = R"({"address": "127.0.0.1:1", )" + off + "}";
  loaded(listeners(item));
  for (const char* more :
       {R"("listen": "127.0.0.1:2")", R"("probe_listen": "127.0.0.1:2")", R"("tls": {})", R"("proxy_protocol": {})"}) {
    const auto text =
        R"({"upstreams": [{"base_url": "https://a.example"}], "listeners": [)" + item + "], " + more + "}";
    const auto refusal = refused(text);
    BOOST_TEST(has(refusal.detail, "long form"), refusal.detail);
    BOOST_TEST(has(more, "\"" + refusal.field.substr(1) + "\""), refusal.field);
  }
  BOOST_TEST(refused(listeners(item), {{"ATGATEWAY_TLS_MODE", "off"}}).field == "/tls");
  const auto flag = refused(listeners(item), {}, {{"listen", "127.0.0.1:2"}});
  BOOST_TEST(flag.field == "/listen");
  BOOST_TEST(has(flag.detail, "flag --listen"), flag.detail);
}

BOOST_AUTO_TEST_CASE(names_and_addresses_are_told_apart) {
  const auto two = [](const char* name, const char* address) {
    return listeners(R"({"address": "127.0.0.1:1", )" + off + R"(}, {"name": ")" + name + R"(", "address": ")" +
                     address + R"(", )" + off + "}");
  };
  BOOST_TEST(loaded(two("second", "127.0.0.1:2")).config.listeners.size() == 2U);
  loaded(
      listeners(R"({"address": "127.0.0.1:0", )" + off + R"(}, {"name": "b", "address": "127.0.0.1:0", )" + off + "}"));
  BOOST_TEST(refused(two("main", "127.0.0.1:2")).field == "/listeners/1/name");
  const auto same = refused(two("second", "127.0.0.1:1"));
  BOOST_TEST(same.field == "/listeners/1/address");
  BOOST_TEST(has(same.detail, "listeners[0].address"), same.detail);
  BOOST_TEST(refused(two("second", "127.0.0.1:9901")).field == "/listeners/1/address");
  BOOST_TEST(refused(with(R"("listen": "127.0.0.1:9901")")).field == "/listen");
  BOOST_TEST(refused(with(R"("probe_listen": "127.0.0.1:8443")")).field == "/probe_listen");
}

BOOST_AUTO_TEST_CASE(somebody_has_to_be_able_to_call) {
  BOOST_TEST(refused(listeners("")).field == "/listeners");
  BOOST_TEST(refused(listeners(R"({"address": "127.0.0.1:1", "role": "probe", )" + off + "}")).field == "/listeners");
}

BOOST_AUTO_TEST_CASE(what_does_nothing_is_warned_about) {
  BOOST_TEST(loaded(with()).warnings.empty());
  BOOST_TEST(warned(loaded(with(R"("proxy_protocol": {"mode": "require"})")), "every caller will be closed"));
  BOOST_TEST(warned(loaded(with(R"("proxy_protocol": {"mode": "accept"})")), "no PROXY header"));
  BOOST_TEST(warned(loaded(with(R"("proxy_protocol": {"allowed_link_ids": [1]})")), "not checked"));
  BOOST_TEST(
      loaded(with(R"("proxy_protocol": {"mode": "require", "trusted": ["10.0.0.0/8"], "allowed_link_ids": [1]})"))
          .warnings.empty());
}

BOOST_AUTO_TEST_CASE(clear_text_beyond_this_machine_is_warned_about) {
  BOOST_TEST(warned(loaded(with(R"("listen": "0.0.0.0:8443")")), "tokens arrive in clear"));
  BOOST_TEST(loaded(with(R"("listen": "127.0.0.2:8443")")).warnings.empty());
  BOOST_TEST(loaded(with(R"("probe_listen": "0.0.0.0:8080")")).warnings.empty());
}

BOOST_AUTO_TEST_SUITE_END()
