#include "site/rules.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace atgateway::site;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(rules)

namespace {

struct Row {
  Rule rule;
  std::string text;
  const char* in_hint = "";
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << int(row.rule) << " " << row.text; }

const std::string guid = "0a1b2c3d-1111-2222-3333-444455556666";
const std::string digest = "@sha256:" + std::string(64, 'a');

const Row good[] = {
    {Rule::hostname, "a.b"},
    {Rule::hostname, "carto-atg.example.com"},
    {Rule::hostname, "gateway.corp.local"},  // reserved for mDNS, and taken
    {Rule::hostname, std::string(63, 'a') + ".example.com"},
    {Rule::hostname, "internal.example.com"},
    {Rule::port, "1"},
    {Rule::port, "65535"},
    {Rule::kubernetes_label, "carto"},
    {Rule::kubernetes_label, "1a"},
    {Rule::kubernetes_label, std::string(63, 'a')},
    {Rule::kubernetes_dns, "at-gateway1"},
    {Rule::kubernetes_name, "tls.example.com"},
    {Rule::image, "atgateway"},
    {Rule::image, "registry.example.com:5000/carto/at_gateway:v1.0-rc_1"},
    {Rule::image, "atgateway" + digest},
    {Rule::image, "r.io/atgateway:1" + digest},
    {Rule::guid, guid},
    {Rule::resource_group, "MC_rg(1)_aks_westeurope"},
    {Rule::resource_group, "r\xC3\xA9seau"},
    {Rule::aks_name, "aks_1-a"},
    {Rule::location, "West Europe"},
    {Rule::network_name, "pls_"},
    {Rule::network_name, "a.b-c_d"},
    {Rule::network_name, std::string(80, 'a')},
    {Rule::consumer, "*"},
    {Rule::consumer, guid},
    {Rule::subscription, guid},
    {Rule::base_url, "https://carto.example.com"},
    {Rule::base_url, "HTTPS://carto:8443/a/b"},
    {Rule::ncc, "ncc"},
    {Rule::ncc, guid},
    {Rule::workspace_id, "1234567890123456"},
    {Rule::workspace_url, "adb-1.2.azuredatabricks.net"},
    {Rule::warehouse, "0123456789abcdef"},
    {Rule::catalog_object, "carto-atg"},
    {Rule::catalog_schema, "main.carto"},
    {Rule::secret_name, "a@b.c_d-e"},
    {Rule::principal, "analysts and others"},
    {Rule::principal, "someone@example.com"},
};

const Row bad[] = {
    {Rule::hostname, "carto", "two at least"},
    {Rule::hostname, "https://carto.example.com", "scheme"},
    {Rule::hostname, "*.example.com", "exact names"},
    {Rule::hostname, "carto.example.com:443", "\"port\""},
    {Rule::hostname, "carto.example.com/x", "path"},
    {Rule::hostname, "carto.example.com.", "dot"},
    {Rule::hostname, "10.0.0.1"},
    {Rule::hostname, "a..b"},
    {Rule::hostname, "-a.example.com"},
    {Rule::hostname, "a_b.example.com"},
    {Rule::hostname, std::string(64, 'a') + ".example.com"},
    {Rule::hostname, std::string(250, 'a') + ".com"},
    {Rule::hostname, "carto-atg.corp.internal", "registered domain"},
    {Rule::hostname, "carto.localhost", "registered domain"},
    {Rule::hostname, "carto.test", "registered domain"},
    {Rule::port, "0"},
    {Rule::port, "065"},
    {Rule::port, "65536"},
    {Rule::port, "-1"},
    {Rule::port, "999999999999999999999999"},
    {Rule::kubernetes_label, "Carto"},
    {Rule::kubernetes_label, "a.b"},
    {Rule::kubernetes_label, "a-"},
    {Rule::kubernetes_label, std::string(64, 'a')},
    {Rule::kubernetes_dns, "1a"},
    {Rule::kubernetes_name, "a..b"},
    {Rule::kubernetes_name, "-a"},
    {Rule::image, "AtGateway"},
    {Rule::image, "at gateway"},
    {Rule::image, "atgateway:"},
    {Rule::image, "atgateway@sha256:12"},
    {Rule::image, "/atgateway"},
    {Rule::guid, "0a1b2c3d11112222333344445555666"},
    {Rule::guid, "zzzzzzzz-1111-2222-3333-444455556666"},
    {Rule::resource_group, "group.", ""},
    {Rule::resource_group, "/subscriptions/x/resourceGroups/y", "last part"},
    {Rule::aks_name, "-aks"},
    {Rule::aks_name, std::string(64, 'a')},
    {Rule::location, "west_europe"},
    {Rule::network_name, "/subscriptions/x/subnets/y", "last part"},
    {Rule::network_name, "pls-"},
    {Rule::network_name, "_pls"},
    {Rule::network_name, std::string(81, 'a')},
    {Rule::consumer, "all"},
    {Rule::consumer, guid + " " + guid, "quotes of its own"},
    {Rule::subscription, "*", "not taken"},
    {Rule::base_url, "http://carto.example.com", "https://"},
    {Rule::base_url, "sandbox:", "trying out"},
    {Rule::base_url, "https://user:pass@carto.example.com"},
    {Rule::base_url, "https://carto.example.com?x=1"},
    {Rule::base_url, "https://carto.example.com/a?x=1"},
    {Rule::base_url, "https://carto.example.com/../x"},
    {Rule::base_url, "https://"},
    {Rule::ncc, "nc"},
    {Rule::ncc, "a b c"},
    {Rule::ncc, std::string(31, 'a')},
    {Rule::workspace_id, "adb-12"},
    {Rule::workspace_id, "0"},
    {Rule::workspace_url, "https://adb-1.2.azuredatabricks.net/?o=1"},
    {Rule::workspace_url, "http://adb-1.2.azuredatabricks.net"},
    {Rule::workspace_url, "https://accounts.azuredatabricks.net", "account console"},
    {Rule::warehouse, "/sql/1.0/warehouses/0123456789abcdef", "last part"},
    {Rule::catalog_object, "main.carto"},
    {Rule::catalog_object, "a b"},
    {Rule::catalog_schema, "carto"},
    {Rule::catalog_schema, "a.b.c"},
    {Rule::catalog_schema, "`a`.`b`", "backticks"},
    {Rule::secret_name, "a b"},
    {Rule::secret_name, std::string(129, 'a')},
    {Rule::principal, "a`b"},
    {Rule::principal, "a\nb"},
};

}  // namespace

BOOST_DATA_TEST_CASE(taken, data::make(good), row) {
  std::string text = row.text;
  const auto complaint = judge(row.rule, text);
  BOOST_TEST(!complaint, (complaint ? complaint->hint : ""));
  const auto kept = text;
  BOOST_TEST(!judge(row.rule, text));  // what is kept is taken again, and stays
  BOOST_TEST(text == kept);
}

BOOST_DATA_TEST_CASE(refused, data::make(bad), row) {
  std::string text = row.text;
  const auto complaint = judge(row.rule, text);
  BOOST_REQUIRE(complaint);
  BOOST_TEST(complaint->must_be == wanted(row.rule));
  BOOST_TEST(complaint->hint.find(row.in_hint) != std::string::npos, complaint->hint);
  BOOST_TEST(!complaint->hint.empty());
}

BOOST_AUTO_TEST_CASE(every_rule_says_what_it_wants) {
  for (int rule = 0; rule <= static_cast<int>(Rule::flag); ++rule) BOOST_TEST(!wanted(static_cast<Rule>(rule)).empty());
}

BOOST_AUTO_TEST_SUITE_END()
