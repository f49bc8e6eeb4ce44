// The Private Link Service's connections, seen from the rules.
#include "snapshot/ncc.hpp"

#include "snapshot/names.hpp"

#include "catalog/make_check.hpp"

#include <algorithm>
#include <set>

namespace atgateway::snapshot {
namespace {

void judge_join(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "ncc.endpoint-joins";
  const auto* rule = given.facts.rule;
  const auto* service = given.facts.service;
  if (rule == nullptr || service == nullptr) {
    const auto* file = rule == nullptr ? "account-ncc-rules.json" : "az-private-link-services.json";
    checks.push_back(skip_without(id, file, given.directory, given.subject));
    return;
  }
  if (rule->state != "ESTABLISHED") {
    checks.push_back(not_applicable(id, "The rule is not ESTABLISHED: there is nothing to compare yet."));
    return;
  }
  if (rule->endpoint_name.empty()) {
    checks.push_back(catalog::skip(id, SkipReason::no_data, "The rule does not name its endpoint."));
    return;
  }
  const auto approved = std::ranges::count(service->connections, "Approved", &EndpointConnection::status);
  const auto proof = evidence([&](json::Writer& out) {
    out.member("endpoint_name", shown(rule->endpoint_name)).member("approved_connections", approved);
    out.key("connections").begin_array();
    std::size_t count = 0;
    for (const auto& connection : service->connections) {
      if (++count > 20) break;
      out.begin_object().member("endpoint", shown(last_part(connection.endpoint_id)));
      out.member("status", shown(connection.status)).end_object();
    }
    out.end_array();
  });
  const auto* connection = connection_of(*service, *rule);
  const std::string expected = "the rule's endpoint among the service's connections, Approved";
  if (connection == nullptr) {
    checks.push_back(catalog::finding(id,
                                      "Databricks says ESTABLISHED, and " + shown(service->name) + " has " +
                                          std::to_string(approved) + " approved connections, none of them the rule's.",
                                      expected, make_again(given, *rule), proof));
  } else if (connection->status != "Approved") {
    checks.push_back(catalog::finding(id,
                                      "Databricks says ESTABLISHED, and the connection is " +
                                          shown(connection->status) + " at " + shown(service->name) + ".",
                                      expected, make_again(given, *rule), proof));
  } else {
    checks.push_back(catalog::pass(id, "The rule's endpoint is Approved at " + shown(service->name) + ".", proof));
  }
}

void judge_orphans(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "ncc.orphaned-endpoints";
  const auto* service = given.facts.service;
  if (service == nullptr) {
    checks.push_back(skip_without(id, "az-private-link-services.json", given.directory, given.subject));
    return;
  }
  std::set<std::string> known;
  for (const auto& rule : given.facts.rules) {
    if (!rule.deactivated && !rule.endpoint_name.empty()) known.insert(lower_case(rule.endpoint_name));
  }
  std::vector<std::string> left;
  std::vector<std::string> commands;
  const auto where = arm_id(service->id);
  for (const auto& connection : service->connections) {
    auto endpoint = lower_case(last_part(connection.endpoint_id));
    if (endpoint.empty()) endpoint = lower_case(connection.name.substr(0, connection.name.rfind('.')));
    const bool disconnected = connection.status == "Disconnected" || connection.status == "Removed";
    // Endpoints of others than Databricks are the owner's business; without the rules nothing can be said of ours.
    const bool unknown = given.facts.has_rules && endpoint.starts_with("databricks-") && !known.contains(endpoint);
    if (!disconnected && !unknown) continue;
    left.push_back(shown(endpoint) + (disconnected ? " is " + shown(connection.status) : " is of no rule"));
    if (commands.size() < 5) {
      commands.push_back("az network private-link-service connection delete --subscription " +
                         quoted_or(where.subscription, "subscription") + " -g " +
                         quoted_or(where.resource_group, "pls-rg") + " --service-name " +
                         quoted_or(service->name, "pls") + " -n " + quoted_or(connection.name, "connection"));
    }
  }
  const auto proof = evidence([&](json::Writer& out) {
    out.member("connections", service->connections.size()).member("left_over", left.size());
  });
  if (left.empty()) {
    checks.push_back(catalog::pass(id,
                                   "All " + std::to_string(service->connections.size()) + " connections of " +
                                       shown(service->name) + " are in use.",
                                   proof));
  } else {
    checks.push_back(
        catalog::finding(id, shown_list(left) + ".", "connections that a rule knows", std::move(commands), proof));
  }
}

}  // namespace

void judge_ncc_endpoints(std::vector<Check>& checks, const NccCase& given) {
  judge_join(checks, given);
  judge_orphans(checks, given);
}

}  // namespace atgateway::snapshot
