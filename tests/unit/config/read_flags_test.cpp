#include "config/read_flags.hpp"

#include "loading.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(read_flags)

BOOST_AUTO_TEST_CASE(each_flag_reaches_its_key) {
  const auto config = loaded(with(), {},
                             {{"config", "somewhere.json"},
                              {"listen", "127.0.0.1:1"},
                              {"admin", "127.0.0.1:2"},
                              {"tls-mode", "off"},
                              {"upstream", "https://b.example"},
                              {"proxy-protocol", "accept"},
                              {"workers", "3"},
                              {"log-level", "error"}});
  BOOST_TEST(config.config.listeners[0].address == "127.0.0.1:1");
  BOOST_TEST(config.config.admin == "127.0.0.1:2");
  BOOST_TEST((config.config.listeners[0].proxy_protocol.mode == ProxyProtocolConfig::Mode::accept));
  BOOST_TEST(config.config.workers == 3U);
  BOOST_TEST((config.config.log.level == LogConfig::Level::error));
  BOOST_REQUIRE(config.config.upstreams.size() == 1U);
  BOOST_TEST(config.config.upstreams[0].base_url == "https://b.example");
  BOOST_TEST(origin_of(config, "/workers") == "flag --workers");
  BOOST_TEST(origin_of(config, "/upstreams/0/base_url") == "flag --upstream");
  BOOST_TEST(warned(config, "replaced"));
}

BOOST_AUTO_TEST_CASE(certificate_and_key) {
  const auto refusal =
      refused(with(), {}, {{"tls-mode", "on"}, {"tls-certificate", "/nowhere/a.crt"}, {"tls-key", "/nowhere/a.key"}});
  BOOST_TEST(refusal.field == "/tls/certificate");
  BOOST_TEST(has(refusal.detail, "(flag --tls-certificate)"), refusal.detail);
}

BOOST_AUTO_TEST_CASE(they_win_over_file_and_environment) {
  const auto config = loaded(with(R"("workers": 1)"), {{"ATGATEWAY_WORKERS", "2"}}, {{"workers", "3"}});
  BOOST_TEST(config.config.workers == 3U);
}

BOOST_AUTO_TEST_CASE(the_last_one_counts) {
  BOOST_TEST(loaded(with(), {}, {{"workers", "1"}, {"workers", "2"}}).config.workers == 2U);
  const auto config = loaded(with(), {}, {{"upstream", "https://b.example"}, {"upstream", "https://c.example"}});
  BOOST_TEST(config.config.upstreams[0].base_url == "https://c.example");
}

BOOST_AUTO_TEST_CASE(the_upstream_flag_wins_over_variables_that_name_upstreams) {
  const auto config = loaded("",
                             {{"ATGATEWAY_TLS_MODE", "off"},
                              {"ATGATEWAY_UPSTREAM", "https://z.example"},
                              {"ATGATEWAY_UPSTREAMS_0_BASE_URL", "https://b.example"},
                              {"ATGATEWAY_UPSTREAMS_0_HTTP2", "true"},
                              {"ATGATEWAY_UPSTREAMS_1_BASE_URL", "https://c.example"}},
                             {{"upstream", "https://a.example"}});
  BOOST_REQUIRE(config.config.upstreams.size() == 1U);
  BOOST_TEST(config.config.upstreams[0].base_url == "https://a.example");
  BOOST_TEST(config.config.upstreams[0].http2);
  BOOST_TEST(warned(config, "ATGATEWAY_UPSTREAMS_0_BASE_URL is not used"));
  BOOST_TEST(warned(config, "ATGATEWAY_UPSTREAMS_1_BASE_URL is not used"));
}

BOOST_AUTO_TEST_CASE(wrong_values_and_names_are_told) {
  const auto value = refused(with(), {}, {{"log-level", "inf"}});
  BOOST_TEST(value.field == "/log/level");
  BOOST_TEST(has(value.detail, "(flag --log-level)"), value.detail);
  BOOST_TEST(has(value.hint, "\"info\""), value.hint);
  BOOST_TEST(has(refused(with(), {}, {{"listn", "x"}}).hint, "--listen"));
  BOOST_TEST(refused(with(), {}, {{"upstream", ""}}).field == "/upstreams/0/base_url");
  BOOST_TEST(refused(with(), {}, {{"listen", "localhost:8443"}}).field == "/listen");
}

BOOST_AUTO_TEST_SUITE_END()
