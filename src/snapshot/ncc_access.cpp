// Who was refused, where an API was slow, and how far the account's limits are.
#include "snapshot/ncc.hpp"

#include "snapshot/names.hpp"

#include "catalog/make_check.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace atgateway::snapshot {
namespace {

// learn.microsoft.com/azure/databricks/security/network/serverless-network-security, as of 2026.
constexpr std::size_t nccs_in_region = 10;
constexpr std::size_t endpoints_in_region = 100;
constexpr std::size_t workspaces_of_ncc = 50;

struct Failure {
  std::string_view file, text;
};

std::vector<Failure> failures_of(const Directory& directory, std::string_view prefix) {
  std::vector<Failure> out;
  for (const auto& file : files()) {
    if (!file.name.starts_with(prefix) || directory.find(file.name)) continue;
    if (const auto text = directory.error_of(file.name); !text.empty()) out.push_back({file.name, text});
  }
  return out;
}

bool any_file(const Directory& directory, std::string_view prefix) {
  return std::ranges::any_of(
      files(), [&](const FileInfo& file) { return file.name.starts_with(prefix) && directory.find(file.name); });
}

bool says(std::string_view lower, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string_view::npos; });
}

enum class Refusal : std::uint8_t { none, tenant, rights, slow };

Refusal refusal_of(std::string_view text) {
  const auto lower = lower_case(text);
  if (says(lower, {"expected iss claim", "issuer", "aadsts50020", "aadsts90072"})) return Refusal::tenant;
  if (says(lower, {"taking too long to process", "timed out", "timeout of inactivity", "deadline exceeded"}))
    return Refusal::slow;
  if (says(lower, {"401", "403", "unauthorized", "unauthenticated", "forbidden", "permission_denied", "not authorized",
                   "account admin", "not a member of this account", "cannot configure default credentials"}))
    return Refusal::rights;
  return Refusal::none;
}

// Between "https://sts.windows.net/" and the next slash; the first is what was expected.
std::string_view tenant_in(std::string_view text, std::size_t number) {
  constexpr std::string_view mark = "sts.windows.net/";
  std::size_t at = 0;
  for (std::size_t i = 0; i <= number; ++i) {
    at = text.find(mark, at);
    if (at == std::string_view::npos) return {};
    at += mark.size();
  }
  const auto tenant = text.substr(at, 36);
  return is_guid(tenant) ? tenant : std::string_view();
}

std::string evidence_of(const std::vector<Failure>& failures) {
  return evidence([&](json::Writer& out) {
    out.key("failed").begin_array();
    for (const auto& failure : failures) out.string(failure.file);
    out.end_array();
  });
}

void judge_account(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "ncc.account-api";
  constexpr std::string_view slow_id = "ncc.account-api-answers";
  const auto failures = failures_of(given.directory, "account-");
  if (failures.empty()) {
    if (any_file(given.directory, "account-")) {
      checks.push_back(catalog::pass(id, "The account API answered."));
      checks.push_back(catalog::pass(slow_id, "The account API answered."));
    } else {
      checks.push_back(skip_without(id, "account-nccs.json", given.directory, given.subject));
      checks.push_back(skip_without(slow_id, "account-nccs.json", given.directory, given.subject));
    }
    return;
  }
  const auto proof = evidence_of(failures);
  const auto first_of_kind = [&](Refusal kind) {
    return std::ranges::find_if(failures, [&](const Failure& failure) { return refusal_of(failure.text) == kind; });
  };
  const auto account = given.subject.site == nullptr ? std::string() : given.subject.site->databricks.account_id;
  const auto login = "databricks auth login --host https://accounts.azuredatabricks.net --account-id " +
                     quoted_or(account, "account-id");
  if (const auto found = first_of_kind(Refusal::tenant); found != failures.end()) {
    const auto expected = tenant_in(found->text, 0);
    std::vector<std::string> commands{"az login --tenant " + quoted_or(expected, "tenant-id"), login};
    std::string observed = "The token is of another Entra tenant";
    if (!expected.empty()) observed += "; the account's is " + std::string(expected);
    checks.push_back(catalog::finding(id, observed + ".", "a token of the account's own tenant", std::move(commands),
                                      proof,
                                      "Sign in with the account's tenant; tools that use Azure's credentials take it "
                                      "from ARM_TENANT_ID."));
  } else if (const auto refused = first_of_kind(Refusal::rights); refused != failures.end()) {
    checks.push_back(catalog::finding(id, "The account API refused: " + shown(refused->text, 160),
                                      "an account admin's rights", {login}, proof));
  } else if (const auto other = first_of_kind(Refusal::none); other != failures.end()) {
    checks.push_back(catalog::finding(
        id, "The command for " + std::string(other->file) + " failed: " + shown(other->text, 160),
        "an answer of the account API", {login}, proof, "Mend what the message says, and take the snapshot again."));
  } else {
    checks.push_back(catalog::pass(id, "The account API did not refuse.", proof));
  }
  if (const auto slow = first_of_kind(Refusal::slow); slow != failures.end()) {
    checks.push_back(catalog::finding(
        slow_id, "The command for " + std::string(slow->file) + " failed: " + shown(slow->text, 160),
        "an answer within a minute",
        {"databricks account network-connectivity list-network-connectivity-configurations -o json"}, proof));
  } else {
    checks.push_back(catalog::pass(slow_id, "The account API answered in time.", proof));
  }
}

