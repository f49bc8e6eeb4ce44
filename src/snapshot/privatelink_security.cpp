#include "snapshot/privatelink_security.hpp"

#include "base/ascii.hpp"
#include "net/address.hpp"
#include "snapshot/privatelink_judges.hpp"

#include <algorithm>
#include <charconv>

namespace atgateway::snapshot {
namespace {

constexpr std::string_view probe_address = "168.63.129.16";
constexpr std::size_t most_rules = 2000;

bool is_word(std::string_view a, std::string_view b) { return base::equal_without_case(a, b); }

// One entry of a rule's addresses. Of a probe an empty `address` is asked.
Tri fits_prefix(std::string_view prefix, std::string_view address) {
  const bool probe = address.empty();
  if (prefix == "*" || is_word(prefix, "Any") || prefix == "0.0.0.0/0") return Tri::yes;
  if (is_word(prefix, "AzureLoadBalancer")) return probe ? Tri::yes : Tri::no;
  // The tag is said to hold the host's own address too, which probes come from.
  if (is_word(prefix, "VirtualNetwork")) return probe ? Tri::maybe : Tri::yes;
  if (is_word(prefix, "Internet")) return Tri::no;
  if (auto range = net::Cidr::parse(std::string(prefix))) {
    const auto parsed = net::SocketAddress::parse_ip(std::string(probe ? probe_address : address), 0);
    return parsed && range->contains(*parsed) ? Tri::yes : Tri::no;
  }
  // Another service tag: never a private address.
  return probe ? Tri::maybe : Tri::no;
}

Tri fits_addresses(const json::Value& rule, bool source, std::string_view address) {
  const auto groups = source ? property_elements(rule, {"sourceApplicationSecurityGroups"})
                             : property_elements(rule, {"destinationApplicationSecurityGroups"});
  if (!groups.empty()) return Tri::maybe;
  auto prefixes = source ? property_strings(rule, {"sourceAddressPrefixes"})
                         : property_strings(rule, {"destinationAddressPrefixes"});
  for (const auto one :
       source ? property_strings(rule, {"sourceAddressPrefix"}) : property_strings(rule, {"destinationAddressPrefix"}))
    prefixes.push_back(one);
  auto answer = Tri::no;
  for (std::size_t i = 0; i < std::min(prefixes.size(), most_rules); ++i) {
    if (!prefixes[i].empty()) answer = std::max(answer, fits_prefix(base::trim(prefixes[i]), address));
  }
  return answer;
}

bool fits_range(std::string_view range, std::int64_t port) {
  range = base::trim(range);
  if (range == "*") return true;
  const auto dash = range.find('-');
  const auto number = [](std::string_view text) {
    std::int64_t value = -1;
    text = base::trim(text);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? value : -1;
  };
  const auto first = number(range.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number(range.substr(dash + 1));
  return first >= 0 && port >= first && port <= last;
}

bool fits_port(const json::Value& rule, std::int64_t port) {
  auto ranges = property_strings(rule, {"destinationPortRanges"});
  for (const auto one : property_strings(rule, {"destinationPortRange"})) ranges.push_back(one);
  if (ranges.size() > most_rules) ranges.resize(most_rules);
  return std::ranges::any_of(ranges, [&](auto range) { return fits_range(range, port); });
}

// yes: whatever the group sees as destination, it fits; no: none of it; maybe: it depends.
Tri fits_rule(const json::Value& rule, const Packet& packet) {
  const auto protocol = property_text(rule, {"protocol"});
  if (protocol != "*" && !is_word(protocol, "Tcp")) return Tri::no;
  const auto source = fits_addresses(rule, true, packet.source);
  if (source == Tri::no) return Tri::no;
  auto least = Tri::yes, most = Tri::no;
  const auto see = [&](Tri one) {
    least = std::min(least, one);
    most = std::max(most, one);
  };
  for (const auto destination : packet.destinations) {
    const auto address = fits_addresses(rule, false, destination);
    for (const auto port : packet.ports) see(fits_port(rule, port) ? address : Tri::no);
  }
  if (most == Tri::no) return Tri::no;
  return least == Tri::yes && source == Tri::yes ? Tri::yes : Tri::maybe;
}

struct Ordered {
  std::int64_t priority;
  json::Value rule;
};

// Those of the group, and those that every group has.
std::vector<Ordered> rules_of(const json::Value& group) {
  std::vector<Ordered> out;
  for (const auto list : {"securityRules", "defaultSecurityRules"}) {
    for (const auto& rule : property_elements(group, {list})) {
      if (out.size() == most_rules) break;
      if (is_word(property_text(rule, {"direction"}), "Inbound"))
        out.push_back({property_integer(rule, {"priority"}).value_or(65500), rule});
    }
  }
  std::ranges::stable_sort(out, {}, &Ordered::priority);
  return out;
}

// The groups that packets to the nodes pass: the subnet's, and those of the network interfaces.
std::vector<json::Value> groups_of_nodes(const Scene& scene) {
  std::vector<std::string_view> subnets;
  if (const auto aks = scene.directory.find("az-aks.json")) {
    for (const auto& pool : property_elements(*aks, {"agentPoolProfiles"})) {
      if (const auto subnet = property_text(pool, {"vnetSubnetId"}); !subnet.empty() && subnets.size() < 100)
        subnets.push_back(subnet);
    }
  }
  const auto node_group = scene.chain.name("NODE_RG");
  std::vector<json::Value> out;
  for (const auto& group : list_in(scene.directory, "az-nsgs.json")) {
    const auto own_group = arm_id(text_at(group, {"id"})).resource_group;
    const bool on_interfaces =
        !property_elements(group, {"networkInterfaces"}).empty() && is_word(own_group, node_group);
    const auto on = property_elements(group, {"subnets"});
    const bool on_subnet = std::ranges::any_of(on, [&](const json::Value& each) {
      const auto id = text_at(each, {"id"});
      // AKS' own network and its group stand in the node resource group.
      if (subnets.empty()) return is_word(arm_id(id).resource_group, node_group);
      return std::ranges::any_of(subnets, [&](auto subnet) { return same_arm_id(subnet, id); });
    });
    if ((on_interfaces || on_subnet) && out.size() < 100) out.push_back(group);
  }
  return out;
}

std::string allow(const json::Value& group, std::int64_t before, std::string_view name, std::string_view source,
                  std::string_view port) {
  const auto id = arm_id(text_at(group, {"id"}));
  // Priorities begin at 100.
  const auto priority = before > 100 ? std::to_string(before - 1) : std::string("'<priority>'");
  return "az network nsg rule create -g " + quoted_or(id.resource_group, "nsg-rg") + " --nsg-name " +
         quoted_or(id.name, "nsg") + " -n " + std::string(name) + " --priority " + priority +
         " --direction Inbound --access Allow --protocol Tcp --source-address-prefixes " +
         quoted_or(source, "nat-subnet") + " --destination-port-ranges " + std::string(port);
}

struct Question {
  std::string_view id;
  std::vector<Packet> packets;
  std::string_view whose;  // "the NAT address 10.1.2.3" begins with it
  std::string_view rule_name, expected;
};

Check ask(const Scene& scene, const Question& question) {
  const auto groups = groups_of_nodes(scene);
  if (groups.empty())
    return catalog::pass(question.id, "No network security group is at the nodes' subnet or interfaces.");
  std::vector<std::string> names;
  bool unsure = false;
  for (const auto& group : groups) {
    const auto group_name = shown(text_at(group, {"name"}));
    names.push_back(group_name);
    for (const auto& packet : question.packets) {
      const auto ruling = judge_packet(group, packet);
      if (ruling.allowed == Tri::maybe) unsure = true;
      if (ruling.allowed != Tri::no) continue;
      const auto who = std::string(question.whose) + (packet.source.empty() ? "" : " " + shown(packet.source));
      const auto source = packet.source.empty() ? std::string("AzureLoadBalancer") : std::string(packet.source);
      return catalog::finding(question.id,
                              "Rule " + shown(ruling.rule) + " (priority " + std::to_string(ruling.priority) + ") of " +
                                  group_name + " denies " + who + ".",
                              std::string(question.expected),
                              {allow(group, ruling.priority, question.rule_name, source,
                                     packet.source.empty() ? "'*'" : std::to_string(packet.ports.front()))});
    }
  }
  if (unsure)
    return catalog::skip(
        question.id, SkipReason::no_data,
        "The rules of " + shown_list(names) + " use tags or groups whose addresses are not in the snapshot.",
        {"az network nic list-effective-nsg -g " + scene.chain.word("NODE_RG") + " -n '<network-interface>'"});
  return catalog::pass(question.id, shown_list(names) + (names.size() == 1 ? " lets them in." : " let them in."));
}

}  // namespace

GroupRuling judge_packet(const json::Value& group, const Packet& packet) {
  bool may_allow = false, may_deny = false;
  for (const auto& [priority, rule] : rules_of(group)) {
    const auto answer = fits_rule(rule, packet);
    if (answer == Tri::no) continue;
    const bool allows = is_word(property_text(rule, {"access"}), "Allow");
    (allows ? may_allow : may_deny) = true;
    if (answer == Tri::maybe) continue;
    if (may_allow && may_deny) return {};
    return {allows ? Tri::yes : Tri::no, std::string(property_text(rule, {"name"})), priority};
  }
  return {};
}

Check judge_security_callers(const Scene& scene) {
  constexpr std::string_view id = "pls.security-callers";
  const auto& chain = scene.chain;
  const auto sources = nat_sources(scene);
  if (sources.addresses.empty())
    return catalog::skip(id, SkipReason::no_data, "The NAT addresses are not in the snapshot.",
                         {fetch_command(sources.file, chain)});
  if (!chain.rule) return catalog::blocked(id, chain.called ? "pls.load-balancer-rule" : "k8s.service-port");
  // With floating IP the nodes get packets for the frontend; without, for themselves and the node port.
  const bool floating = property_flag(*chain.rule, {"enableFloatingIP"}).value_or(false);
  const auto nodes = node_sources(scene);
  std::vector<std::string_view> destinations;
  if (floating)
    destinations.push_back(property_text(*chain.frontend, {"privateIPAddress"}));
  else
    destinations.assign(
        nodes.addresses.begin(),
        nodes.addresses.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(nodes.addresses.size(), 20)));
  if (destinations.empty()) return without_data(id, {"kube-nodes.json"}, scene.directory, chain);
  const auto port = property_integer(*chain.rule, {"backendPort"}).value_or(chain.port);
  Question question{
      id, {}, "the NAT address", "allow-private-link", "the NAT subnet allowed to port " + std::to_string(port)};
  for (const auto& source : sources.addresses) question.packets.push_back({source, destinations, {port}});
  const auto expected = "the NAT subnet allowed to port " + std::to_string(port);
  question.expected = expected;
  return ask(scene, question);
}

Check judge_security_probes(const Scene& scene) {
  constexpr std::string_view id = "pls.security-probes";
  const auto& chain = scene.chain;
  if (!chain.rule) return catalog::blocked(id, chain.called ? "pls.load-balancer-rule" : "k8s.service-port");
  const auto probe = probe_of(chain);
  if (!probe) return catalog::skip(id, SkipReason::not_applicable, "The rule has no probe.");
  const auto nodes = node_sources(scene);
  if (nodes.addresses.empty()) return without_data(id, {"kube-nodes.json"}, scene.directory, chain);
  std::vector<std::string_view> destinations(
      nodes.addresses.begin(),
      nodes.addresses.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(nodes.addresses.size(), 20)));
  Question question{id,
                    {{{}, destinations, {property_integer(*probe, {"port"}).value_or(0)}}},
                    "health probes (AzureLoadBalancer)",
                    "allow-health-probes",
                    "AzureLoadBalancer allowed"};
  return ask(scene, question);
}

}  // namespace atgateway::snapshot
