// Network security groups, kept as Azure does: by priority, the first rule that fits decides.
#pragma once

#include "json/document.hpp"
#include "snapshot/kubernetes_policy.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::snapshot {

/// A packet that comes in.
struct Packet {
  std::string_view source;                     ///< an address in the virtual network; empty = Azure's health probe
  std::vector<std::string_view> destinations;  ///< which of these the group sees is not said; all are tried
  std::vector<std::int64_t> ports;             ///< likewise
};

struct GroupRuling {
  Tri allowed = Tri::maybe;
  std::string rule;           ///< that decided, or empty
  std::int64_t priority = 0;  ///< of that rule
};

[[nodiscard]] GroupRuling judge_packet(const json::Value& group, const Packet& packet);

}  // namespace atgateway::snapshot
