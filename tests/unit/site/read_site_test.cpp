#include <atgateway/site.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

using namespace atgateway;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(read_site)

namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

struct Row {
  const char* text;
  const char* field;
  const char* in_detail;
  const char* in_hint;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.text; }

const Row wrong[] = {
    {R"([])", "", "one JSON object", "{"},
    {"{\n\"port\": 443,\n}", "", "at line 3", "comma"},
    {R"({"hostnam": "x"})", "/hostnam", "hostnam is not a key", "Did you mean \"hostname\"?"},
    {R"({"azur": {}})", "/azur", "not a key", "Did you mean \"azure\"?"},
    {R"({"azure": {"pls-nam": "x"}})", "/azure/pls-nam", "azure.pls-nam is not a key", "Did you mean \"pls_name\"?"},
    {R"({"pls_name": "x"})", "/pls_name", "not a key", "It belongs to \"azure\"."},
    {R"({"databricks": {"hostname": "x"}})", "/databricks/hostname", "not a key", "the top of the file"},
    {R"({"databricks": {"bearer_token": "x"}})", "/databricks/bearer_token", "not a key", "No secret stands"},
    {R"({"carto": {"zzzzzzzzz": 1}})", "/carto/zzzzzzzzz", "not a key", "The keys here are base_url."},
    {R"({"a/b~c": 1})", "/a~1b~0c", "not a key", "."},
    {R"({"port": 1, "port": 2})", "/port", "written twice", "Keep one"},
    {R"({"azure": {}, "azure": {}})", "/azure", "written twice", "Keep one"},
    {R"({"azure": "x"})", "/azure", "must be an object", "braces"},
    {R"({"hostname": 7})", "/hostname", "host name", "quotes"},
    {R"({"port": "443"})", "/port", "a port from 1 to 65535", "without quotes"},
    {R"({"port": 0})", "/port", "a port from 1 to 65535", "443"},
    {R"({"port": 65536})", "/port", "a port from 1 to 65535", "443"},
    {R"({"port": 4.5})", "/port", "a port from 1 to 65535", "443"},
    {R"({"azure": {"proxy_protocol": "true"}})", "/azure/proxy_protocol", "true or false", "without quotes"},
    {R"({"azure": {"visibility": "*"}})", "/azure/visibility", "a list", "brackets"},
    {R"({"azure": {"visibility": ["*", "11111111-2222-3333-4444-555555555555"]}})", "/azure/visibility", "alone",
     "ignored"},
    {R"({"azure": {"visibility": [1]}})", "/azure/visibility/0", "subscription", "quotes"},
    {R"({"azure": {"visibility": ["*"], "auto_approval": ["*"]}})", "/azure/auto_approval/0", "GUID of a subscription",
     "not taken for auto-approval"},
    {R"({"azure": {"auto_approval": ["11111111-2222-3333-4444-555555555555"]}})", "/azure/auto_approval/0",
     "azure.visibility too", "visible"},
    {R"({"azure": {"visibility": ["11111111-2222-3333-4444-555555555555,21111111-2222-3333-4444-555555555555"]}})",
     "/azure/visibility/0", "GUID", "quotes of its own"},
    {R"({"databricks": {"workspace_id": "123", "workspace_url": "https://adb-124.7.azuredatabricks.net"}})",
     "/databricks/workspace_url", "address of databricks.workspace_id", "correct one"},
    {R"({"databricks": {"workspace_id": 12.5}})", "/databricks/workspace_id", "number", "adb-"},
    {R"({"databricks": {"workspace_id": true}})", "/databricks/workspace_id", "number", "quotes"},
    {R"({"databricks": {"grantees": ["a`b"]}})", "/databricks/grantees/0", "a user", "e-mail"},
};

std::string example() {
  std::ifstream file(ATGATEWAY_SOURCE_DIR "/docs/examples/site.json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

BOOST_DATA_TEST_CASE(refused_with_pointer_reason_and_fix, data::make(wrong), row) {
  const auto read = atgateway::read_site(row.text);
  BOOST_REQUIRE(!read.ok());
  BOOST_TEST((read.error().code() == Errc::bad_config));
  BOOST_TEST(read.error().field() == row.field);
  BOOST_TEST(has(read.error().detail(), row.in_detail), read.error().detail());
  BOOST_TEST(has(read.error().hint(), row.in_hint), read.error().hint());
}

BOOST_AUTO_TEST_CASE(every_key_of_the_example_arrives) {
  const auto read = atgateway::read_site(example());
  BOOST_REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().detail()));
  const Site& site = *read;
  BOOST_TEST(site.hostname == "carto-atg.example.com");
  BOOST_TEST(site.port == 443);
  BOOST_TEST(site.kubernetes.namespace_ == "carto");
  BOOST_TEST(site.kubernetes.service == "atgateway");
  BOOST_TEST(site.kubernetes.image == "registry.example.com/atgateway:0.1.0");
  BOOST_TEST(site.kubernetes.tls_secret == "atgateway-tls");
  BOOST_TEST(site.azure.subscription == "11111111-2222-3333-4444-555555555555");
  BOOST_TEST(site.azure.resource_group == "rg-carto");
  BOOST_TEST(site.azure.cluster == "aks-carto");
  BOOST_TEST(site.azure.node_resource_group == "MC_rg-carto_aks-carto_westeurope");
  BOOST_TEST(site.azure.location == "westeurope");
  BOOST_TEST(site.azure.pls_name == "carto-atg-pls");
  BOOST_TEST(site.azure.pls_resource_group == "rg-carto-network");
  BOOST_TEST(site.azure.nat_subnet == "snet-pls-nat");
  BOOST_TEST(site.azure.visibility == std::vector<std::string>{"*"}, boost::test_tools::per_element());
  BOOST_TEST(site.azure.auto_approval.empty());
  BOOST_TEST(!site.azure.proxy_protocol);
  BOOST_TEST(site.carto.base_url == "https://carto.example.com/api");
  BOOST_TEST(site.databricks.account_id == "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
  BOOST_TEST(site.databricks.ncc == "carto-ncc");
  BOOST_TEST(site.databricks.workspace_id == "1234567890123456");
  BOOST_TEST(site.databricks.workspace_url == "https://adb-1234567890123456.7.azuredatabricks.net");
  BOOST_TEST(site.databricks.warehouse_id == "0123456789abcdef");
  BOOST_TEST(site.databricks.connection == "carto_atg");
  BOOST_TEST(site.databricks.catalog_schema == "main.carto");
  BOOST_TEST(site.databricks.secret_scope == "carto");
  BOOST_TEST(site.databricks.secret_key == "atgateway-token");
  BOOST_TEST(site.databricks.grantees == std::vector<std::string>{"analysts"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_not_decided_keeps_its_default) {
  for (const char* text : {"{}", "{} // nothing yet", R"({"hostname": "", "port": null, "azure": null})",
                           R"({"$schema": "site.schema.json", "kubernetes": {"namespace": ""}})"}) {
    const auto read = atgateway::read_site(text);
    BOOST_REQUIRE_MESSAGE(read.ok(), text);
    BOOST_TEST(read->hostname.empty());
    BOOST_TEST(read->port == 443);
    BOOST_TEST(read->kubernetes.namespace_ == "carto");
    BOOST_TEST(read->kubernetes.service == "atgateway");
  }
}

BOOST_AUTO_TEST_CASE(values_are_kept_in_one_spelling) {
  const auto read =
      atgateway::read_site(R"({"hostname": " Carto-ATG.Example.COM ", "azure": {"location": "West Europe"},
    "carto": {"base_url": "https://carto.example.com/api/"},
    "databricks": {"workspace_id": 1234567890123456, "workspace_url": "ADB-1234567890123456.7.azuredatabricks.net/"}})");
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read->hostname == "carto-atg.example.com");
  BOOST_TEST(read->azure.location == "westeurope");
  BOOST_TEST(read->carto.base_url == "https://carto.example.com/api");
  BOOST_TEST(read->databricks.workspace_id == "1234567890123456");
  BOOST_TEST(read->databricks.workspace_url == "https://adb-1234567890123456.7.azuredatabricks.net");
}

BOOST_AUTO_TEST_CASE(auto_approval_of_who_is_visible_is_taken) {
  BOOST_TEST(atgateway::read_site(R"({"azure": {"visibility": ["AAAAAAAA-2222-3333-4444-555555555555"],
                           "auto_approval": ["aaaaaaaa-2222-3333-4444-555555555555"]}})")
                 .ok());
  BOOST_TEST(atgateway::read_site(R"({"azure": {"visibility": ["*"],
                           "auto_approval": ["aaaaaaaa-2222-3333-4444-555555555555"]}})")
                 .ok());
}

BOOST_AUTO_TEST_CASE(no_value_stands_in_an_error) {
  const auto read = atgateway::read_site(R"({"azure": {"pls_name": "dapi0123456789 secret"}})");
  BOOST_REQUIRE(!read.ok());
  BOOST_TEST(!has(read.error().detail(), "dapi"));
  BOOST_TEST(!has(read.error().hint(), "dapi"));
}

BOOST_AUTO_TEST_CASE(large_and_deep_files_are_refused) {
  BOOST_TEST(has(atgateway::read_site(std::string(2'000'000, ' ')).error().detail(), "1 MiB"));
  BOOST_TEST(!atgateway::read_site(std::string(5000, '[')).ok());
  std::string many = R"({"databricks": {"grantees": [)";
  for (int i = 0; i < 101; ++i) many += i == 0 ? "\"a\"" : ",\"a\"";
  BOOST_TEST(has(atgateway::read_site(many + "]}}").error().detail(), "at most 100 items"));
}

BOOST_AUTO_TEST_SUITE_END()
