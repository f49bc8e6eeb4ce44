#include "snapshot/ncc.hpp"

#include "edited.hpp"

#include "json/document.hpp"

#include <boost/test/data/test_case.hpp>

using namespace atgateway;
using namespace atgateway::snapshot_test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(ncc)

namespace {

constexpr auto rules = "account-ncc-rules.json";
constexpr auto nccs = "account-nccs.json";
constexpr auto services = "az-private-link-services.json";
constexpr auto policies = "account-network-policies.json";
constexpr auto workspaces = "account-workspaces.json";

std::string state(const std::string& name, const std::string& error = {}) {
  return "\"connection_state\": \"" + name + "\"" + (error.empty() ? "" : ", \"error_message\": \"" + error + "\"");
}
Edit rule_is(const std::string& name, const std::string& error = {}) {
  return {rules, state("ESTABLISHED"), state(name, error)};
}
const Edit pending_there{services, "\"status\": \"Approved\"", "\"status\": \"Pending\""};

// A second NCC, which the workspace has instead; the rule's stays where it is.
const Edit other_ncc{
    nccs, "\n]\n",
    R"(, {"network_connectivity_config_id": "99999999-3333-4333-8333-333333333333", "name": "ncc-other",
 "region": "westeurope", "egress_config": {"target_rules": {"azure_private_endpoint_rules": [{"rule_id": "r9",
 "network_connectivity_config_id": "99999999-3333-4333-8333-333333333333", "connection_state": "ESTABLISHED",
 "resource_id": "/subscriptions/x/resourceGroups/y/providers/Microsoft.Sql/servers/sales-sql", "group_id": "sqlServer"}]}}}
]
)"};
const Edit has_other{workspaces, "\"network_connectivity_config_id\": \"33333333-",
                     "\"network_connectivity_config_id\": \"99999999-"};

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

using enum CheckStatus;

const std::string many_names = [] {
  std::string out = "\"atg.example.org\"";
  for (int i = 0; i < 10; ++i) out += ", \"n" + std::to_string(i) + ".example.org\"";
  return out;
}();
const std::string far_too_many_names = [] {
  std::string out = "\"atg.example.org\"";
  for (int i = 0; i < 100; ++i) out += ", \"n" + std::to_string(i) + ".example.org\"";
  return out;
}();

