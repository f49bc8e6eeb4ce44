#include "files.hpp"
#include "loading.hpp"
#include "sample.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(load)

BOOST_AUTO_TEST_CASE(the_documented_file) {
  const Folder folder;
  const auto config =
      loaded(sample, {}, {{"tls-certificate", folder.file("tls.crt")}, {"tls-key", folder.file("tls.key")}});
  BOOST_TEST(config.warnings.empty());
  BOOST_REQUIRE(config.config.listeners.size() == 2U);
  BOOST_TEST(config.config.listeners[0].address == "0.0.0.0:8443");
  BOOST_TEST((config.config.listeners[0].tls.mode == TlsConfig::Mode::on));
  BOOST_TEST(config.config.listeners[1].address == "0.0.0.0:8080");
  BOOST_REQUIRE(config.config.upstreams.size() == 1U);
  BOOST_TEST(config.config.upstreams[0].is_default);
  BOOST_TEST(config.config.upstreams[0].connect_to.value() == "carto-router.carto.svc:443");
  BOOST_TEST(!config.config.upstreams[0].tokenless);
  // All the rest is written there at its default: only these differ.
  std::vector<std::string> told;
  for (const auto& origin : config.origins) told.push_back(origin.pointer);
  const std::vector<std::string> wanted = {"/listen",
                                           "/probe_listen",
                                           "/tls/certificate",
                                           "/tls/key",
                                           "/upstreams/0/base_url",
                                           "/upstreams/0/default",
                                           "/upstreams/0/connect_to"};
  BOOST_TEST(told == wanted, boost::test_tools::per_element());
  BOOST_TEST(origin_of(config, "/tls/key") == "flag --tls-key");
}

BOOST_AUTO_TEST_CASE(nothing_but_an_upstream) {
  const auto config = loaded("", {}, {{"upstream", "sandbox:"}, {"tls-mode", "off"}}).config;
  BOOST_REQUIRE(config.listeners.size() == 1U);
  BOOST_TEST(config.listeners[0].address == "127.0.0.1:8443");
  BOOST_TEST(config.admin == "127.0.0.1:9901");
  BOOST_TEST(config.limits.rows == 10000U);
}

BOOST_AUTO_TEST_CASE(the_platform_port) {
  const auto config = loaded(with(), {{"PORT", "8080"}});
  BOOST_TEST(config.config.listeners[0].address == "0.0.0.0:8080");
  BOOST_TEST(origin_of(config, "/listen") == "environment PORT");
  BOOST_TEST(config.warnings.empty());
  BOOST_TEST(loaded(with(), {{"PORT", ""}}).config.listeners[0].address == "127.0.0.1:8443");
  // An explicit address wins, wherever it was given.
  BOOST_TEST(loaded(with(R"("listen": "127.0.0.1:8443")"), {{"PORT", "1"}}).config.listeners[0].address ==
             "127.0.0.1:8443");
  BOOST_TEST(loaded(with(), {{"PORT", "1"}}, {{"listen", "127.0.0.1:7"}}).config.listeners[0].address == "127.0.0.1:7");
  // With TLS the platform is not in front.
  const Folder folder;
  const auto on = loaded(with(), {{"PORT", "1"}},
                         {{"tls-mode", "on"}, {"tls-certificate", folder.file("c")}, {"tls-key", folder.file("k")}});
  BOOST_TEST(on.config.listeners[0].address == "127.0.0.1:8443");
  for (const char* port : {"0", "65536", "eighty", "80 ", "-1"}) {
    const auto refusal = refused(with(), {{"PORT", port}});
    BOOST_TEST(refusal.field == "/listen");
    BOOST_TEST(has(refusal.detail, "environment PORT"), refusal.detail);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_before_what_is_missing) {
  BOOST_TEST(refused(R"({"upstreams": [{"base_url": "nonsense"}]})").field == "/upstreams/0/base_url");
  BOOST_TEST(refused("").field == "/tls/certificate");
}

BOOST_AUTO_TEST_CASE(without_a_listener_no_certificate_is_asked_for) {
  const auto brief =
      load_config_without_listener(R"({"upstreams": [{"base_url": "sandbox:"}], "listen": "127.0.0.1:1"})");
  BOOST_REQUIRE(brief.ok());
  BOOST_TEST(brief->config.upstreams.front().base_url == "sandbox:");
  const auto full = load_config_without_listener(
      R"({"upstreams": [{"base_url": "sandbox:"}], "listeners": [{"address": "127.0.0.1:1", "tls": {"mode": "off"}}]})");
  BOOST_REQUIRE(full.ok());
  BOOST_TEST(full->config.listeners.size() == 1U);
  const auto wrong = load_config_without_listener(R"({"upstreams": [{"base_url": "nonsense"}]})");
  BOOST_REQUIRE(!wrong.ok());
  BOOST_TEST(wrong.error().field() == "/upstreams/0/base_url");
}

BOOST_AUTO_TEST_SUITE_END()
