// Which NCC the workspace has, in which region each stands, and whether that is what was decided.
#include "snapshot/ncc.hpp"

#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

// "West Europe" and "westeurope" are the same.
std::string region_of(std::string_view text) {
  auto out = lower_case(text);
  std::erase(out, ' ');
  return out;
}

std::string regions(std::string_view name, std::string_view first, std::string_view second) {
  return evidence([&](json::Writer& out) { out.member(name, shown(first)).member("workspace", shown(second)); });
}

void judge_regions(std::vector<Check>& checks, const NccCase& given) {
  const auto& facts = given.facts;
  const auto workspace = region_of(facts.workspace_region);
  constexpr std::string_view id = "ncc.region";
  if (facts.wanted == nullptr || facts.wanted->region.empty()) {
    checks.push_back(skip_without(id, "account-nccs.json", given.directory, given.subject));
  } else if (workspace.empty()) {
    checks.push_back(skip_without(id, "az-databricks-workspace.json", given.directory, given.subject));
  } else {
    const auto& ncc = *facts.wanted;
    const auto proof = regions("ncc", ncc.region, facts.workspace_region);
    const auto words = facts.ncc_words(ncc.id) + " is in " + shown(ncc.region) + ", the workspace in " +
                       shown(facts.workspace_region) + ".";
    checks.push_back(region_of(ncc.region) == workspace
                         ? catalog::pass(id, words, proof)
                         : catalog::finding(id, words, "both in " + shown(facts.workspace_region),
                                            {"databricks account network-connectivity "
                                             "create-network-connectivity-configuration " +
                                             quoted("carto-" + workspace) + " " + quoted(workspace)},
                                            proof));
  }
  constexpr std::string_view service_id = "ncc.service-region";
  if (facts.service == nullptr || facts.service->location.empty()) {
    checks.push_back(skip_without(service_id, "az-private-link-services.json", given.directory, given.subject));
  } else if (workspace.empty()) {
    checks.push_back(skip_without(service_id, "az-databricks-workspace.json", given.directory, given.subject));
  } else {
    const auto proof = regions("service", facts.service->location, facts.workspace_region);
    const auto words = shown(facts.service->name) + " is in " + shown(facts.service->location) + ", the workspace in " +
                       shown(facts.workspace_region) + ".";
    checks.push_back(region_of(facts.service->location) == workspace
                         ? catalog::pass(service_id, words, proof)
                         : catalog::finding(service_id, words, "the same region, for time and cost", {}, proof));
  }
}

// What the workspace would have no more, were another NCC attached.
std::vector<std::string> rules_of(const NccFacts& facts, std::string_view ncc) {
  std::vector<std::string> out;
  for (const auto& rule : facts.rules) {
    if (rule.deactivated || rule.ncc != ncc) continue;
    std::string words(last_part(rule.resource_id));
    if (!rule.domains.empty())
      words.append(" (").append(rule.domains[0]).append(")");
    else if (!rule.group_id.empty())
      words.append(" (").append(rule.group_id).append(")");
    out.push_back(std::move(words));
  }
  return out;
}

void judge_attached(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "ncc.attached";
  const auto& facts = given.facts;
  if (facts.workspace == nullptr) {
    checks.push_back(skip_without(id, "account-workspaces.json", given.directory, given.subject));
    return;
  }
  const auto& has = facts.workspace->ncc;
  const auto proof = evidence([&](json::Writer& out) {
    out.member("workspace_id", shown(facts.workspace->id)).member("attached", shown(has));
    if (facts.wanted != nullptr) out.member("wanted", shown(facts.wanted->id));
  });
  // Without the list of NCCs the rule still says which one it is in.
  std::string_view wanted = facts.wanted == nullptr ? std::string_view() : facts.wanted->id;
  if (wanted.empty() && facts.rule != nullptr) wanted = facts.rule->ncc;
  if (!has.empty() && (wanted.empty() || base::equal_without_case(has, wanted))) {
    checks.push_back(catalog::pass(id, "The workspace has " + facts.ncc_words(has) + ".", proof));
    return;
  }
  std::vector<std::string> commands;
  std::string body;
  json::Writer(body)
      .begin_object()
      .member("network_connectivity_config_id", wanted.empty() ? std::string("<ncc-id>") : shown(wanted))
      .end_object();
  commands.push_back("databricks account workspaces update " + quoted_or(facts.workspace->id, "workspace-id") +
                     " --json " + quoted(body));
  if (has.empty()) {
    checks.push_back(catalog::finding(id, "The workspace has no NCC.",
                                      wanted.empty() ? "the NCC with the rule" : facts.ncc_words(wanted),
                                      std::move(commands), proof));
    return;
  }
  const auto lost = rules_of(facts, has);
  std::string fix = "Attaching " + facts.ncc_words(wanted) + " replaces " + facts.ncc_words(has) +
                    ", of which the workspace has one only. ";
  if (!lost.empty()) {
    fix += "It would lose these rules: " + shown_list(lost) +
           ". Make them in the other NCC first, or make the gateway's "
           "rule in the attached one.";
  } else {
    fix += "Look first which rules that one has: the snapshot shows none of them.";
  }
  checks.push_back(catalog::finding(
      id, "The workspace has " + facts.ncc_words(has) + "; the rule is in " + facts.ncc_words(wanted) + ".",
      facts.ncc_words(wanted), std::move(commands), proof, std::move(fix)));
}

void judge_decided(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "ncc.as-decided";
  const auto& facts = given.facts;
  if (given.subject.site == nullptr) {
    checks.push_back(catalog::skip(id, SkipReason::not_asked, "No site file was given."));
    return;
  }
  const Site& site = *given.subject.site;
  std::vector<std::string> differ;
  std::size_t compared = 0;
  const auto compare = [&](bool known, bool same, std::string words) {
    if (!known) return;
    ++compared;
    if (!same) differ.push_back(std::move(words));
  };
  const auto& ncc = site.databricks.ncc;
  compare(
      !ncc.empty() && facts.has_nccs, facts.find_ncc(ncc) != nullptr,
      "databricks.ncc is " + ncc + ", which is not among the account's " + std::to_string(facts.nccs.size()) + " NCCs");
  if (const auto root = given.directory.find("account-nccs.json"); root && !site.databricks.account_id.empty()) {
    const auto list = list_of(*root).value_or(std::vector<json::Value>());
    const auto account = list.empty() ? std::string_view() : text_at(list[0], {"account_id"});
    compare(!account.empty(), base::equal_without_case(account, site.databricks.account_id),
            "databricks.account_id is not the snapshot's account " + shown(account));
  }
  if (facts.rule != nullptr && !site.azure.pls_name.empty()) {
    const auto target = arm_id(facts.rule->resource_id).name;
    compare(!target.empty(), base::equal_without_case(target, site.azure.pls_name),
            "azure.pls_name is " + site.azure.pls_name + ", and the rule points to " + shown(target));
  }
  if (compared == 0) {
    checks.push_back(skip_without(id, "account-nccs.json", given.directory, given.subject));
  } else if (differ.empty()) {
    checks.push_back(
        catalog::pass(id, std::to_string(compared) + " of the site file's names were compared, and agree."));
  } else {
    checks.push_back(catalog::finding(id, shown_list(differ) + ".", "what the site file says"));
  }
}

}  // namespace

void judge_ncc_attachment(std::vector<Check>& checks, const NccCase& given) {
  judge_regions(checks, given);
  judge_attached(checks, given);
  judge_decided(checks, given);
}

}  // namespace atgateway::snapshot
