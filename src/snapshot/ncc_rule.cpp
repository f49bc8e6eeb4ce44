// The private endpoint rule: that there is one, where it points, and which state it is in.
#include "snapshot/ncc.hpp"

#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

constexpr std::int64_t day = 86400;
constexpr std::int64_t days_to_approve = 14;
constexpr std::int64_t days_until_warning = 10;

std::string evidence_of(const NccRule& rule) {
  return evidence([&](json::Writer& out) {
    out.member("rule_id", shown(rule.id)).member("connection_state", shown(rule.state));
    out.member("endpoint_name", shown(rule.endpoint_name)).member("resource_id", shown(rule.resource_id, 500));
    if (!rule.error.empty()) out.member("error_message", shown(rule.error, 500));
    if (rule.created) out.member("created", *rule.created);
    if (rule.updated) out.member("updated", *rule.updated);
  });
}

std::string rule_words(const NccCase& given, const NccRule& rule) {
  return "The rule " + shown(rule.id) + " of " + given.facts.ncc_words(rule.ncc);
}

void judge_existence(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "ncc.rule-exists";
  const auto& facts = given.facts;
  if (!facts.has_rules) {
    checks.push_back(skip_without(id, "account-ncc-rules.json", given.directory, given.subject));
    return;
  }
  if (facts.rule != nullptr) {
    checks.push_back(
        catalog::pass(id, rule_words(given, *facts.rule) + " is for the gateway.", evidence_of(*facts.rule)));
    return;
  }
  if (facts.hostname.empty() && facts.service == nullptr && !facts.rules.empty()) {
    checks.push_back(catalog::skip(id, SkipReason::no_data,
                                   "Which of the rules is the gateway's cannot be told without its name.",
                                   {"atgateway doctor --snapshot . --site site.json"}));
    return;
  }
  const bool deleted = std::any_of(facts.rules.begin(), facts.rules.end(), [&](const NccRule& rule) {
    return rule.deactivated && std::ranges::find(rule.domains, facts.hostname) != rule.domains.end();
  });
  std::string what = facts.hostname.empty() ? "the Private Link Service " + shown(facts.service->name)
                                            : "the name " + shown(facts.hostname);
  std::string observed = "None of the " + std::to_string(facts.rules.size()) + " rules is for " + what + ".";
  if (deleted) observed = "The only rule for " + what + " is deactivated: it was deleted.";
  const auto ncc = facts.wanted == nullptr ? std::string_view() : facts.wanted->id;
  checks.push_back(catalog::finding(
      id, std::move(observed), "a rule with the gateway's Private Link Service and its name",
      {create_rule_command(given, ncc, {facts.hostname.empty() ? "<hostname>" : shown(facts.hostname)})},
      evidence([&](json::Writer& out) { out.member("rules", facts.rules.size()); })));
}

void judge_target(std::vector<Check>& checks, const NccCase& given, const NccRule& rule) {
  constexpr std::string_view id = "ncc.rule-target";
  const auto& facts = given.facts;
  const auto target = arm_id(rule.resource_id);
  const std::string expected = "the resource id of the Private Link Service in front of the gateway";
  const auto fails = [&](std::string observed) {
    checks.push_back(catalog::finding(id, std::move(observed), expected, make_again(given, rule), evidence_of(rule)));
  };
  const bool is_service = base::equal_without_case(target.type, "privateLinkServices") && target.child_type.empty();
  const bool is_alias = rule.resource_id.ends_with(".azure.privatelinkservice");
  if (!is_service && !is_alias) {
    fails(target.empty() ? "The rule's resource_id is not an Azure resource id."
                         : "The rule points to a resource of type " + shown(target.type) + ".");
    return;
  }
  if (!facts.has_services) {
    checks.push_back(skip_without(id, "az-private-link-services.json", given.directory, given.subject));
    return;
  }
  const auto points_to = [&](const LinkService& each) {
    return is_alias ? base::equal_without_case(each.alias, rule.resource_id) : same_arm_id(each.id, rule.resource_id);
  };
  const auto live = std::ranges::find_if(facts.services, points_to);
  if (live != facts.services.end() && (facts.service == nullptr || &*live == facts.service)) {
    checks.push_back(
        catalog::pass(id, "The rule points to " + shown(live->name) + ", which is there.", evidence_of(rule)));
  } else if (live != facts.services.end()) {
    fails("The rule points to " + shown(live->name) + ", and the gateway's Private Link Service is " +
          shown(facts.service->name) + ".");
  } else if (is_alias || facts.service == nullptr) {
    checks.push_back(catalog::warning(
        id, "The rule's target is not among the " + std::to_string(facts.services.size()) + " services listed.",
        expected, make_again(given, rule), evidence_of(rule)));
  } else if (base::equal_without_case(target.name, facts.service->name)) {
    fails("The rule points to a service named " + shown(target.name) + " in " + shown(target.resource_group) +
          "; the live one of that name is in " + shown(arm_id(facts.service->id).resource_group) + ".");
  } else {
    fails("The rule points to " + shown(target.name) + ", which is not there; the gateway's Private Link Service is " +
          shown(facts.service->name) + ".");
  }
}

