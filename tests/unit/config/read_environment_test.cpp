#include "config/read_environment.hpp"

#include "config/table.hpp"
#include "loading.hpp"

#include <boost/test/data/test_case.hpp>

using namespace atgateway;
using namespace atgateway::config_test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(read_environment)

BOOST_AUTO_TEST_CASE(every_key_has_its_variable) {
  // Values equal to the defaults: all are understood, wherever they stand.
  config::Draft draft;
  Environment environment = {{"ATGATEWAY_TLS_MODE", "off"}, {"ATGATEWAY_UPSTREAMS_0_BASE_URL", "https://a.example"}};
  std::size_t count = 0;
  config::visit(config::root_shape(), &draft, "",
                [&](const std::string& pointer, const config::Key& key, const config::Shape&, void* object) {
                  const auto setting = key.access.get(object);
                  if (const auto* number = std::get_if<std::uint64_t>(&setting)) {
                    const bool choice = key.access.type == config::Type::choice;
                    environment.emplace(config::variable_of(pointer),
                                        choice ? std::string(key.allowed[*number]) : std::to_string(*number));
                    ++count;
                  }
                });
  BOOST_TEST(count > 40U);
  BOOST_TEST(environment.contains("ATGATEWAY_TIMEOUTS_MS_FIRST_BYTE"));
  BOOST_TEST(loaded("", environment).config.timeouts.first_byte.count() == 60000);
}

BOOST_AUTO_TEST_CASE(values_arrive_in_their_types) {
  const auto config = loaded(with(), {{"ATGATEWAY_LIMITS_ROWS", "17"},
                                      {"ATGATEWAY_TIMEOUTS_MS_TOTAL", "9000"},
                                      {"ATGATEWAY_RETRY_RESEND_METERED", "true"},
                                      {"ATGATEWAY_LOG_LEVEL", "debug"},
                                      {"ATGATEWAY_LISTEN", "127.0.0.1:9000"},
                                      {"ATGATEWAY_UPSTREAMS_0_HTTP2", "true"},
                                      {"ATGATEWAY_PROXY_PROTOCOL_ALLOWED_LINK_IDS_0", "5"},
                                      {"ATGATEWAY_PROXY_PROTOCOL_ALLOWED_LINK_IDS_1", "6"}});
  BOOST_TEST(config.config.limits.rows == 17U);
  BOOST_TEST(config.config.timeouts.total.count() == 9000);
  BOOST_TEST(config.config.retry.resend_metered);
  BOOST_TEST((config.config.log.level == LogConfig::Level::debug));
  BOOST_TEST(config.config.listeners[0].address == "127.0.0.1:9000");
  BOOST_TEST(config.config.upstreams[0].http2);
  BOOST_TEST(config.config.upstreams[0].base_url == "https://carto.example.com/api");
  BOOST_REQUIRE(config.config.listeners[0].proxy_protocol.allowed_link_ids.size() == 2U);
  BOOST_TEST(config.config.listeners[0].proxy_protocol.allowed_link_ids[1] == 6U);
  BOOST_TEST(origin_of(config, "/limits/rows") == "environment ATGATEWAY_LIMITS_ROWS");
  BOOST_TEST(origin_of(config, "/upstreams/0/base_url") == "file gateway.json");
}

BOOST_AUTO_TEST_CASE(it_wins_over_the_file) {
  BOOST_TEST(loaded(with(R"("workers": 2)"), {{"ATGATEWAY_WORKERS", "3"}}).config.workers == 3U);
}

BOOST_AUTO_TEST_CASE(lists_grow_item_by_item_whatever_the_order_of_names) {
  Environment environment = {{"ATGATEWAY_TLS_MODE", "off"}};
  for (int i = 0; i < 12; ++i) {
    environment["ATGATEWAY_UPSTREAMS_" + std::to_string(i) + "_BASE_URL"] =
        "https://host-" + std::to_string(i) + ".example";
  }
  const auto config = loaded("", environment);
  BOOST_REQUIRE(config.config.upstreams.size() == 12U);
  BOOST_TEST(config.config.upstreams[10].base_url == "https://host-10.example");
}

