#include "snapshot/workspace.hpp"

#include "edited.hpp"

#include "json/document.hpp"

#include <boost/test/data/test_case.hpp>

using namespace atgateway;
using namespace atgateway::snapshot_test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(workspace)

namespace {

using enum CheckStatus;
constexpr auto warehouse = "workspace-warehouse.json";
constexpr auto connection = "workspace-connection.json";
constexpr auto grants = "workspace-grants.json";
constexpr auto reply = "workspace-http-request.json";
constexpr auto workspaces = "account-workspaces.json";

struct Row {
  const char* name;
  std::vector<Edit> edits;
  const char* id;
  CheckStatus status;
  const char* in_observed;
  const char* in_command = "";
  const char* in_fix = "";
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

Edit host_is(const std::string& host) { return {connection, "\"https://atg.example.org\"", "\"" + host + "\""}; }
Edit base_path_is(const std::string& path) {
  return {connection, "\"base_path\": \"/\"", "\"base_path\": \"" + path + "\""};
}
Edit saved(int status, const std::string& text) {
  return {reply, "", "{\"status_code\": " + std::to_string(status) + ", \"text\": \"" + text + "\"}"};
}
const Edit old{workspaces, "\"creation_time\": 1772323200000", "\"creation_time\": 1772323199000"};

const Row broken[] = {
    {"K21: standard", {{workspaces, "PREMIUM", "STANDARD"}}, "workspace.tier", fail, "on the plan STANDARD"},
    {"K21: a plan that is not known", {{workspaces, "PREMIUM", "TRIAL"}}, "workspace.tier", warn, "TRIAL"},
    {"K23: classic",
     {{warehouse, "\"PRO\"", "\"CLASSIC\""}},
     "workspace.warehouse-serverless",
     fail,
     "serverless-small is of type CLASSIC",
     "databricks warehouses list"},
    {"K23: pro without serverless",
     {{warehouse, "\"enable_serverless_compute\": true", "\"enable_serverless_compute\": false"}},
     "workspace.warehouse-serverless",
     fail,
     "PRO without serverless compute"},
    {"K24: an older workspace", {old, {reply, "", ""}}, "workspace.serverless-routing", warn, "before March 2026"},
    {"K26: another host",
     {host_is("https://gateway.example.org")},
     "workspace.connection-host",
     fail,
     "calls gateway.example.org; the rule lists atg.example.org",
     "ALTER CONNECTION `carto_at_gateway` OPTIONS (host 'https://atg.example.org', port '443', base_path '/', "
     "bearer_token secret('<scope>', '<key>'))"},
    {"K26: another host, the other way out",
     {host_is("https://gateway.example.org")},
     "workspace.connection-host",
     fail,
     "gateway.example.org",
     "'{\"domain_names\":[\"atg.example.org\",\"gateway.example.org\"]}'"},
    {"the wrong port",
     {{connection, "\"port\": \"443\"", "\"port\": \"8443\""}},
     "workspace.connection-port",
     fail,
     "port 8443",
     "port '443'"},
    {"K50: another type",
     {{connection, "\"HTTP\"", "\"POSTGRESQL\""}},
     "workspace.connection-options",
     fail,
     "The connection's type is POSTGRESQL"},
    {"K50: plain http",
     {host_is("http://atg.example.org")},
     "workspace.connection-options",
     fail,
     "begins with http://"},
    {"K50: a path in the host",
     {host_is("https://atg.example.org/v1")},
     "workspace.connection-options",
     fail,
     "belongs into base_path"},
    {"K50: an address", {host_is("https://10.10.0.100")}, "workspace.connection-options", fail, "is an IP address"},
    {"K50: no port",
     {{connection, "\"port\": \"443\"", "\"port\": \"https\""}},
     "workspace.connection-options",
     fail,
     "port is not a number"},
    {"K50: an empty base path", {base_path_is("")}, "workspace.connection-options", fail, "Base_path is empty"},
    {"K50: a blank in it", {base_path_is("/a b")}, "workspace.connection-options", fail, "has a blank"},
    {"K50: each user signs in",
     {{connection, "BEARER_TOKEN", "OAUTH_U2M_PER_USER"}},
     "workspace.connection-options",
     warn,
     "OAUTH_U2M_PER_USER"},
    {"K46: dots", {base_path_is("/a/../b")}, "workspace.base-path", warn, "\"..\" in a path is refused"},
    {"K47: a query", {base_path_is("/?x=1")}, "workspace.base-path", warn, "sent as %3F"},
    {"a base path that the gateway does not have",
     {base_path_is("/carto")},
     "workspace.base-path",
     warn,
     "base_path is /carto: every path",
     "base_path '/'"},
    {"K44: nobody but the owner",
     {{grants, "USE_CONNECTION", "BROWSE"}},
     "workspace.grants",
     warn,
     "Nobody but the connection's owner",
     "GRANT USE CONNECTION ON CONNECTION `carto_at_gateway` TO `<group>`"},
    {"K44: saved",
     {saved(403, R"({\"error_code\":\"PERMISSION_DENIED\",\"message\":\"Failed request to https://h:443/. )"
                 R"(Error: User is missing USE CONNECTION on c\"})")},
     "workspace.http-request",
     fail,
     "Status 403"},
    {"K48: saved",
     {saved(503,
            "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] The remote request failed after retrying 10 times; "
            "the last failed HTTP error code was 503")},
     "workspace.http-request",
     fail,
     "Status 503"},
};

snapshot::Subject subject() { return {.hostname = {}, .port = {}, .site = nullptr, .now = taken}; }

Check judged(const std::vector<Edit>& edits, std::string_view id) {
  return check_of(judge_workspace(edited(edits), subject()), id);
}

}  // namespace

BOOST_AUTO_TEST_CASE(healthy_has_no_finding) {
  const auto checks = judge_workspace(edited({}), subject());
  std::size_t rows = 0;
  for (const auto& row : check_table()) rows += row.id.starts_with("workspace.") ? 1U : 0U;
  BOOST_TEST(checks.size() == rows);
  for (const auto& check : checks) {
    // When the warehouse started is in no API; without a site file there is nothing to compare.
    const bool fine =
        check.status == pass ||
        (check.status == skip && (check.id == "workspace.warehouse-fresh" || check.id == "workspace.as-decided"));
    BOOST_TEST(fine, check.id + ": " + check.observed + check.remediation.text);
    BOOST_TEST(json::Document::parse(check.evidence).ok(), check.evidence);
  }
}

BOOST_DATA_TEST_CASE(one_thing_broken, data::make(broken), row) {
  const auto check = judged(row.edits, row.id);
  BOOST_TEST((check.status == row.status), to_text(check.status) << ": " << check.observed);
  BOOST_TEST(has(check.observed, row.in_observed), check.observed);
  BOOST_TEST(has(all_of(check.remediation.commands), row.in_command), all_of(check.remediation.commands));
  BOOST_TEST(!check.remediation.text.empty());
  BOOST_TEST(!check.expected.empty());
  BOOST_TEST((judged({}, row.id).status == pass));
}

BOOST_AUTO_TEST_CASE(an_older_workspace_that_was_seen_to_work_passes) {
  BOOST_TEST((judged({old}, "workspace.serverless-routing").status == pass));
}

BOOST_AUTO_TEST_CASE(march_begins_with_its_first_second) {
  const Edit without{reply, "", ""};
  BOOST_TEST((judged({without}, "workspace.serverless-routing").status == pass));
  BOOST_TEST((judged({without, old}, "workspace.serverless-routing").status == warn));
}

BOOST_AUTO_TEST_CASE(a_warehouse_is_as_fresh_as_its_start) {
  // The rule's last change was at 1772200600.
  const auto started = [](const char* when) {
    return judged({{warehouse, "\"warehouse_type\"", std::string("\"started_at\": ") + when + ", \"warehouse_type\""}},
                  "workspace.warehouse-fresh");
  };
  BOOST_TEST((started("1772201200000").status == pass));
  BOOST_TEST((started("\"2026-03-02T08:00:00Z\"").status == pass));
  BOOST_TEST(has(started("1772201199000").observed, "less than 10 minutes after"));
  const auto before = started("1772190000000");
  BOOST_TEST((before.status == fail));
  BOOST_TEST(has(before.observed, "2 hours before the rule's last change"), before.observed);
  BOOST_TEST(has(all_of(before.remediation.commands), "databricks warehouses start 0123456789abcdef"));
  BOOST_TEST((judged({{warehouse, "\"RUNNING\"", "\"STOPPED\""}}, "workspace.warehouse-fresh").status == pass));
  const auto unknown = judged({}, "workspace.warehouse-fresh");
  BOOST_TEST((unknown.reason == SkipReason::no_data));
  BOOST_TEST(has(all_of(unknown.remediation.commands), "warehouse_id = '0123456789abcdef'"));
}

BOOST_AUTO_TEST_CASE(each_grantee_is_looked_for) {
  const auto site = read_site(R"({"databricks": {"grantees": ["analysts", "Data-Platform", "someone@example.com"]}})");
  BOOST_REQUIRE(site.ok());
  auto about = subject();
  about.site = &*site;
  const auto status = [&](const std::vector<Edit>& edits) {
    return check_of(judge_workspace(edited(edits), about), "workspace.grants");
  };
  const auto check = status({});
  BOOST_TEST((check.status == warn));  // somebody may be in a group
  BOOST_TEST(check.observed == "someone@example.com is not among those who may use the connection.");
  BOOST_TEST(all_of(check.remediation.commands) ==
             "GRANT USE CONNECTION ON CONNECTION `carto_at_gateway` TO `someone@example.com`\n");
  const auto none = status({{grants, "USE_CONNECTION", "BROWSE"}});
  BOOST_TEST((none.status == fail));
  BOOST_TEST(has(none.observed, "analysts, someone@example.com are not"), none.observed);
  BOOST_TEST((status({{grants, "\"analysts\"", "\"account users\""}}).status == pass));
  BOOST_TEST((
      status({{grants, "\"privilege_assignments\"", "\"next_page_token\": \"x\", \"privilege_assignments\""}}).reason ==
      SkipReason::no_data));
  BOOST_TEST((status({{grants, "", "{}"}}).status == fail));
}

BOOST_AUTO_TEST_CASE(privileges_may_be_plain_words) {
  BOOST_TEST((judged({{grants, "", R"({"privilege_assignments": [{"principal": "analysts",
                       "privileges": ["USE CONNECTION"]}]})"}},
                     "workspace.grants")
                  .status == pass));
}