// "/subscriptions/S/resourceGroups/G" out of a refusal's text.
std::string scope_in(std::string_view text) {
  const auto begin = text.find("/subscriptions/");
  if (begin == std::string_view::npos) return {};
  const auto path = text.substr(begin, text.substr(begin).find_first_of("' \t\r\n\"(),"));
  const auto lower = lower_case(path);
  const auto group = lower.find("/resourcegroups/");
  if (group == std::string::npos) return std::string(path.substr(0, path.find('/', 15)));
  const auto end = path.find('/', group + 16);
  return std::string(path.substr(0, end));
}

void judge_azure(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "pls.readable";
  std::vector<Failure> refused;
  for (const auto& failure : failures_of(given.directory, "az-")) {
    if (says(lower_case(failure.text), {"authorizationfailed", "does not have authorization", "forbidden", "403"}))
      refused.push_back(failure);
  }
  if (refused.empty()) {
    checks.push_back(any_file(given.directory, "az-")
                         ? catalog::pass(id, "What was asked of Azure was answered.")
                         : skip_without(id, "az-private-link-services.json", given.directory, given.subject));
    return;
  }
  // The Private Link Service's own file says most.
  const auto main = std::ranges::find(refused, "az-private-link-services.json", &Failure::file);
  const auto& failure = main == refused.end() ? refused.front() : *main;
  const auto scope = scope_in(failure.text);
  const bool essential = std::ranges::any_of(refused, [](const Failure& each) {
    return each.file == "az-private-link-services.json" || each.file == "az-load-balancers.json";
  });
  std::string observed = "Azure refused the command for " + std::string(failure.file);
  if (!scope.empty()) observed += ": no right to read " + shown(scope);
  std::vector<std::string> commands{"az role assignment create --role Reader --assignee '<user>' --scope " +
                                    quoted_or(scope, "resource-group-id")};
  checks.push_back(
      essential
          ? catalog::finding(id, observed + ".", "the role Reader there", std::move(commands), evidence_of(refused))
          : catalog::warning(id, observed + ".", "the role Reader there", std::move(commands), evidence_of(refused)));
}

void judge_limits(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "ncc.limits";
  const auto& facts = given.facts;
  if (!facts.has_nccs) {
    checks.push_back(skip_without(id, "account-nccs.json", given.directory, given.subject));
    return;
  }
  std::map<std::string, std::size_t> nccs, endpoints, workspaces;
  std::map<std::string_view, std::string> region_by_ncc;
  for (const auto& ncc : facts.nccs) {
    ++nccs[lower_case(ncc.region)];
    region_by_ncc[ncc.id] = lower_case(ncc.region);
  }
  for (const auto& rule : facts.rules) {
    if (const auto found = region_by_ncc.find(rule.ncc); found != region_by_ncc.end()) ++endpoints[found->second];
  }
  for (const auto& workspace : facts.workspaces) {
    if (!workspace.ncc.empty()) ++workspaces[std::string(workspace.ncc)];
  }
  std::vector<std::string> full;
  for (const auto& [region, count] : nccs) {
    if (count >= nccs_in_region) full.push_back(std::to_string(count) + " of 10 NCCs in " + shown(region));
  }
  for (const auto& [region, count] : endpoints) {
    if (count >= endpoints_in_region)
      full.push_back(std::to_string(count) + " of 100 private endpoints in " + shown(region));
  }
  for (const auto& [ncc, count] : workspaces) {
    if (count >= workspaces_of_ncc)
      full.push_back(std::to_string(count) + " of 50 workspaces at " + facts.ncc_words(ncc));
  }
  const auto proof = evidence([&](json::Writer& out) {
    out.member("nccs", facts.nccs.size()).member("rules", facts.rules.size());
    out.member("workspaces", facts.workspaces.size());
  });
  if (full.empty())
    checks.push_back(catalog::pass(id,
                                   std::to_string(facts.nccs.size()) + " NCCs with " +
                                       std::to_string(facts.rules.size()) + " rules: there is room.",
                                   proof));
  else
    checks.push_back(
        catalog::finding(id, "A limit is reached: " + shown_list(full) + ".", "room for one more", {}, proof));
}

}  // namespace

void judge_ncc_access(std::vector<Check>& checks, const NccCase& given) {
  judge_azure(checks, given);
  judge_account(checks, given);
  judge_limits(checks, given);
}

}  // namespace atgateway::snapshot
