#include "files.hpp"
#include "loading.hpp"
#include "sample.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(explain)

namespace {

std::vector<std::string> pointers_of(const LoadedConfig& config) {
  std::vector<std::string> out;
  for (const auto& origin : config.origins) out.push_back(origin.pointer);
  return out;
}

// Told again from its own text, a configuration is the same: in every value, and in what is not a default.
void check_there_and_back(LoadedConfig config) {
  auto again = loaded(explain_config(config));
  BOOST_TEST(pointers_of(again) == pointers_of(config), boost::test_tools::per_element());
  again.origins.clear();
  config.origins.clear();
  BOOST_TEST(explain_config(again) == explain_config(config));
}

}  // namespace

BOOST_AUTO_TEST_CASE(there_and_back) {
  const Folder folder;
  check_there_and_back(loaded(with()));
  check_there_and_back(
      loaded(sample, {}, {{"tls-certificate", folder.file("tls.crt")}, {"tls-key", folder.file("tls.key")}}));
  check_there_and_back(loaded("", {{"PORT", "8080"}, {"ATGATEWAY_LOG_FORMAT", "text"}},
                              {{"upstream", "sandbox:"}, {"tls-mode", "off"}}));
  check_there_and_back(
      loaded(with(R"("proxy_protocol": {"mode": "require", "trusted": ["10.0.0.0/8", "fd00::/8"], "probe_sources": [],
      "allowed_link_ids": [1, 4294967295]}, "workers": 7, "retry": {"resend_metered": true}, "limits": {"queue": 0})")));
  check_there_and_back(
      loaded(R"({"upstreams": [{"base_url": "https://a.example", "tokenless": "anyone", "allowed_paths": ["/v3"]},
                                               {"base_url": "https://b.example", "default": true}],
      "listeners": [{"name": "private", "address": "127.0.0.1:1", "tls": {"mode": "off"}, "role": "private-link"},
                    {"name": "plain", "address": "[::1]:2", "tls": {"mode": "off", "min_version": "1.3"}}]})"));
}

BOOST_AUTO_TEST_CASE(values_survive) {
  const auto first =
      loaded(with(R"("timeouts_ms": {"total": 4321}, "limits": {"buffered_bytes": 5000000000}, "log": {"level": "warn"},
      "proxy_protocol": {"trusted": ["10.0.0.0/8"]}, "dns": {"stale_s": 77})"));
  const auto again = loaded(explain_config(first)).config;
  BOOST_TEST(again.timeouts.total.count() == 4321);
  BOOST_TEST(again.limits.buffered_bytes == 5000000000U);
  BOOST_TEST((again.log.level == LogConfig::Level::warn));
  BOOST_TEST(again.listeners[0].proxy_protocol.trusted.at(0) == "10.0.0.0/8");
  BOOST_TEST(again.dns.stale.count() == 77);
  BOOST_TEST(again.upstreams[0].base_url == "https://carto.example.com/api");
}

BOOST_AUTO_TEST_CASE(origins_stand_behind_values) {
  const auto text = explain_config(loaded(with(), {{"ATGATEWAY_LIMITS_ROWS", "5"}}, {{"log-level", "debug"}}));
  BOOST_TEST(has(text, "    \"rows\": 5, // environment ATGATEWAY_LIMITS_ROWS\n"), text);
  BOOST_TEST(has(text, "    \"level\": \"debug\", // flag --log-level\n"), text);
  BOOST_TEST(has(text, "      \"base_url\": \"https://carto.example.com/api\", // file gateway.json\n"), text);
  BOOST_TEST(has(text, "    \"headers\": 100,\n"), text);
  BOOST_TEST(has(text, "    \"mode\": \"off\", // file gateway.json\n"), text);
}

BOOST_AUTO_TEST_CASE(a_file_name_cannot_break_out_of_its_comment) {
  auto result = load_config({"a\n\"workers\": 3,", with(R"("log": {"format": "text"})"), {}, {}});
  BOOST_REQUIRE(result.ok());
  BOOST_TEST(loaded(explain_config(*result)).config.workers == 0U);
  result->origins = {{"/admin", "file x\n\"workers\": 3,"}};
  BOOST_TEST(loaded(explain_config(*result)).config.workers == 0U);
}

BOOST_AUTO_TEST_CASE(both_forms_are_written_as_they_were_given) {
  const auto brief = explain_config(loaded(with(R"("probe_listen": "127.0.0.1:1")")));
  BOOST_TEST(has(brief, "\"probe_listen\": \"127.0.0.1:1\""));
  BOOST_TEST(!has(brief, "\"listeners\""));
  const auto full = explain_config(loaded(
      R"({"upstreams": [{"base_url": "https://a.example"}], "listeners": [{"address": "127.0.0.1:1", "tls": {"mode": "off"}}]})"));
  BOOST_TEST(has(full, "\"listeners\""));
  BOOST_TEST(!has(full, "\"listen\""));
  BOOST_TEST(!has(full, "\"probe_listen\""));
}

BOOST_AUTO_TEST_CASE(a_configuration_made_in_code) {
  LoadedConfig config;
  config.config.upstreams.resize(1);
  config.config.upstreams[0].base_url = "https://a.example";
  config.config.listeners.resize(1);
  config.config.listeners[0].address = "127.0.0.1:5";
  config.config.listeners[0].tls.mode = TlsConfig::Mode::off;
  BOOST_TEST(loaded(explain_config(config)).config.listeners[0].address == "127.0.0.1:5");
}

BOOST_AUTO_TEST_CASE(what_a_reload_does_not_apply) {
  const auto running = loaded(with()).config;
  const auto changed = [&](const std::string& more, const Environment& environment = {}) {
    return config_needs_restart(running, loaded(with(more), environment).config);
  };
  BOOST_TEST(changed("").empty());
  BOOST_TEST(changed(
                 R"("limits": {"rows": 5}, "timeouts_ms": {"total": 1}, "retry": {"max_attempts": 1},
                        "batching": {"geocode_rows": 1}, "log": {"level": "warn"})")
                 .empty());
  BOOST_TEST(changed("", {{"ATGATEWAY_UPSTREAM", "https://other.example"}}).empty());
  const std::vector<std::string> wanted = {"/listen", "/workers", "/credentials/authorization", "/dns/stale_s"};
  BOOST_TEST(
      changed(
          R"("dns": {"stale_s": 5}, "listen": "127.0.0.1:1", "workers": 2, "credentials": {"authorization": "ignore"})") ==
          wanted,
      boost::test_tools::per_element());

  auto full = running;
  full.listeners[0].name = "other";
  full.listeners.push_back(full.listeners[0]);
  const auto forms = config_needs_restart(running, full);
  BOOST_TEST(has(forms.at(0), "/listeners/0/name"));
  BOOST_TEST(!config_needs_restart(full, running).empty());
}

BOOST_AUTO_TEST_SUITE_END()