BOOST_AUTO_TEST_CASE(the_meaning_brings_its_owner_and_row) {
  const auto missing = judged(
      {saved(403, R"({\"error_code\":\"PERMISSION_DENIED\",\"message\":\"User is missing USE CONNECTION on c\"})")},
      "workspace.http-request");
  BOOST_TEST(missing.ref == "K44");
  BOOST_TEST((missing.owner == Owner::databricks || missing.owner == Owner::caller));
  const auto upstream = judged(
      {saved(200, R"({\"protocol\": 1, \"rows\": 1, \"failed\": 1, \"all_failed\": \"upstream-unauthorized\"})")},
      "workspace.http-request");
  BOOST_TEST((upstream.status != fail));  // it arrived
}

BOOST_AUTO_TEST_CASE(without_a_saved_reply_the_statement_is_given) {
  const auto check = judged({{reply, "", ""}}, "workspace.http-request");
  BOOST_TEST((check.reason == SkipReason::no_data));
  BOOST_TEST(has(all_of(check.remediation.commands), "http_request(conn => 'carto_at_gateway', method => 'GET'"));
}

BOOST_AUTO_TEST_CASE(the_target_and_the_site_file_say_which_port) {
  auto about = subject();
  about.port = 8443;
  BOOST_TEST((check_of(judge_workspace(edited({}), about), "workspace.connection-port").status == fail));
  Site site;
  site.port = 443;
  about = subject();
  about.site = &site;
  const Edit without{"kube-services.json", "", ""};
  BOOST_TEST((check_of(judge_workspace(edited({without}), about), "workspace.connection-port").status == pass));
  BOOST_TEST((judged({without}, "workspace.connection-port").reason == SkipReason::no_data));
}