// The subscription that asked: its id stands in the path of the endpoint that could not be made.
std::string_view asking_subscription(std::string_view text, std::string_view own) {
  constexpr std::string_view mark = "/subscriptions/";
  std::string_view found;
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    const auto guid = text.substr(at + mark.size(), 36);
    if (!is_guid(guid) || base::equal_without_case(guid, own)) continue;
    const auto rest = text.substr(at + mark.size() + guid.size());
    // Databricks' groups are called so; another subscription in the text is taken only when there is no such path.
    if (rest.starts_with("/resourceGroups/prod-")) return guid;
    if (found.empty()) found = guid;
  }
  return found;
}

Check not_visible(const NccCase& given, const NccRule& rule) {
  const auto& facts = given.facts;
  const auto guid = asking_subscription(rule.error, arm_id(rule.resource_id).subscription);
  const Site defaults;
  const auto& cluster = (given.subject.site == nullptr ? defaults : *given.subject.site).kubernetes;
  const std::string_view owner = facts.service == nullptr ? std::string_view() : facts.service->owner;
  const auto slash = owner.find('/');
  const auto name_space =
      slash == std::string_view::npos ? std::string_view(cluster.namespace_) : owner.substr(0, slash);
  const auto service = slash == std::string_view::npos ? std::string_view(cluster.service) : owner.substr(slash + 1);
  std::string value;
  if (facts.service != nullptr) {
    for (const auto each : facts.service->visibility) value.append(value.empty() ? "" : " ").append(each);
  } else if (given.subject.site != nullptr) {
    for (const auto& each : given.subject.site->azure.visibility) value.append(value.empty() ? "" : " ").append(each);
  }
  if (!guid.empty() && value.find(guid) == std::string::npos) value.append(value.empty() ? "" : " ").append(guid);
  if (guid.empty()) value = "*";
  std::vector<std::string> commands{"kubectl annotate service -n " + quoted(name_space) + " " + quoted(service) +
                                    " --overwrite service.beta.kubernetes.io/azure-pls-visibility=" + quoted(value)};
  for (auto& command : make_again(given, rule)) commands.push_back(std::move(command));
  std::string observed = "CREATE_FAILED: the Private Link Service does not exist, or Databricks may not see it";
  observed += guid.empty() ? "." : "; it asked from subscription " + std::string(guid) + ".";
  return catalog::finding(
      "ncc.service-visible", std::move(observed), "a service that Databricks' subscription may see",
      std::move(commands), evidence_of(rule),
      "Make the service visible to the subscription that Databricks asked from, then make the rule again. Databricks "
      "has more than one subscription in a region and may ask from another next time: \"*\" with approval by hand "
      "lasts.");
}

Check not_approved(const NccCase& given, const NccRule& rule) {
  constexpr std::string_view id = "ncc.rule-approved";
  const auto* service = given.facts.service;
  std::string observed = "The rule is PENDING";
  if (rule.created && given.subject.now > 0) observed += " since " + age_words(given.subject.now - *rule.created);
  const std::string expected = "Approved at the Private Link Service, and ESTABLISHED at Databricks within 10 minutes";
  if (service == nullptr) {
    return catalog::finding(
        id, observed + "; the service's connections are not in the snapshot.", expected,
        {"az network private-link-service list -g " + quoted_or(arm_id(rule.resource_id).resource_group, "pls-rg") +
         " --query \"[].privateEndpointConnections[].{name:name,"
         "status:privateLinkServiceConnectionState.status}\" -o table"},
        evidence_of(rule));
  }
  const auto where = arm_id(service->id);
  const auto scope = "--subscription " + quoted_or(where.subscription, "subscription") + " -g " +
                     quoted_or(where.resource_group, "pls-rg");
  const auto* connection = connection_of(*service, rule);
  if (connection == nullptr) {
    return catalog::finding(
        id,
        observed + "; its endpoint is not among the " + std::to_string(service->connections.size()) +
            " connections of " + shown(service->name) + ".",
        expected,
        {"az network private-link-service show " + scope + " -n " + quoted_or(service->name, "pls") +
         " --query \"privateEndpointConnections[].{name:name,status:privateLinkServiceConnectionState.status}\" -o "
         "table"},
        evidence_of(rule),
        "Wait a few minutes for the request to arrive; if it does not, compare the rule's resource id with the "
        "service's.");
  }
  if (connection->status == "Approved") {
    return catalog::finding(id, observed + ", and the connection is Approved: Databricks has not taken note yet.",
                            expected, {}, evidence_of(rule),
                            "Wait up to 10 minutes. If it stays so, delete the rule and make it again.");
  }
  return catalog::finding(
      id, observed + "; the connection is " + shown(connection->status) + " at " + shown(service->name) + ".", expected,
      {"az network private-link-service connection update " + scope + " --service-name " +
       quoted_or(service->name, "pls") + " -n " + quoted_or(connection->name, "connection") +
       " --connection-status Approved --description " + quoted("Databricks serverless")},
      evidence_of(rule));
}