BOOST_AUTO_TEST_CASE(a_list_begins_empty_unless_the_file_gave_it) {
  const Environment one = {{"ATGATEWAY_PROXY_PROTOCOL_PROBE_SOURCES_0", "10.0.0.1/32"}};
  const auto fresh = loaded(with(), one).config.listeners[0].proxy_protocol.probe_sources;
  BOOST_TEST(fresh == std::vector<std::string>{"10.0.0.1/32"}, boost::test_tools::per_element());
  const auto edited = loaded(with(R"("proxy_protocol": {"probe_sources": ["10.0.0.8/32", "10.0.0.9/32"]})"), one);
  const std::vector<std::string> wanted = {"10.0.0.1/32", "10.0.0.9/32"};
  BOOST_TEST(edited.config.listeners[0].proxy_protocol.probe_sources == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(listeners_by_index) {
  const auto config = loaded("", {{"ATGATEWAY_UPSTREAM", "https://a.example"},
                                  {"ATGATEWAY_LISTENERS_0_ADDRESS", "127.0.0.1:1"},
                                  {"ATGATEWAY_LISTENERS_0_TLS_MODE", "off"},
                                  {"ATGATEWAY_LISTENERS_0_PROXY_PROTOCOL_TRUSTED_0", "10.0.0.0/8"},
                                  {"ATGATEWAY_LISTENERS_0_ROLE", "in-vnet"}});
  BOOST_TEST(config.config.listeners[0].address == "127.0.0.1:1");
  BOOST_TEST((config.config.listeners[0].role == ListenerConfig::Role::in_vnet));
  BOOST_TEST(config.config.listeners[0].proxy_protocol.trusted.size() == 1U);
}

namespace {
struct Row {
  const char* name;
  const char* text;
  const char* field;
  const char* in_detail;
  const char* in_hint;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }
const Row wrong[] = {
    {"ATGATEWAY_LISTN", "x", "/listn", "ATGATEWAY_LISTN names no key", "Did you mean ATGATEWAY_LISTEN?"},
    {"ATGATEWAY_LIMITS_ROW", "1", "/limits_row", "names no key", "ATGATEWAY_LIMITS_ROWS"},
    {"ATGATEWAY_UPSTREAMS_BASE_URL", "x", "/upstreams_base_url", "names no key", "ATGATEWAY_UPSTREAMS_0_BASE_URL"},
    {"ATGATEWAY_UPSTREAMS_00_BASE_URL", "x", "/upstreams_00_base_url", "names no key",
     "ATGATEWAY_UPSTREAMS_0_BASE_URL"},
    {"ATGATEWAY_UPSTREEM", "x", "/upstreem", "names no key", "ATGATEWAY_UPSTREAM"},
    {"ATGATEWAY_PROXY_PROTOCOL_TRUSTED", "10.0.0.0/8", "/proxy_protocol_trusted", "names no key",
     "ATGATEWAY_PROXY_PROTOCOL_TRUSTED_0"},
    {"ATGATEWAY_", "x", "/", "names no key", "ATGATEWAY_LIMITS_ROWS"},
    {"ATGATEWAY_TLS", "off", "/tls", "names no key", "."},
    {"ATGATEWAY_COMPLETELY_DIFFERENT_THING", "", "/completely_different_thing", "names no key",
     "ATGATEWAY_LIMITS_ROWS"},
    {"ATGATEWAY_WORKERS", "many", "/workers", "(environment ATGATEWAY_WORKERS)", "digits only"},
    {"ATGATEWAY_WORKERS", " 1", "/workers", "whole number", "digits only"},
    {"ATGATEWAY_RETRY_RESEND_METERED", "yes", "/retry/resend_metered", "true or false", "."},
    {"ATGATEWAY_LOG_LEVEL", "verbose", "/log/level", "one of", "."},
    {"ATGATEWAY_UPSTREAMS_2_HTTP2", "true", "/upstreams", "has 1 item so far", "next index is 1"},
    {"ATGATEWAY_UPSTREAMS_1_HTTP2", "true", "/upstreams/1", "has no base_url", "base_url"},
    {"ATGATEWAY_UPSTREAMS_9999_HTTP2", "true", "/upstreams", "so far", "next index is 1"},
    {"ATGATEWAY_PROXY_PROTOCOL_TRUSTED_1", "10.0.0.0/8", "/proxy_protocol/trusted", "has 0 items", "next index is 0"},
    {"ATGATEWAY_PROXY_PROTOCOL_TRUSTED_0", "10.0.0.0/8,10.1.0.0/16", "/proxy_protocol/trusted/0", "address range", "."},
};
}  // namespace

BOOST_DATA_TEST_CASE(refused_with_pointer_reason_and_fix, data::make(wrong), row) {
  const auto refusal = refused(with(), {{row.name, row.text}});
  BOOST_TEST(refusal.field == row.field);
  BOOST_TEST(has(refusal.detail, row.in_detail), refusal.detail);
  BOOST_TEST(has(refusal.hint, row.in_hint), refusal.hint);
}

BOOST_AUTO_TEST_CASE(what_is_not_ours_is_left_alone) {
  BOOST_TEST(loaded(with(), {{"ATGATEWAY_CONFIG", "x"},
                             {"ATGATEWAY_TOKEN", "x"},
                             {"ATGATEWAY", "x"},
                             {"ATGATEWAYX", "x"},
                             {"atgateway_workers", "9"},
                             {"WORKERS", "9"},
                             {"PATH", "/bin"}})
                 .config.workers == 0U);
}

BOOST_AUTO_TEST_CASE(an_empty_variable_says_nothing) {
  const auto config = loaded(with(R"("workers": 2)"), {{"ATGATEWAY_WORKERS", ""}, {"ATGATEWAY_UPSTREAM", ""}});
  BOOST_TEST(config.config.workers == 2U);
  BOOST_TEST(config.config.upstreams.size() == 1U);
}

BOOST_AUTO_TEST_CASE(service_links_of_kubernetes_are_not_mistakes) {
  loaded(with(), {{"ATGATEWAY_SERVICE_HOST", "10.0.0.7"},
                  {"ATGATEWAY_SERVICE_PORT", "443"},
                  {"ATGATEWAY_SERVICE_PORT_HTTPS", "443"},
                  {"ATGATEWAY_PORT", "tcp://10.0.0.7:443"},
                  {"ATGATEWAY_PORT_443_TCP", "tcp://10.0.0.7:443"},
                  {"ATGATEWAY_PORT_443_TCP_ADDR", "10.0.0.7"},
                  {"ATGATEWAY_PORT_443_TCP_PORT", "443"},
                  {"ATGATEWAY_PORT_443_TCP_PROTO", "tcp"},
                  {"ATGATEWAY_ADMIN_SERVICE_HOST", "10.0.0.7"},
                  {"ATGATEWAY_ADMIN_PORT_9901_TCP", "tcp://10.0.0.7:9901"}});
  BOOST_TEST(refused(with(), {{"ATGATEWAY_PORT", "8443"}}).field == "/port");
}

BOOST_AUTO_TEST_CASE(one_upstream_by_its_own_variable) {
  const auto fresh = loaded("", {{"ATGATEWAY_UPSTREAM", "https://a.example"}, {"ATGATEWAY_TLS_MODE", "off"}});
  BOOST_REQUIRE(fresh.config.upstreams.size() == 1U);
  BOOST_TEST(origin_of(fresh, "/upstreams/0/base_url") == "environment ATGATEWAY_UPSTREAM");
  BOOST_TEST(fresh.warnings.empty());

  const auto replaced =
      loaded(R"({"tls": {"mode": "off"}, "upstreams": [{"base_url": "https://b.example", "http2": true},
                                                                        {"base_url": "https://c.example"}]})",
             {{"ATGATEWAY_UPSTREAM", "https://a.example"}});
  BOOST_REQUIRE(replaced.config.upstreams.size() == 1U);
  BOOST_TEST(replaced.config.upstreams[0].base_url == "https://a.example");
  BOOST_TEST(!replaced.config.upstreams[0].http2);
  BOOST_TEST(warned(replaced, "upstreams of the file are replaced"));
  BOOST_TEST(warned(replaced, "ATGATEWAY_UPSTREAM"));

  const auto same =
      loaded(R"({"tls": {"mode": "off"}, "upstreams": [{"base_url": "https://a.example", "http2": true}]})",
             {{"ATGATEWAY_UPSTREAM", "https://A.example/"}});
  BOOST_TEST(same.config.upstreams[0].http2);
  BOOST_TEST(same.warnings.empty());
}

BOOST_AUTO_TEST_CASE(settings_of_item_zero_apply_to_it) {
  const auto config = loaded("", {{"ATGATEWAY_UPSTREAM", "http://a.example"},
                                  {"ATGATEWAY_UPSTREAMS_0_ALLOW_PLAINTEXT", "true"},
                                  {"ATGATEWAY_TLS_MODE", "off"}});
  BOOST_TEST(config.config.upstreams[0].allow_plaintext);
}

BOOST_AUTO_TEST_CASE(two_variables_that_name_upstreams_contradict_each_other) {
  for (const char* name : {"ATGATEWAY_UPSTREAMS_0_BASE_URL", "ATGATEWAY_UPSTREAMS_1_BASE_URL"}) {
    const auto refusal = refused("", {{"ATGATEWAY_UPSTREAM", "https://a.example"}, {name, "https://b.example"}});
    BOOST_TEST(refusal.field == "/upstreams");
    BOOST_TEST(has(refusal.detail, name), refusal.detail);
  }
}

BOOST_AUTO_TEST_SUITE_END()