BOOST_AUTO_TEST_CASE(the_site_file_is_compared) {
  auto site = *read_site(R"({"hostname": "atg.example.org", "databricks": {"workspace_id": "1234567890123456",
    "workspace_url": "https://adb-1234567890123456.16.azuredatabricks.net", "warehouse_id": "0123456789abcdef",
    "connection": "Carto_AT_Gateway"}})");
  auto about = subject();
  about.site = &site;
  const auto same = check_of(judge_workspace(edited({}), about), "workspace.as-decided");
  BOOST_TEST((same.status == pass), same.observed);
  BOOST_TEST(has(same.observed, "5 of"), same.observed);
  site.hostname = "carto.example.org";
  site.databricks.workspace_id = "999";
  site.databricks.warehouse_id = "fedcba9876543210";
  const auto other = check_of(judge_workspace(edited({}), about), "workspace.as-decided");
  BOOST_TEST((other.status == fail));
  for (const char* part : {"hostname is carto.example.org, and the snapshot shows atg.example.org",
                           "databricks.workspace_id is 999", "databricks.warehouse_id is fedcba9876543210"})
    BOOST_TEST(has(other.observed, part), other.observed);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_a_skip) {
  Texts texts;
  texts["kube-pods.json"] = R"({"items": []})";
  for (const auto& check : judge_workspace(snapshot::Directory::from_texts(texts), subject())) {
    BOOST_TEST((check.status == skip), check.id);
    BOOST_TEST((check.reason == SkipReason::no_data || check.id == "workspace.as-decided"), check.id);
  }
}

