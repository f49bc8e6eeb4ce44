#include "snapshot/privatelink_judges.hpp"

#include "base/ascii.hpp"
#include "json/writer.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

constexpr std::size_t most_connections = 1000;  // Azure's own limit for one Private Link Service

std::string_view status_of(const json::Value& connection) {
  return property_text(connection, {"privateLinkServiceConnectionState", "status"});
}
bool is(const json::Value& connection, std::string_view status) {
  return base::equal_without_case(status_of(connection), status);
}

std::string_view endpoint_of(const json::Value& connection) {
  const auto id = property_text(connection, {"privateEndpoint", "id"});
  return id.substr(id.rfind('/') + 1);
}

// Names of the endpoints that Databricks' rules for this resource made; empty when no rule is known.
std::vector<std::string_view> expected_endpoints(const Scene& scene) {
  std::vector<std::string_view> out;
  const auto id = text_at(*scene.chain.private_link_service, {"id"});
  for (const auto& rule : list_in(scene.directory, "account-ncc-rules.json")) {
    const auto endpoint = text_at(rule, {"endpoint_name"});
    if (!endpoint.empty() && same_arm_id(text_at(rule, {"resource_id"}), id) && out.size() < 100)
      out.push_back(endpoint);
  }
  return out;
}

bool among(const std::vector<std::string_view>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](auto each) { return base::equal_without_case(each, name); });
}

std::vector<json::Value> connections_of(const Scene& scene) {
  auto out = scene.chain.connections;
  if (out.size() > most_connections) out.resize(most_connections);
  return out;
}

std::string evidence_of(const std::vector<json::Value>& connections) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("connections").begin_array();
  for (std::size_t i = 0; i < std::min(connections.size(), std::size_t{20}); ++i) {
    const auto& each = connections[i];
    writer.begin_object().member("name", shown(text_at(each, {"name"}))).member("status", shown(status_of(each)));
    writer.member("link_identifier", shown(property_text(each, {"linkIdentifier"})));
    writer.member("subscription", shown(arm_id(property_text(each, {"privateEndpoint", "id"})).subscription))
        .end_object();
  }
  writer.end_array().end_object();
  return out;
}

std::string change(const Chain& chain, const json::Value& connection, std::string_view verb, std::string_view rest) {
  return "az network private-link-service connection " + std::string(verb) + " -g " + chain.word("PLS_RG") +
         " --service-name " + chain.word("PLS") + " -n " + quoted_or(text_at(connection, {"name"}), "connection") +
         std::string(rest);
}

}  // namespace

Check judge_arrived(const Scene& scene) {
  constexpr std::string_view id = "pls.connection-arrived";
  const auto connections = connections_of(scene);
  if (connections.empty()) {
    std::string body;
    json::Writer writer(body);
    writer.begin_object().member("resource_id", text_at(*scene.chain.private_link_service, {"id"}));
    writer.key("domain_names").begin_array();
    writer.string(scene.chain.hostname.empty() ? "HOSTNAME" : scene.chain.hostname).end_array().end_object();
    return catalog::finding(id, "It has no private endpoint connection.", "one, from Databricks",
                            {"databricks account network-connectivity create-private-endpoint-rule " +
                             scene.chain.word("NCC_ID") + " --json " + quoted(body)},
                            evidence_of(connections));
  }
  return catalog::pass(id,
                       std::to_string(connections.size()) +
                           (connections.size() == 1 ? " connection is there." : " connections are there."),
                       evidence_of(connections));
}