// The checks of a rule's life, in its order. The first that its state belongs to is made; what comes after it is
// blocked by it, what comes before it holds.
void judge_state(std::vector<Check>& checks, const NccCase& given, const NccRule& rule) {
  constexpr std::array<std::string_view, 7> order{
      "ncc.service-visible",  "ncc.rule-created",  "ncc.rule-not-rejected", "ncc.rule-connected",
      "ncc.rule-not-expired", "ncc.rule-approved", "ncc.rule-established"};
  const std::string words = rule_words(given, rule) + " is " + shown(rule.state.empty() ? "without state" : rule.state);
  const auto fails = [&](std::string_view id, std::string observed) {
    return catalog::finding(id, std::move(observed), "ESTABLISHED", make_again(given, rule), evidence_of(rule));
  };
  std::optional<Check> failed;
  if (rule.state == "CREATE_FAILED") {
    if (rule.error.find("IsNotVisible") != std::string_view::npos) {
      failed = not_visible(given, rule);
    } else {
      failed = fails(order[1], words + (rule.error.empty() ? std::string(" and does not say why.")
                                                           : ": " + shown(rule.error, 300)));
    }
  } else if (rule.state == "REJECTED") {
    failed = fails(order[2], words + ".");
  } else if (rule.state == "DISCONNECTED") {
    std::string observed = words;
    if (given.facts.service != nullptr) {
      observed += connection_of(*given.facts.service, rule) == nullptr
                      ? ", and its connection is not at " + shown(given.facts.service->name) + " any more"
                      : "";
    }
    failed = fails(order[3], observed + ".");
  } else if (rule.state == "EXPIRED") {
    failed = fails(order[4], words + ": nobody approved it within 14 days.");
  } else if (rule.state == "PENDING") {
    failed = not_approved(given, rule);
  } else if (rule.state != "ESTABLISHED") {
    failed = catalog::finding(order[6], words + ".", "ESTABLISHED", {}, evidence_of(rule));
  }
  bool before = true;
  for (const auto id : order) {
    if (failed && failed->id == id) {
      before = false;
      checks.push_back(*failed);
    } else if (!before) {
      checks.push_back(catalog::blocked(id, failed->id));
    } else if (id == "ncc.rule-not-expired" && rule.state == "PENDING" && rule.created &&
               given.subject.now - *rule.created >= days_until_warning * day) {
      const auto left = std::max<std::int64_t>(0, *rule.created + days_to_approve * day - given.subject.now);
      checks.push_back(
          catalog::warning(id,
                           left > 0 ? "The rule expires in " + age_words(left) + " unless it is approved."
                                    : std::string("The rule waits for longer than the 14 days after which it expires."),
                           "approved within 14 days", {}, evidence_of(rule),
                           "Approve the connection before then; after that the rule must be made again."));
    } else {
      checks.push_back(catalog::pass(id, words + ".", evidence_of(rule)));
    }
  }
}

}  // namespace

void judge_ncc_rule(std::vector<Check>& checks, const NccCase& given) {
  judge_existence(checks, given);
  constexpr std::array<std::string_view, 8> needing{
      "ncc.rule-target",    "ncc.service-visible",  "ncc.rule-created",  "ncc.rule-not-rejected",
      "ncc.rule-connected", "ncc.rule-not-expired", "ncc.rule-approved", "ncc.rule-established"};
  if (given.facts.rule != nullptr) {
    judge_target(checks, given, *given.facts.rule);
    judge_state(checks, given, *given.facts.rule);
    return;
  }
  const bool missing = checks.back().status == CheckStatus::fail;
  for (const auto id : needing) {
    checks.push_back(missing ? catalog::blocked(id, "ncc.rule-exists")
                             : skip_without(id, "account-ncc-rules.json", given.directory, given.subject));
  }
}

}  // namespace atgateway::snapshot