const Row broken[] = {
    {"K12: not visible to the subscription that asked",
     {rule_is("CREATE_FAILED",
              "ThirdPartyPrivateLinkServiceProvidedDuringPrivateEndpointCreationDoesNotExistOrIsNotVisible: "
              "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/MC_x/y, "
              "/subscriptions/dddddddd-2222-4222-8222-222222222222/resourceGroups/rg-vnet/v and "
              "/subscriptions/cccccccc-2222-4222-8222-222222222222/resourceGroups/prod-westeurope-snp-7/z"),
      {services, "\"*\"", "\"aaaaaaaa-2222-4222-8222-222222222222\""}},
     "ncc.service-visible",
     fail,
     "subscription cccccccc-2222-4222-8222-222222222222",
     "kubectl annotate service -n carto atgateway --overwrite service.beta.kubernetes.io/azure-pls-visibility="
     "'aaaaaaaa-2222-4222-8222-222222222222 cccccccc-2222-4222-8222-222222222222'",
     "\"*\""},
    {"K12: it does not say who asked",
     {rule_is("CREATE_FAILED", "PrivateLinkServiceDoesNotExistOrIsNotVisible")},
     "ncc.service-visible",
     fail,
     "does not exist, or Databricks may not see it.",
     "azure-pls-visibility='*'"},
    {"K13: pending, with the command that approves",
     {rule_is("PENDING"), pending_there},
     "ncc.rule-approved",
     fail,
     "PENDING since 2 days; the connection is Pending",
     "az network private-link-service connection update --subscription 11111111-1111-4111-8111-111111111111 -g "
     "MC_rg-carto_aks-carto_westeurope --service-name pls-atgateway -n "
     "databricks-33333333-3333-4333-8333-333333333333-pe-5f2c8a1b.cccccccc-cccc-4ccc-8ccc-cccccccccccc "
     "--connection-status Approved"},
    {"K13: approved there, and Databricks does not know yet",
     {rule_is("PENDING")},
     "ncc.rule-approved",
     fail,
     "the connection is Approved",
     "",
     "10 minutes"},
    {"K13: no request arrived",
     {rule_is("PENDING"), {services, "-pe-5f2c8a1b", "-pe-00000000"}},
     "ncc.rule-approved",
     fail,
     "not among the 1 connections of pls-atgateway",
     "az network private-link-service show"},
    {"K14: expired",
     {rule_is("EXPIRED")},
     "ncc.rule-not-expired",
     fail,
     "within 14 days",
     "delete-private-endpoint-rule 33333333-3333-4333-8333-333333333333 44444444-4444-4444-8444-444444444444"},
    {"K14: about to expire",
     {rule_is("PENDING"), {rules, "\"creation_time\": 1772200000000", "\"creation_time\": 1771410000000"}},
     "ncc.rule-not-expired",
     warn,
     "expires in 2 days"},
    {"K15: rejected",
     {rule_is("REJECTED")},
     "ncc.rule-not-rejected",
     fail,
     "is REJECTED",
     "create-private-endpoint-rule 33333333-3333-4333-8333-333333333333 --json '{\"resource_id\":\"/subscriptions/"},
    {"K16: the service was made again",
     {rule_is("DISCONNECTED"), {services, "-pe-5f2c8a1b", "-pe-00000000"}},
     "ncc.rule-connected",
     fail,
     "its connection is not at pls-atgateway any more"},
    {"K17: creation failed",
     {rule_is("CREATE_FAILED", "quota of private endpoints exceeded")},
     "ncc.rule-created",
     fail,
     "CREATE_FAILED: quota of private endpoints exceeded"},
    {"being created", {rule_is("CREATING")}, "ncc.rule-established", fail, "is CREATING"},
    {"K17: a load balancer's id",
     {{rules, "/privateLinkServices/", "/loadBalancers/"}},
     "ncc.rule-target",
     fail,
     "resource of type loadBalancers"},
    {"K17: no id at all",
     {{rules, "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/", "pls-atgateway/"}},
     "ncc.rule-target",
     fail,
     "not an Azure resource id"},
    {"K18: a service of that name in another group",
     {{rules, "MC_rg-carto_aks-carto_westeurope", "rg-old"}},
     "ncc.rule-target",
     fail,
     "in rg-old; the live one of that name is in MC_rg-carto_aks-carto_westeurope"},
    {"K18: a service that is gone",
     {{rules, "privateLinkServices/pls-atgateway", "privateLinkServices/pls-old"}},
     "ncc.rule-target",
     fail,
     "pls-old, which is not there"},
    {"K18: other endpoints were approved",
     {{services, "-pe-5f2c8a1b", "-pe-00000000"}},
     "ncc.endpoint-joins",
     fail,
     "1 approved connections, none of them the rule's"},
    {"K18: established here, pending there", {pending_there}, "ncc.endpoint-joins", fail, "the connection is Pending"},
    {"K19: no NCC",
     {{workspaces, "\"network_connectivity_config_id\": \"33333333-3333-4333-8333-333333333333\",", ""}},
     "ncc.attached",
     fail,
     "The workspace has no NCC.",
     "databricks account workspaces update 1234567890123456 --json "
     "'{\"network_connectivity_config_id\":\"33333333-3333-4333-8333-333333333333\"}'"},
    {"K19: another NCC, with rules to lose",
     {other_ncc, has_other},
     "ncc.attached",
     fail,
     "has NCC ncc-other; the rule is in NCC ncc-westeurope",
     "workspaces update",
     "sales-sql (sqlServer)"},
    {"K20: another region",
     {{nccs, "\"region\": \"westeurope\"", "\"region\": \"northeurope\""}},
     "ncc.region",
     fail,
     "in northeurope, the workspace in westeurope"},
    {"the service's region only costs",
     {{services, "\"location\": \"westeurope\"", "\"location\": \"northeurope\""}},
     "ncc.service-region",
     warn,
     "is in northeurope"},
    {"K22: wrong tenant",
     {{nccs, "", ""},
      {rules, "", ""},
      {"account-nccs.json.error", "",
       "io.jsonwebtoken.IncorrectClaimException: Expected iss claim to be: "
       "https://sts.windows.net/aaaaaaaa-0000-4000-8000-000000000001/, but was: "
       "https://sts.windows.net/bbbbbbbb-0000-4000-8000-000000000001/."}},
     "ncc.account-api",
     fail,
     "the account's is aaaaaaaa-0000-4000-8000-000000000001",
     "az login --tenant aaaaaaaa-0000-4000-8000-000000000001"},
    {"K22: no account admin",
     {{nccs, "", R"({"error_code": "PERMISSION_DENIED", "message": "User is not an account admin"})"}},
     "ncc.account-api",
     fail,
     "PERMISSION_DENIED: User is not an account admin",
     "databricks auth login"},
    {"the command does not exist",
     {{nccs, "", ""}, {"account-nccs.json.error", "", "sh: databricks: not found"}},
     "ncc.account-api",
     fail,
     "databricks: not found"},
    {"K56: slow",
     {{nccs, "", ""}, {"account-nccs.json.error", "", "Error: taking too long to process your request"}},
     "ncc.account-api-answers",
     warn,
     "taking too long"},
    {"K26: not listed",
     {{rules, "\"atg.example.org\"", "\"gateway.example.org\""}},
     "ncc.domain-listed",
     fail,
     "does not list atg.example.org",
     "update-private-endpoint-rule 33333333-3333-4333-8333-333333333333 44444444-4444-4444-8444-444444444444 --json "
     "'{\"domain_names\":[\"gateway.example.org\",\"atg.example.org\"]}'"},
    {"K26: a typo",
     {{rules, "\"atg.example.org\"", "\"atg.exmaple.org\""}},
     "ncc.domain-listed",
     fail,
     "atg.exmaple.org, which is nearly the same"},
    {"K26: a wildcard over it",
     {{rules, "\"atg.example.org\"", "\"*.example.org\""}},
     "ncc.domain-listed",
     fail,
     "wildcards do not count"},
    {"K27: a wildcard",
     {{rules, "\"atg.example.org\"", "\"*.example.org\""}},
     "ncc.domain-names-valid",
     fail,
     "*.example.org has a wildcard",
     "'{\"domain_names\":[\"atg.example.org\"]}'"},
    {"K27: a scheme",
     {{rules, "\"atg.example.org\"", "\"https://atg.example.org\""}},
     "ncc.domain-names-valid",
     fail,
     "has a scheme"},
    {"K27: a port",
     {{rules, "\"atg.example.org\"", "\"atg.example.org:443\""}},
     "ncc.domain-names-valid",
     fail,
     "has a port"},
    {"K27: a reserved suffix",
     {{rules, "\"atg.example.org\"", "\"atg.corp.internal\""}},
     "ncc.domain-names-valid",
     fail,
     "reserved suffix"},
    {"K27: a doubtful suffix",
     {{rules, "\"atg.example.org\"", "\"atg.example.org\", \"atg.corp.local\""}},
     "ncc.domain-names-valid",
     warn,
     "atg.corp.local is under a suffix reserved"},
    {"more than 10 names", {{rules, "\"atg.example.org\"", many_names}}, "ncc.domain-name-count", warn, "has 11"},
    {"more than 100 names",
     {{rules, "\"atg.example.org\"", far_too_many_names}},
     "ncc.domain-name-count",
     fail,
     "has 101"},
    {"K48: restricted, and not in the rule's names",
     {{policies, "FULL_ACCESS", "RESTRICTED_ACCESS"}, {rules, "\"atg.example.org\"", "\"gateway.example.org\""}},
     "ncc.network-policy",
     fail,
     "does not list atg.example.org",
     "get-network-policy-rpc default-policy"},
    {"K48: restricted, in the rule's names",
     {{policies, "FULL_ACCESS", "RESTRICTED_ACCESS"}},
     "ncc.network-policy",
     warn,
     "does not list atg.example.org",
     "",
     "reports of it differ"},
    {"K48: blocked",
     {{policies, "\"restriction_mode\"",
       "\"blocked_internet_destinations\": [{\"destination\": \"ATG.example.org\"}], \"restriction_mode\""}},
     "ncc.network-policy",
     fail,
     "blocks atg.example.org"},
    {"K54: no rights on the node resource group",
     {{services, "", ""},
      {"az-private-link-services.json.error", "",
       "ERROR: (AuthorizationFailed) The client 'x' does not have authorization to perform action 'list' over scope "
       "'/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/MC_rg/providers/Microsoft.Network' or"}},
     "pls.readable",
     fail,
     "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/MC_rg",
     "--scope /subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/MC_rg"},
    {"K54: something less important",
     {{"az-features.json", "", ""}, {"az-features.json.error", "", "Forbidden"}},
     "pls.readable",
     warn,
     "az-features.json"},
    {"K55: left over",
     {{services, "\"status\": \"Approved\"", "\"status\": \"Disconnected\""}},
     "ncc.orphaned-endpoints",
     warn,
     "is Disconnected",
     "connection delete"},
    {"K55: of no rule", {{services, "-pe-5f2c8a1b", "-pe-00000000"}}, "ncc.orphaned-endpoints", warn, "is of no rule"},
    {"K58: NCCs used up",
     {{nccs, "\n]\n",
       [] {
         std::string out;
         for (int i = 0; i < 9; ++i)
           out += ", {\"network_connectivity_config_id\": \"n" + std::to_string(i) + "\", \"region\": \"westeurope\"}";
         return out + "\n]\n";
       }()}},
     "ncc.limits",
     warn,
     "10 of 10 NCCs in westeurope"},
    {"no rule for the gateway",
     {{rules, "", "[]"}, {nccs, "\"azure_private_endpoint_rules\"", "\"other_rules\""}},
     "ncc.rule-exists",
     fail,
     "None of the 0 rules is for the name atg.example.org",
     "create-private-endpoint-rule"},
    {"the rule was deleted",
     {{rules, "\"deactivated\": false", "\"deactivated\": true"}},
     "ncc.rule-exists",
     fail,
     "is deactivated: it was deleted"},
};

