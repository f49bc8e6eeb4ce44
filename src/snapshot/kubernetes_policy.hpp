// NetworkPolicies, kept as the API says: what may reach a pod, and what it may reach.
#pragma once

#include "json/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::snapshot {

enum class Tri : std::uint8_t { no, maybe, yes };

/// The other end of a connection.
struct Peer {
  std::string_view ip;          ///< of something outside the cluster, or a node; empty for a pod
  bool is_node = false;         ///< the address is a node's
  std::string_view namespace_;  ///< of a pod
  std::optional<json::Value> pod_labels, namespace_labels;
  bool labels_complete = true;     ///< false: the pod may have more labels than these
  std::optional<json::Value> pod;  ///< for named ports of egress rules
};

enum class Direction : std::uint8_t { ingress, egress };

struct Connection {
  Direction direction = Direction::ingress;
  json::Value pod;  ///< the one whose policies are asked
  Peer peer;
  std::int64_t port = 0;  ///< at the receiving pod
  std::string_view protocol = "TCP";
};

struct Ruling {
  Tri allowed = Tri::yes;
  std::vector<std::string> policies;  ///< that select the pod in this direction
};

/// What the policies make of one connection. Only policies of the pod's namespace are looked at, the first 2000.
/// @param nodes_by_block  false: an ipBlock does not fit nodes, as with Cilium
[[nodiscard]] Ruling judge_connection(const std::vector<json::Value>& policies, const Connection& connection,
                                      bool nodes_by_block);

/// Whether a label selector (matchLabels and matchExpressions) fits; the empty one fits all.
[[nodiscard]] Tri fits(const json::Value& selector, const std::optional<json::Value>& labels, bool labels_complete);

}  // namespace atgateway::snapshot
