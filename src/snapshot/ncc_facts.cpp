#include "snapshot/ncc_facts.hpp"

#include "snapshot/commands.hpp"
#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

#include <algorithm>
#include <set>

namespace atgateway::snapshot {
namespace {

using base::equal_without_case;

NccRule read_rule(const json::Value& value) {
  NccRule rule;
  rule.id = text_at(value, {"rule_id"});
  rule.ncc = text_at(value, {"network_connectivity_config_id"});
  rule.state = text_at(value, {"connection_state"});
  rule.resource_id = text_at(value, {"resource_id"});
  rule.group_id = text_at(value, {"group_id"});
  rule.endpoint_name = text_at(value, {"endpoint_name"});
  rule.error = text_at(value, {"error_message"});
  rule.domains = strings_at(value, {"domain_names"});
  rule.created = time_at(value, {"creation_time"});
  rule.updated = time_at(value, {"updated_time"});
  rule.deactivated = flag_at(value, {"deactivated"}).value_or(false);
  return rule;
}

// The rules' own file is the newer one; the NCCs' holds the same rules, of every NCC.
void read_rules(NccFacts& facts, const Directory& directory) {
  std::set<std::string_view> seen;
  const auto add = [&](const json::Value& value) {
    const auto rule = read_rule(value);
    if (rule.id.empty() || seen.insert(rule.id).second) facts.rules.push_back(rule);
  };
  if (const auto root = directory.find("account-ncc-rules.json")) {
    const auto list = list_of(*root);
    facts.has_rules = list.has_value();
    for (const auto& value : list.value_or(std::vector<json::Value>())) add(value);
  }
  const auto root = directory.find("account-nccs.json");
  if (!root) return;
  const auto list = list_of(*root);
  facts.has_nccs = list.has_value();
  for (const auto& value : list.value_or(std::vector<json::Value>())) {
    facts.nccs.push_back(
        {text_at(value, {"network_connectivity_config_id"}), text_at(value, {"name"}), text_at(value, {"region"})});
    if (!at(value, {"egress_config", "target_rules"})) continue;
    facts.has_rules = true;
    for (const auto& rule : elements_at(value, {"egress_config", "target_rules", "azure_private_endpoint_rules"}))
      add(rule);
  }
}

void read_workspaces(NccFacts& facts, const Directory& directory) {
  const auto root = directory.find("account-workspaces.json");
  if (!root) return;
  auto list = list_of(*root);
  if (!list && at(*root, {"workspace_id"})) list = std::vector<json::Value>{*root};  // `get` instead of `list`
  facts.has_workspaces = list.has_value();
  for (const auto& value : list.value_or(std::vector<json::Value>())) {
    AccountWorkspace workspace;
    workspace.id = word_at(value, {"workspace_id"});
    workspace.name = text_at(value, {"workspace_name"});
    workspace.tier = text_at(value, {"pricing_tier"});
    workspace.region =
        first_of(text_at(value, {"location"}), text_at(value, {"azure_region"}), text_at(value, {"aws_region"}));
    workspace.ncc = text_at(value, {"network_connectivity_config_id"});
    workspace.created = time_at(value, {"creation_time"});
    facts.workspaces.push_back(workspace);
  }
}

void read_services(NccFacts& facts, const Directory& directory) {
  const auto root = directory.find("az-private-link-services.json");
  if (!root) return;
  const auto list = list_of(*root);
  facts.has_services = list.has_value();
  for (const auto& value : list.value_or(std::vector<json::Value>())) {
    LinkService service;
    service.id = text_at(value, {"id"});
    service.name = text_at(value, {"name"});
    service.alias = property_text(value, {"alias"});
    service.location = text_at(value, {"location"});
    service.owner = text_at(value, {"tags", "k8s-azure-owner-service"});
    if (const auto visibility = property(value, {"visibility", "subscriptions"}))
      service.visibility = strings_at(*visibility, {});
    for (const auto& connection : property_elements(value, {"privateEndpointConnections"})) {
      service.connections.push_back({text_at(connection, {"name"}),
                                     property_text(connection, {"privateEndpoint", "id"}),
                                     property_text(connection, {"privateLinkServiceConnectionState", "status"})});
    }
    facts.services.push_back(std::move(service));
  }
}

template <class T, class Predicate>
const T* first_that(const std::vector<T>& all, Predicate fits) {
  const auto found = std::find_if(all.begin(), all.end(), fits);
  return found == all.end() ? nullptr : &*found;
}

// The workspace as Azure lists it: an object, or a list of those that were asked for.
std::vector<json::Value> azure_workspaces(const Directory& directory) {
  const auto root = directory.find("az-databricks-workspace.json");
  if (!root) return {};
  if (auto list = list_of(*root)) return std::move(*list);
  return {*root};
}

void choose_workspace(NccFacts& facts, const Directory& directory, const Subject& subject) {
  std::string_view id = subject.site == nullptr ? std::string_view() : subject.site->databricks.workspace_id;
  const auto in_azure = azure_workspaces(directory);
  if (id.empty()) {
    if (const auto network = directory.find("account-workspace-network.json")) id = word_at(*network, {"workspace_id"});
  }
  if (id.empty() && in_azure.size() == 1) id = word_at(in_azure[0], {"properties", "workspaceId"});
  facts.workspace = first_that(facts.workspaces, [&](const auto& each) { return !id.empty() && each.id == id; });
  if (id.empty() && facts.workspaces.size() == 1) facts.workspace = facts.workspaces.data();
  if (facts.workspace != nullptr) {
    facts.workspace_region = facts.workspace->region;
    facts.workspace_tier = facts.workspace->tier;
  }
  for (const auto& value : in_azure) {
    const auto own = word_at(value, {"properties", "workspaceId"});
    if (!id.empty() && !own.empty() && own != id) continue;
    if (facts.workspace_region.empty()) facts.workspace_region = text_at(value, {"location"});
    if (facts.workspace_tier.empty()) facts.workspace_tier = text_at(value, {"sku", "name"});
  }
}

void choose_service(NccFacts& facts, const Subject& subject) {
  const Site defaults;
  const Site& site = subject.site == nullptr ? defaults : *subject.site;
  const auto owner = site.kubernetes.namespace_ + "/" + site.kubernetes.service;
  if (!site.azure.pls_name.empty()) {
    facts.service = first_that(facts.services,
                               [&](const auto& each) { return equal_without_case(each.name, site.azure.pls_name); });
  }
  if (facts.service == nullptr)
    facts.service = first_that(facts.services, [&](const auto& each) { return each.owner == owner; });
  if (facts.service == nullptr && facts.services.size() == 1) facts.service = facts.services.data();
}

bool lists(const NccRule& rule, std::string_view hostname) {
  return std::any_of(rule.domains.begin(), rule.domains.end(),
                     [&](std::string_view each) { return equal_without_case(each, hostname); });
}

void choose_rule(NccFacts& facts) {
  int best = 0;
  std::size_t candidates = 0;
  const NccRule* last = nullptr;
  for (const auto& rule : facts.rules) {
    if (rule.deactivated || !rule.group_id.empty()) continue;
    ++candidates;
    last = &rule;
    const bool ours = facts.service != nullptr && same_arm_id(rule.resource_id, facts.service->id);
    const bool named = !facts.hostname.empty() && lists(rule, facts.hostname);
    if (!ours && !named) continue;
    const bool wanted = facts.wanted != nullptr && rule.ncc == facts.wanted->id;
    const bool attached = facts.workspace != nullptr && !rule.ncc.empty() && rule.ncc == facts.workspace->ncc;
    const int score = (wanted ? 16 : 0) + (attached ? 8 : 0) + (named ? 4 : 0) + (ours ? 2 : 0) +
                      (rule.state == "ESTABLISHED" ? 1 : 0);
    if (score <= best) continue;
    best = score;
    facts.rule = &rule;
  }
  // Nothing to compare with, or a name that was mistyped: the only rule there is must be meant.
  if (facts.rule == nullptr && candidates == 1 && (facts.hostname.empty() || facts.service == nullptr))
    facts.rule = last;
}

}  // namespace

std::string_view word_at(const json::Value& value, std::initializer_list<std::string_view> path) {
  const auto there = at(value, path);
  if (!there || !(there->is(json::Kind::string) || there->is(json::Kind::number))) return {};
  return there->text();
}

std::optional<std::int64_t> time_at(const json::Value& value, std::initializer_list<std::string_view> path) {
  if (const auto moment = moment_at(value, path)) return moment;
  const auto milliseconds = integer_at(value, path);
  if (!milliseconds || *milliseconds <= 0) return std::nullopt;
  // Seconds until the year 5138 are fewer than milliseconds of 1973.
  return *milliseconds < 100'000'000'000 ? *milliseconds : *milliseconds / 1000;
}

std::string_view last_part(std::string_view id) noexcept {
  while (id.ends_with('/')) id.remove_suffix(1);
  return id.substr(id.rfind('/') + 1);
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = base::lower(c);
  return out;
}

std::string age_words(std::int64_t seconds) {
  const auto with = [](std::int64_t count, const char* unit) {
    return std::to_string(count) + ' ' + unit + (count == 1 ? "" : "s");
  };
  seconds = std::max<std::int64_t>(seconds, 0);
  if (seconds >= 2 * 86400) return with(seconds / 86400, "day");
  if (seconds >= 2 * 3600) return with(seconds / 3600, "hour");
  return with(seconds / 60, "minute");
}

std::string host_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at_sign = url.rfind('@'); at_sign != std::string_view::npos) url.remove_prefix(at_sign + 1);
  if (!url.starts_with('[')) url = url.substr(0, url.rfind(':'));
  return lower_case(base::trim(url));
}

