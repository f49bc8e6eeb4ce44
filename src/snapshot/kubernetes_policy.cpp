#include "snapshot/kubernetes_policy.hpp"

#include "snapshot/kubernetes_gateway.hpp"
#include "snapshot/lookup.hpp"

#include "net/address.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

constexpr std::size_t most_policies = 2000, most_rules = 1000;

Tri both(Tri a, Tri b) noexcept { return std::min(a, b); }
Tri either(Tri a, Tri b) noexcept { return std::max(a, b); }

Tri fits_expression(const json::Value& expression, const std::optional<json::Value>& labels, bool complete) {
  const auto key = text_at(expression, {"key"}), what = text_at(expression, {"operator"});
  std::optional<json::Value> has;
  if (labels) has = at(*labels, {key});
  const bool known = has && has->is(json::Kind::string);
  if (!known && !complete) return Tri::maybe;
  if (what == "Exists") return known ? Tri::yes : Tri::no;
  if (what == "DoesNotExist") return known ? Tri::no : Tri::yes;
  const auto values = strings_at(expression, {"values"});
  const bool among = known && std::ranges::find(values, has->text()) != values.end();
  if (what == "In") return among ? Tri::yes : Tri::no;
  if (what == "NotIn") return among ? Tri::no : Tri::yes;
  return Tri::maybe;
}

Tri fits_block(const json::Value& block, const Peer& peer, bool nodes_by_block) {
  const auto range = net::Cidr::parse(std::string(text_at(block, {"cidr"})));
  if (!range) return Tri::maybe;
  // Whether pods are met by their address is left to the implementation.
  if (peer.ip.empty()) return Tri::maybe;
  const auto address = net::SocketAddress::parse_ip(std::string(peer.ip), 0);
  if (!address || !range->contains(*address)) return Tri::no;
  for (const auto except : strings_at(block, {"except"})) {
    const auto hole = net::Cidr::parse(std::string(except));
    if (!hole) return Tri::maybe;
    if (hole->contains(*address)) return Tri::no;
  }
  return peer.is_node && !nodes_by_block ? Tri::no : Tri::yes;
}

Tri fits_peer(const json::Value& rule_peer, const Connection& connection, std::string_view own_namespace,
              bool nodes_by_block) {
  const auto& peer = connection.peer;
  if (const auto block = at(rule_peer, {"ipBlock"})) return fits_block(*block, peer, nodes_by_block);
  if (!peer.ip.empty()) return Tri::no;  // selectors select pods
  const auto spaces = at(rule_peer, {"namespaceSelector"}), pods = at(rule_peer, {"podSelector"});
  if (!spaces && !pods) return Tri::no;
  auto answer = Tri::yes;
  if (spaces) {
    // Namespaces that are not in the snapshot still have the label that Kubernetes gives them; it is not guessed here.
    answer = fits(*spaces, peer.namespace_labels, peer.namespace_labels.has_value());
  } else if (peer.namespace_ != own_namespace) {
    return Tri::no;
  }
  if (pods) answer = both(answer, fits(*pods, peer.pod_labels, peer.labels_complete));
  return answer;
}

Tri fits_port(const json::Value& rule_port, const Connection& connection) {
  const auto protocol = text_at(rule_port, {"protocol"});
  if ((protocol.empty() ? std::string_view("TCP") : protocol) != connection.protocol) return Tri::no;
  const auto port = at(rule_port, {"port"});
  if (!port) return Tri::yes;
  if (port->is(json::Kind::string)) {
    // A name is one of the receiving pod's container ports.
    std::optional<json::Value> receiver = connection.peer.pod;
    if (connection.direction == Direction::ingress) receiver = connection.pod;
    if (!receiver) return Tri::maybe;
    return container_port(*receiver, port->text()) == connection.port ? Tri::yes : Tri::no;
  }
  const auto first = integer_at(*port);
  if (!first) return Tri::maybe;
  const auto last = integer_at(rule_port, {"endPort"}).value_or(*first);
  return connection.port >= *first && connection.port <= last ? Tri::yes : Tri::no;
}

Tri fits_rule(const json::Value& rule, const Connection& connection, std::string_view own_namespace,
              bool nodes_by_block) {
  const bool ingress = connection.direction == Direction::ingress;
  const auto peers = ingress ? elements_at(rule, {"from"}) : elements_at(rule, {"to"});
  const auto ports = elements_at(rule, {"ports"});
  auto peer = peers.empty() ? Tri::yes : Tri::no, port = ports.empty() ? Tri::yes : Tri::no;
  for (std::size_t i = 0; i < std::min(peers.size(), most_rules) && peer != Tri::yes; ++i)
    peer = either(peer, fits_peer(peers[i], connection, own_namespace, nodes_by_block));
  for (std::size_t i = 0; i < std::min(ports.size(), most_rules) && port != Tri::yes; ++i)
    port = either(port, fits_port(ports[i], connection));
  return both(peer, port);
}

bool is_about(const json::Value& policy, Direction direction) {
  const auto types = strings_at(policy, {"spec", "policyTypes"});
  if (!types.empty()) {
    return std::ranges::find(types, direction == Direction::ingress ? "Ingress" : "Egress") != types.end();
  }
  // Not said: ingress always, egress when it has such rules.
  return direction == Direction::ingress || at(policy, {"spec", "egress"});
}

}  // namespace

Tri fits(const json::Value& selector, const std::optional<json::Value>& labels, bool labels_complete) {
  auto answer = Tri::yes;
  std::size_t count = 0;
  if (const auto wanted = at(selector, {"matchLabels"})) {
    for (const auto [name, value] : wanted->members()) {
      if (++count > most_rules) return Tri::maybe;
      std::optional<json::Value> has;
      if (labels) has = at(*labels, {name});
      const bool known = has && has->is(json::Kind::string);
      if (known && value.is(json::Kind::string) && has->text() == value.text()) continue;
      answer = both(answer, known || labels_complete ? Tri::no : Tri::maybe);
    }
  }
  for (const auto& expression : elements_at(selector, {"matchExpressions"})) {
    if (++count > most_rules) return Tri::maybe;
    answer = both(answer, fits_expression(expression, labels, labels_complete));
  }
  return answer;
}

Ruling judge_connection(const std::vector<json::Value>& policies, const Connection& connection, bool nodes_by_block) {
  Ruling ruling;
  const auto space = text_at(connection.pod, {"metadata", "namespace"});
  const auto labels = at(connection.pod, {"metadata", "labels"});
  auto allowed = Tri::no;
  bool selected = false;
  for (std::size_t i = 0; i < std::min(policies.size(), most_policies); ++i) {
    const auto& policy = policies[i];
    if (text_at(policy, {"metadata", "namespace"}) != space || !is_about(policy, connection.direction)) continue;
    const auto selector = at(policy, {"spec", "podSelector"});
    if (selector && fits(*selector, labels, true) != Tri::yes) continue;
    selected = true;
    if (ruling.policies.size() < 20) ruling.policies.emplace_back(text_at(policy, {"metadata", "name"}));
    const auto rules = connection.direction == Direction::ingress ? elements_at(policy, {"spec", "ingress"})
                                                                  : elements_at(policy, {"spec", "egress"});
    for (std::size_t r = 0; r < std::min(rules.size(), most_rules) && allowed != Tri::yes; ++r)
      allowed = either(allowed, fits_rule(rules[r], connection, space, nodes_by_block));
  }
  ruling.allowed = selected ? allowed : Tri::yes;
  return ruling;
}

}  // namespace atgateway::snapshot
