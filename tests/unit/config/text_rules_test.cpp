#include "config/text_rules.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace atgateway::config;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(text_rules)

namespace {

struct Row {
  Rule rule;
  const char* text;
  bool good;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << "rule " << int(row.rule) << " '" << row.text << "'";
}

const Row rows[] = {
    {Rule::address, "127.0.0.1:8443", true},
    {Rule::address, "0.0.0.0:0", true},
    {Rule::address, "[::]:8443", true},
    {Rule::address, "[2001:db8::1]:65535", true},
    {Rule::address, "127.0.0.1:65536", false},
    {Rule::address, "127.0.0.1:99999999999999999999", false},
    {Rule::address, "127.0.0.1:08443", false},
    {Rule::address, "127.0.0.1:+1", false},
    {Rule::address, "127.0.0.1:", false},
    {Rule::address, "127.0.0.1", false},
    {Rule::address, "127.1:80", false},
    {Rule::address, "127.0.0.01:80", false},
    {Rule::address, "localhost:8443", false},
    {Rule::address, "gateway.example.com:443", false},
    {Rule::address, ":8443", false},
    {Rule::address, "8443", false},
    {Rule::address, "::1:8443", false},
    {Rule::address, "[::1]", false},
    {Rule::address, "[::1]8443", false},
    {Rule::address, "[127.0.0.1]:80", false},
    {Rule::address, "[::1", false},
    {Rule::address, "", false},
    {Rule::address, " 127.0.0.1:80", false},
    {Rule::address, "fe80::1%eth0:80", false},
    {Rule::host_port, "carto-router.carto.svc:443", true},
    {Rule::host_port, "127.0.0.1:80", true},
    {Rule::host_port, "[::1]:80", true},
    {Rule::host_port, "under_score:80", true},
    {Rule::host_port, "carto-router.carto.svc", false},
    {Rule::host_port, "carto-router.carto.svc:0", false},
    {Rule::host_port, ":443", false},
    {Rule::host_port, "a..b:443", false},
    {Rule::host_port, "a.b.:443", false},
    {Rule::host_port, "127.1:443", false},
    {Rule::host_port, "0x7f000001:443", false},
    {Rule::host_port, "2130706433:443", false},
    {Rule::host_port, "::1:443", false},
    {Rule::host_port, "https://a:443", false},
    {Rule::host_port, "a b:443", false},
    {Rule::cidr, "10.1.0.0/24", true},
    {Rule::cidr, "0.0.0.0/0", true},
    {Rule::cidr, "10.1.2.3", true},
    {Rule::cidr, "168.63.129.16/32", true},
    {Rule::cidr, "fd00::/64", true},
    {Rule::cidr, "::/128", true},
    {Rule::cidr, "10.1.0.0/33", false},
    {Rule::cidr, "fd00::/129", false},
    {Rule::cidr, "10.1.0.0/", false},
    {Rule::cidr, "10.1.0.0/08", false},
    {Rule::cidr, "10.1.0.0/8/8", false},
    {Rule::cidr, "10.1.0.0/-1", false},
    {Rule::cidr, "10.1/16", false},
    {Rule::cidr, "everyone", false},
    {Rule::cidr, "", false},
    {Rule::path, "/v3/maps", true},
    {Rule::path, "/", true},
    {Rule::path, "/v3/my-stuff_1.0~x", true},
    {Rule::path, "v3/maps", false},
    {Rule::path, "/v3/", false},
    {Rule::path, "//v3", false},
    {Rule::path, "/v3//maps", false},
    {Rule::path, "/v3/../x", false},
    {Rule::path, "/./x", false},
    {Rule::path, "/v3/%2e", false},
    {Rule::path, "/v3;a", false},
    {Rule::path, "/v3?x", false},
    {Rule::path, "", false},
    {Rule::name, "private-link_2", true},
    {Rule::name, "", false},
    {Rule::name, "a b", false},
    {Rule::name, "a\"b", false},
    {Rule::none, "anything at all", true},
};

}  // namespace

BOOST_DATA_TEST_CASE(judged, data::make(rows), row) {
  const auto complaint = judge_text(row.rule, row.text);
  BOOST_TEST(!complaint.has_value() == row.good);
  if (complaint) {
    BOOST_TEST(!complaint->must_be.empty());
    BOOST_TEST(!complaint->hint.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_host_label_and_a_host_have_a_longest_form) {
  const std::string label(63, 'a');
  BOOST_TEST(!judge_text(Rule::host_port, label + ":1"));
  BOOST_TEST(judge_text(Rule::host_port, label + "a:1").has_value());
  std::string host = label + "." + label + "." + label + "." + std::string(61, 'a');
  BOOST_TEST(!judge_text(Rule::host_port, host + ":1"));
  BOOST_TEST(judge_text(Rule::host_port, host + "a:1").has_value());
}

BOOST_AUTO_TEST_CASE(a_nul_does_not_end_an_address) {
  using namespace std::string_literals;
  BOOST_TEST(judge_text(Rule::cidr, "10.0.0.0\0x/8"s).has_value());
  BOOST_TEST(judge_text(Rule::address, "10.0.0.0\0x:80"s).has_value());
}

BOOST_AUTO_TEST_CASE(hints_hold_the_fix) {
  const auto hint = [](const char* text) { return judge_text(Rule::address, text)->hint; };
  BOOST_TEST(hint("localhost:8443").find("127.0.0.1:8443") != std::string::npos);
  BOOST_TEST(hint("localhost:9000").find("127.0.0.1:9000") != std::string::npos);
  BOOST_TEST(hint(":9000").find("0.0.0.0:9000") != std::string::npos);
  BOOST_TEST(hint("9000").find("0.0.0.0:9000") != std::string::npos);
  BOOST_TEST(hint("10.0.0.1").find("port") != std::string::npos);
  BOOST_TEST(hint("::1").find("brackets") != std::string::npos);
  BOOST_TEST(hint("::1:8443").find("brackets") != std::string::npos);
  BOOST_TEST(hint("10.0.0.1:70000").find("65535") != std::string::npos);
  BOOST_TEST(hint("gateway.example.com:443").find("Names are not looked up") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(loopback) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "::1", "0:0::1", "::ffff:127.0.0.1", "localhost", "LocalHost"}) {
    BOOST_TEST(is_loopback(host), host);
  }
  for (const char* host :
       {"10.0.0.1", "128.0.0.1", "0.0.0.0", "::", "::2", "localhost.example.com", "127.example.com", ""}) {
    BOOST_TEST(!is_loopback(host), host);
  }
}

BOOST_AUTO_TEST_SUITE_END()
