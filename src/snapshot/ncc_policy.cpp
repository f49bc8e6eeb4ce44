// The serverless egress policy of the workspace: whether the gateway's name gets through.
#include "snapshot/ncc.hpp"

#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

bool lists(const json::Value& access, std::string_view list, std::string_view hostname) {
  for (const auto& entry : elements_at(access, {list})) {
    const auto destination = text_at(entry, {"destination"});
    if (base::equal_without_case(destination, hostname)) return true;
    if (destination.starts_with("*.") && hostname.ends_with(lower_case(destination.substr(1)))) return true;
  }
  return false;
}

std::optional<json::Value> find_policy(const json::Value& root, std::string_view id) {
  for (const auto& policy : list_of(root).value_or(std::vector<json::Value>())) {
    if (text_at(policy, {"network_policy_id"}) == id) return policy;
  }
  return std::nullopt;
}

Check judge_policy(const NccCase& given) {
  constexpr std::string_view id = "ncc.network-policy";
  const auto network = given.directory.find("account-workspace-network.json");
  const auto root = given.directory.find("account-network-policies.json");
  if (!network) return skip_without(id, "account-workspace-network.json", given.directory, given.subject);
  if (!root) return skip_without(id, "account-network-policies.json", given.directory, given.subject);
  const auto policy_id = first_of(text_at(*network, {"network_policy_id"}), "default-policy");
  const auto policy = find_policy(*root, policy_id);
  if (!policy) return skip_without(id, "account-network-policies.json", given.directory, given.subject);
  const auto access = at(*policy, {"egress", "network_access"});
  if (!access) return catalog::pass(id, "The policy " + shown(policy_id) + " restricts nothing.");
  const auto mode = text_at(*access, {"restriction_mode"});
  const auto enforcement = text_at(*access, {"policy_enforcement", "enforcement_mode"});
  const auto& hostname = given.facts.hostname;
  const bool allowed = lists(*access, "allowed_internet_destinations", hostname);
  const bool forbidden = lists(*access, "blocked_internet_destinations", hostname);
  const auto proof = evidence([&](json::Writer& out) {
    out.member("network_policy_id", shown(policy_id)).member("restriction_mode", shown(mode));
    out.member("enforcement_mode", shown(enforcement)).member("allowed", allowed).member("blocked", forbidden);
  });
  const std::string words = "The policy " + shown(policy_id) + " is " + shown(mode.empty() ? "without mode" : mode);
  const std::vector<std::string> commands{"databricks account network-policies get-network-policy-rpc " +
                                          quoted(policy_id) + " -o json"};
  const bool dry_run = enforcement == "DRY_RUN";
  if (hostname.empty() && mode == "RESTRICTED_ACCESS")
    return catalog::skip(id, SkipReason::no_data, words + ", and the gateway's name is not known.");
  if (forbidden && !dry_run)
    return catalog::finding(id, words + " and blocks " + shown(hostname) + ".", shown(hostname) + " not blocked",
                            commands, proof);
  if (mode != "RESTRICTED_ACCESS" || allowed)
    return catalog::pass(id, words + (allowed ? " and allows " + shown(hostname) : std::string()) + ".", proof);
  if (dry_run) return catalog::pass(id, words + ", in dry run: it blocks nothing yet.", proof);
  // Reports differ on whether the names of a rule in force are let through without being listed.
  const bool in_rule =
      given.facts.rule != nullptr && std::ranges::any_of(given.facts.rule->domains, [&](std::string_view name) {
        return base::equal_without_case(name, hostname);
      });
  const auto observed = words + " and does not list " + shown(hostname) + ".";
  const auto expected = shown(hostname) + " among the allowed destinations";
  if (!in_rule) return catalog::finding(id, observed, expected, commands, proof);
  return catalog::warning(id, observed, expected, commands, proof,
                          "The names of a rule should be let through by themselves, and reports of it differ. If calls "
                          "end in 503 or a retry time-out, add the name to the allowed destinations.");
}

}  // namespace

void judge_ncc_policy(std::vector<Check>& checks, const NccCase& given) { checks.push_back(judge_policy(given)); }

}  // namespace atgateway::snapshot