snapshot::Subject subject() { return {.hostname = {}, .port = {}, .site = nullptr, .now = taken}; }

}  // namespace

BOOST_AUTO_TEST_CASE(healthy_has_no_finding) {
  const auto checks = judge_ncc(edited({}), subject());
  std::size_t rows = 0;
  for (const auto& row : check_table()) rows += row.id.starts_with("ncc.") || row.id == "pls.readable" ? 1U : 0U;
  BOOST_TEST(checks.size() == rows);
  for (const auto& check : checks) {
    const bool fine = check.status == CheckStatus::pass || check.id == "ncc.as-decided";
    BOOST_TEST(fine, check.id + ": " + check.observed + check.remediation.text);
    BOOST_TEST(json::Document::parse(check.evidence).ok(), check.evidence);
  }
}

BOOST_DATA_TEST_CASE(one_thing_broken, data::make(broken), row) {
  const auto checks = judge_ncc(edited(row.edits), subject());
  const auto check = check_of(checks, row.id);
  BOOST_TEST((check.status == row.status), to_text(check.status) << ": " << check.observed);
  BOOST_TEST(has(check.observed, row.in_observed), check.observed);
  BOOST_TEST(has(all_of(check.remediation.commands), row.in_command), all_of(check.remediation.commands));
  BOOST_TEST(has(check.remediation.text, row.in_fix), check.remediation.text);
  BOOST_TEST(!check.remediation.text.empty());
  BOOST_TEST(!check.expected.empty());
  // The same check holds when nothing is broken: the change alone made it fail.
  BOOST_TEST((check_of(judge_ncc(edited({}), subject()), row.id).status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(a_state_fails_once_and_blocks_what_comes_after_it) {
  for (const char* name : {"CREATE_FAILED", "REJECTED", "DISCONNECTED", "EXPIRED", "PENDING", "CREATING", "ODD", ""}) {
    const auto checks = judge_ncc(edited({rule_is(name)}), subject());
    std::size_t failed = 0;
    for (const auto& check : checks) failed += check.status == CheckStatus::fail ? 1 : 0;
    BOOST_TEST(failed == 1U, name);
    const auto last = check_of(checks, "ncc.rule-established");
    if (last.status == CheckStatus::skip) {
      BOOST_TEST((check_of(checks, last.blocked_by).status == CheckStatus::fail));
    } else {
      BOOST_TEST((last.status == CheckStatus::fail));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_a_skip_with_its_command) {
  Texts texts;
  texts["kube-pods.json"] = R"({"items": []})";
  const auto checks = judge_ncc(snapshot::Directory::from_texts(texts), subject());
  for (const auto& check : checks) {
    BOOST_TEST((check.status == CheckStatus::skip), check.id);
    BOOST_TEST((check.reason.has_value() != !check.blocked_by.empty()), check.id);
    if (check.reason == SkipReason::no_data && check.id != "ncc.domain-listed")
      BOOST_TEST(has(all_of(check.remediation.commands), ".json"), check.id);
  }
}

BOOST_AUTO_TEST_CASE(a_failed_command_is_said_so) {
  const auto checks = judge_ncc(edited({{nccs, "", ""}, {"account-nccs.json.error", "", "403"}}), subject());
  BOOST_TEST(has(check_of(checks, "ncc.limits").remediation.text, "failed when the snapshot was taken"));
}

BOOST_AUTO_TEST_CASE(the_site_file_fills_names_in_and_is_compared) {
  const auto site = read_site(R"({"hostname": "atg.example.org", "azure": {"pls_name": "pls-atgateway"},
    "databricks": {"account_id": "55555555-5555-4555-8555-555555555555", "ncc": "ncc-westeurope"}})");
  BOOST_REQUIRE(site.ok());
  auto about = subject();
  about.site = &*site;
  BOOST_TEST((check_of(judge_ncc(edited({}), about), "ncc.as-decided").status == CheckStatus::pass));

  auto other = *site;
  other.databricks.ncc = "ncc-elsewhere";
  other.databricks.account_id = "00000000-5555-4555-8555-555555555555";
  other.azure.pls_name = "pls-of-another";
  about.site = &other;
  const auto check = check_of(judge_ncc(edited({}), about), "ncc.as-decided");
  BOOST_TEST((check.status == CheckStatus::fail));
  for (const char* part : {"ncc-elsewhere", "not the snapshot's account", "the rule points to pls-atgateway"})
    BOOST_TEST(has(check.observed, part), check.observed);

  Site ids;
  ids.databricks.ncc = "33333333-3333-4333-8333-333333333333";
  ids.hostname = "elsewhere.example.org";
  about.site = &ids;
  const auto skipped = check_of(judge_ncc(edited({{rules, "", ""}, {nccs, "", ""}}), about), "ncc.rule-exists");
  BOOST_TEST(all_of(skipped.remediation.commands) ==
             "databricks account network-connectivity list-private-endpoint-rules "
             "33333333-3333-4333-8333-333333333333 -o json > account-ncc-rules.json\n");
}

BOOST_AUTO_TEST_CASE(the_attached_nccs_rule_is_preferred) {
  // The same name is listed by a rule of another NCC that is still pending.
  const Edit twin{rules, "\n]\n",
                  R"(, {"rule_id": "r2", "connection_state": "PENDING", "domain_names": ["atg.example.org"],
    "network_connectivity_config_id": "99999999-3333-4333-8333-333333333333", "resource_id": "x"}
]
)"};
  const auto checks = judge_ncc(edited({twin}), subject());
  BOOST_TEST((check_of(checks, "ncc.rule-established").status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(an_alias_is_compared_with_the_alias) {
  const std::string id =
      "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/MC_rg-carto_aks-carto_westeurope/providers/"
      "Microsoft.Network/privateLinkServices/pls-atgateway";
  const auto target = [&](const std::string& alias) {
    return check_of(judge_ncc(edited({{rules, id, alias}}), subject()), "ncc.rule-target").status;
  };
  BOOST_TEST(
      (target("pls-atgateway.aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee.westeurope.azure.privatelinkservice") == pass));
  BOOST_TEST((target("pls-other.aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee.westeurope.azure.privatelinkservice") == warn));
}

BOOST_AUTO_TEST_CASE(a_policy_in_dry_run_or_with_the_name_passes) {
  const Edit restricted{policies, "FULL_ACCESS", "RESTRICTED_ACCESS"};
  const auto status = [&](const Edit& edit) {
    return check_of(judge_ncc(edited({restricted, edit}), subject()), "ncc.network-policy").status;
  };
  BOOST_TEST((status({policies, "ENFORCED", "DRY_RUN"}) == pass));
  BOOST_TEST(
      (status({policies, "\"restriction_mode\"",
               R"("allowed_internet_destinations": [{"destination": "atg.example.org"}], "restriction_mode")"}) ==
       pass));
}

BOOST_AUTO_TEST_CASE(nothing_of_a_stranger_comes_through_raw) {
  const auto checks = judge_ncc(edited({rule_is("CREATE_FAILED", R"(\u001b[31mred\u202e $(reboot) `x` 'quoted')"),
                                        {rules, "\"rule_id\": \"4444", "\"rule_id\": \"$(reboot);'4444"}}),
                                subject());
  for (const auto& check : checks) {
    for (const auto& text :
         {check.observed, check.remediation.text, all_of(check.remediation.commands), check.evidence}) {
      BOOST_TEST(!has(text, "\x1b"));
      BOOST_TEST(!has(text, "\xE2\x80\xAE"));
    }
    for (const auto& command : check.remediation.commands) {
      if (has(command, "reboot")) BOOST_TEST(has(command, R"('$(reboot);'\'')"), command);
    }
  }
}

BOOST_AUTO_TEST_CASE(odd_types_everywhere_do_no_harm) {
  for (const char* odd :
       {"[]", "{}", "[null]", "[[]]", "[{}]", "{\"items\": [1, \"x\", null, {}]}",
        R"([{"rule_id": 1, "connection_state": [], "domain_names": {}, "resource_id": null}])",
        R"([{"network_connectivity_config_id": {}, "egress_config": [], "creation_time": -1}])",
        R"([{"creation_time": 9223372036854775807, "connection_state": "PENDING", "domain_names": [""]}])"}) {
    for (const char* file : {nccs, rules, workspaces, policies, services, "account-workspace-network.json"}) {
      const auto checks = judge_ncc(edited({{file, "", odd}}), subject());
      BOOST_TEST(checks.size() > 20U);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_row_is_broken_once) {
  std::set<std::string, std::less<>> found{"ncc.as-decided"};  // with cases of their own
  for (const auto& row : broken) found.insert(row.id);
  require_rows("ncc.", found);
}

BOOST_AUTO_TEST_SUITE_END()