BOOST_AUTO_TEST_CASE(sql_is_quoted) {
  BOOST_TEST(snapshot::sql_name("a`b") == "`a``b`");
  BOOST_TEST(snapshot::sql_name("a\nb") == "`<name>`");
  BOOST_TEST(snapshot::sql_text("it's") == "'<text>'");
  BOOST_TEST(snapshot::sql_text("plain") == "'plain'");
}

BOOST_AUTO_TEST_CASE(odd_types_everywhere_do_no_harm) {
  for (const char* odd : {"[]", "{}", "[null]", "{\"options\": []}", "{\"options\": {\"host\": 7, \"port\": {}}}",
                          R"({"options": {"host": "", "port": "-1", "base_path": 3}})",
                          R"({"options": {"host": "https://[::1", "port": 99999999999999999999}})",
                          R"({"privilege_assignments": [1, {"privileges": "USE_CONNECTION"}, {"privileges": [[]]}]})",
                          R"({"status_code": "x", "text": 7})", R"([{"status_code": -5, "text": "\u0000"}])",
                          R"({"state": "RUNNING", "started_at": 9223372036854775807, "warehouse_type": "PRO"})"}) {
    for (const char* file : {warehouse, connection, grants, reply, workspaces, "az-databricks-workspace.json"}) {
      BOOST_TEST(judge_workspace(edited({{file, "", odd}}), subject()).size() == 11U);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_row_is_broken_once) {
  std::set<std::string, std::less<>> found{"workspace.as-decided",
                                           "workspace.warehouse-fresh"};  // with cases of their own
  for (const auto& row : broken) found.insert(row.id);
  require_rows("workspace.", found);
}

BOOST_AUTO_TEST_SUITE_END()