Check judge_approved(const Scene& scene) {
  constexpr std::string_view id = "pls.connection-approved";
  auto connections = connections_of(scene);
  if (connections.empty()) return catalog::blocked(id, "pls.connection-arrived");
  const auto evidence = evidence_of(connections);
  // With Databricks' rules at hand only their endpoints count; another's approval helps nobody here.
  if (const auto expected = expected_endpoints(scene); !expected.empty()) {
    std::erase_if(connections, [&](const json::Value& each) { return !among(expected, endpoint_of(each)); });
    if (connections.empty()) {
      return catalog::finding(
          id, "No connection belongs to the endpoint of a Databricks rule.", "one of the rule's endpoint",
          {show_private_link_service(scene.chain), fetch_command("account-ncc-rules.json", scene.chain)}, evidence,
          "The rule's endpoint leads to another resource, or was cut off: compare its resource_id, and make the rule "
          "anew.");
    }
  }
  for (const auto& each : connections) {
    if (is(each, "Approved"))
      return catalog::pass(id, "Connection " + shown(text_at(each, {"name"})) + " is Approved.", evidence);
  }
  for (const auto& each : connections) {
    if (!is(each, "Pending")) continue;
    return catalog::finding(
        id, "Connection " + shown(text_at(each, {"name"})) + " is Pending.", "Approved",
        {change(scene.chain, each, "update", " --connection-status Approved --description 'Databricks serverless'")},
        evidence, "See that the endpoint is the one of your rule, and approve it.");
  }
  const auto& first = connections.front();
  return catalog::finding(
      id,
      "Connection " + shown(text_at(first, {"name"})) + " is " + shown(first_of(status_of(first), "in no state")) + ".",
      "Approved",
      {"databricks account network-connectivity delete-private-endpoint-rule " + scene.chain.word("NCC_ID") +
       " '<rule-id>'"},
      evidence, "It cannot be revived: delete the rule in Databricks, make it anew, and approve the new connection.");
}

Check judge_strays(const Scene& scene) {
  constexpr std::string_view id = "pls.stray-connections";
  const auto connections = connections_of(scene);
  if (connections.empty()) return catalog::blocked(id, "pls.connection-arrived");
  std::vector<std::string> dead, others, commands;
  const auto expected = expected_endpoints(scene);
  const bool one_lives = std::ranges::any_of(
      connections, [](const json::Value& each) { return is(each, "Approved") || is(each, "Pending"); });
  for (const auto& each : connections) {
    const auto name = text_at(each, {"name"});
    if (is(each, "Disconnected") || is(each, "Rejected") || is(each, "Removed")) {
      // The only one is the business of pls.connection-approved.
      if (!one_lives) continue;
      dead.emplace_back(name);
      if (commands.size() < 20) commands.push_back(change(scene.chain, each, "delete", ""));
    } else if (!expected.empty() && !among(expected, endpoint_of(each))) {
      others.emplace_back(name);
    }
  }
  const auto evidence = evidence_of(connections);
  if (!dead.empty())
    return catalog::finding(id, "Dead connections: " + shown_list(dead) + ".", "none", std::move(commands), evidence);
  if (!others.empty())
    return catalog::finding(id, "These belong to no rule of the NCC: " + shown_list(others) + ".",
                            "the connections of your rules alone", {show_private_link_service(scene.chain)}, evidence,
                            "Find out whose they are; other NCCs and other consumers may be right to be here.");
  // The same name in another resource group is easily mistaken for this one in a rule.
  const auto name = text_at(*scene.chain.private_link_service, {"name"});
  for (const auto& each : list_in(scene.directory, "az-private-link-services.json")) {
    if (!base::equal_without_case(text_at(each, {"name"}), name) ||
        same_arm_id(text_at(each, {"id"}), text_at(*scene.chain.private_link_service, {"id"})))
      continue;
    if (property_elements(each, {"privateEndpointConnections"}).empty()) continue;
    return catalog::finding(
        id, "Another Private Link Service of the same name has connections: " + shown(text_at(each, {"id"})) + ".",
        "connections at this one alone", {show_private_link_service(scene.chain)}, evidence);
  }
  return catalog::pass(id, "No dead or unknown connection was found.", evidence);
}

}  // namespace atgateway::snapshot