const Ncc* NccFacts::find_ncc(std::string_view id_or_name) const {
  if (id_or_name.empty()) return nullptr;
  const auto* by_id = first_that(nccs, [&](const auto& each) { return equal_without_case(each.id, id_or_name); });
  return by_id != nullptr ? by_id : first_that(nccs, [&](const auto& each) { return each.name == id_or_name; });
}

std::string NccFacts::ncc_words(std::string_view id) const {
  const auto* ncc = find_ncc(id);
  if (ncc == nullptr || ncc->name.empty()) return "NCC " + shown(id);
  return "NCC " + shown(ncc->name);
}

void read_ncc_facts(NccFacts& facts, const Directory& directory, const Subject& subject) {
  read_rules(facts, directory);
  read_workspaces(facts, directory);
  read_services(facts, directory);
  facts.hostname = lower_case(subject.hostname);
  if (facts.hostname.empty() && subject.site != nullptr) facts.hostname = lower_case(subject.site->hostname);
  if (facts.hostname.empty()) {
    if (const auto connection = directory.find("workspace-connection.json"))
      facts.hostname = host_of(text_at(*connection, {"options", "host"}));
  }
  choose_workspace(facts, directory, subject);
  choose_service(facts, subject);
  if (subject.site != nullptr) facts.wanted = facts.find_ncc(subject.site->databricks.ncc);
  if (facts.workspace != nullptr) facts.attached = facts.find_ncc(facts.workspace->ncc);
  choose_rule(facts);
  if (facts.wanted == nullptr && facts.rule != nullptr) facts.wanted = facts.find_ncc(facts.rule->ncc);
  if (facts.wanted == nullptr) facts.wanted = facts.attached;
}

Check skip_without(std::string_view id, std::string_view file, const Directory& directory, const Subject& subject) {
  std::string why = std::string(file) + " is not there.";
  if (directory.is_bad(file)) {
    why = std::string(file) + " is there and cannot be used.";
  } else if (!directory.error_of(file).empty()) {
    why = "The command for " + std::string(file) + " failed when the snapshot was taken.";
  } else if (directory.find(file)) {
    why = std::string(file) + " does not say what this check needs.";
  }
  std::vector<std::string> commands;
  const auto* info = find_file(file);
  if (info != nullptr) {
    if (auto command = fetch_command(*info, subject.site); !command.empty()) commands.push_back(std::move(command));
  }
  return catalog::skip(id, SkipReason::no_data, std::move(why), std::move(commands));
}

Check not_applicable(std::string_view id, std::string why) {
  return catalog::skip(id, SkipReason::not_applicable, std::move(why));
}

}  // namespace atgateway::snapshot
