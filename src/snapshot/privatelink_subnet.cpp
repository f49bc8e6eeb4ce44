#include "snapshot/privatelink_judges.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

std::string_view asked_subnet(const Chain& chain) {
  const auto own = base::trim(chain.annotation("azure-pls-ip-configuration-subnet").value_or(""));
  if (!own.empty()) return own;
  return base::trim(chain.annotation("azure-load-balancer-internal-subnet").value_or(""));
}

struct Found {
  std::optional<json::Value> subnet;
  std::string_view network;  ///< name of its virtual network
  bool in_cluster = false;   ///< the nodes' own
};

// The nodes' network when it is known; AKS' own network is the one in the node resource group.
bool is_clusters(const json::Value& network, const Chain& chain) {
  const auto id = text_at(network, {"id"});
  if (const auto known = chain.name("VNET_ID"); !known.empty()) return same_arm_id(id, known);
  return base::equal_without_case(arm_id(id).resource_group, chain.name("NODE_RG"));
}

Found find_subnet(const Scene& scene, std::string_view name) {
  Found out;
  for (const auto& network : list_in(scene.directory, "az-vnets.json")) {
    for (const auto& subnet : property_elements(network, {"subnets"})) {
      if (!base::equal_without_case(text_at(subnet, {"name"}), name)) continue;
      const bool here = is_clusters(network, scene.chain);
      if (out.subnet && !here) continue;
      out = {subnet, text_at(network, {"name"}), here};
      if (here) return out;
    }
  }
  return out;
}

std::optional<json::Value> subnet_by_id(const Scene& scene, std::string_view id) {
  for (const auto& network : list_in(scene.directory, "az-vnets.json")) {
    for (const auto& subnet : property_elements(network, {"subnets"})) {
      if (same_arm_id(text_at(subnet, {"id"}), id)) return subnet;
    }
  }
  return std::nullopt;
}

bool cluster_network_known(const Scene& scene) {
  const auto networks = list_in(scene.directory, "az-vnets.json");
  return std::ranges::any_of(networks, [&](const json::Value& each) { return is_clusters(each, scene.chain); });
}

std::vector<std::string_view> pod_subnets(const Scene& scene, bool& overlay) {
  std::vector<std::string_view> out;
  const auto aks = scene.directory.find("az-aks.json");
  if (!aks) return out;
  const auto plugin = property_text(*aks, {"networkProfile", "networkPlugin"});
  overlay = base::equal_without_case(property_text(*aks, {"networkProfile", "networkPluginMode"}), "overlay") ||
            !base::equal_without_case(plugin, "azure");
  for (const auto& pool : property_elements(*aks, {"agentPoolProfiles"})) {
    const auto own = property_text(pool, {"podSubnetId"});
    if (!own.empty())
      out.push_back(own);
    else if (!overlay)
      out.push_back(property_text(pool, {"vnetSubnetId"}));
    if (out.size() == 100) break;
  }
  return out;
}

std::string list_subnets(const Chain& chain) {
  const auto network = arm_id(chain.name("VNET_ID"));
  return "az network vnet subnet list -g " + quoted_or(network.resource_group, "vnet-rg") + " --vnet-name " +
         quoted_or(network.name, "vnet") + " -o table";
}

}  // namespace

std::string_view nat_subnet_of(const Chain& chain) {
  if (!chain.private_link_service) return {};
  for (const auto& each : property_elements(*chain.private_link_service, {"ipConfigurations"})) {
    if (const auto id = property_text(each, {"subnet", "id"}); !id.empty()) return id;
  }
  return {};
}

Check judge_nat_subnet(const Scene& scene) {
  constexpr std::string_view id = "pls.nat-subnet";
  const auto& chain = scene.chain;
  const auto asked = asked_subnet(chain);
  const std::vector<std::string> commands{list_subnets(chain),
                                          annotate(scene, "azure-pls-ip-configuration-subnet", "SUBNET")};
  if (said_by_controller(scene, id))
    return controller_says(scene, id, "the name of a subnet of the nodes' virtual network", commands);
  if (asked.empty()) return catalog::pass(id, "The Service leaves the subnet to the controller.");
  if (asked.find('/') != std::string_view::npos) {
    return catalog::finding(id, "The subnet is given as " + shown(asked) + ".", "a subnet's name, not its id",
                            {annotate(scene, "azure-pls-ip-configuration-subnet", asked.substr(asked.rfind('/') + 1))});
  }
  if (!scene.directory.find("az-vnets.json")) return without_data(id, {"az-vnets.json"}, scene.directory, chain);
  const auto found = find_subnet(scene, asked);
  if (found.subnet && found.in_cluster)
    return catalog::pass(id, shown(asked) + " is a subnet of " + shown(found.network) + ".");
  if (!cluster_network_known(scene)) {
    return catalog::skip(id, SkipReason::no_data,
                         "The nodes' virtual network is not in az-vnets.json: it may be in another subscription.",
                         {fetch_command("az-vnets.json", chain), fetch_command("az-aks.json", chain)});
  }
  if (found.subnet)
    return catalog::finding(
        id, shown(asked) + " is a subnet of " + shown(found.network) + ", which is not the nodes' network.",
        "a subnet of the nodes' virtual network", commands);
  return catalog::finding(id, "The nodes' virtual network has no subnet " + shown(asked) + ".",
                          "the name of one of its subnets", commands);
}

Check judge_subnet_rights(const Scene& scene) {
  constexpr std::string_view id = "pls.subnet-rights";
  const auto& chain = scene.chain;
  if (said_by_controller(scene, id)) {
    std::string principal;
    if (const auto aks = scene.directory.find("az-aks.json")) principal = text_at(*aks, {"identity", "principalId"});
    const auto subnet = first_of(nat_subnet_of(chain), chain.name("VNET_ID"));
    return controller_says(
        scene, id, "the role Network Contributor on the subnet",
        {"az role assignment create --assignee-object-id " + quoted_or(principal, "cluster-identity") +
         " --assignee-principal-type ServicePrincipal --role 'Network Contributor' --scope " +
         quoted_or(subnet, "subnet-id")});
  }
  if (!scene.sync.cause.empty()) return catalog::blocked(id, scene.sync.cause);
  if (is_provisioned(chain))
    return catalog::pass(id, "The controller could put the Private Link Service into its subnet.");
  if (scene.sync.failed) return catalog::blocked(id, "k8s.load-balancer-sync");
  return catalog::skip(id, SkipReason::no_data,
                       "No event and no Private Link Service tells whether the cluster may use the subnets.",
                       {kubectl(scene, "describe service", quoted_or(chain.service_name, "service"))});
}

Check judge_subnet_policies(const Scene& scene) {
  constexpr std::string_view id = "pls.subnet-policies";
  const auto& chain = scene.chain;
  auto subnet = subnet_by_id(scene, nat_subnet_of(chain));
  const auto asked = asked_subnet(chain);
  if (!subnet && !asked.empty()) subnet = find_subnet(scene, asked.substr(asked.rfind('/') + 1)).subnet;
  const auto subnet_id = subnet ? arm_id(text_at(*subnet, {"id"})) : ArmId{};
  const std::vector<std::string> commands{
      "az network vnet subnet update -g " + quoted_or(subnet_id.resource_group, "vnet-rg") + " --vnet-name " +
      quoted_or(subnet_id.name, "vnet") + " -n " + quoted_or(subnet_id.child, "subnet") +
      " --disable-private-link-service-network-policies true"};
  if (said_by_controller(scene, id))
    return controller_says(scene, id, "privateLinkServiceNetworkPolicies: Disabled", commands);
  if (!subnet) {
    return catalog::skip(id, SkipReason::no_data, "The NAT subnet is not in az-vnets.json.",
                         {fetch_command("az-vnets.json", chain)});
  }
  const auto state = property_text(*subnet, {"privateLinkServiceNetworkPolicies"});
  const auto name = shown(text_at(*subnet, {"name"}));
  if (state == "Disabled") return catalog::pass(id, "They are Disabled in " + name + ".");
  if (state.empty())
    return catalog::skip(id, SkipReason::no_data, "The property is not in the snapshot for " + name + ".");
  const auto observed = "They are " + shown(state) + " in " + name + ".";
  // What stands already goes on; the next change of it fails.
  if (is_provisioned(chain)) return catalog::warning(id, observed, "Disabled", commands);
  return catalog::finding(id, observed, "Disabled", commands);
}

Check judge_subnet_apart(const Scene& scene) {
  constexpr std::string_view id = "pls.nat-subnet-apart";
  const auto& chain = scene.chain;
  if (!chain.local_traffic_policy())
    return catalog::pass(id, "externalTrafficPolicy is Cluster: the subnets may be the same.");
  bool overlay = false;
  const auto pods = pod_subnets(scene, overlay);
  const auto nat = nat_subnet_of(chain);
  const auto name = shown(arm_id(nat).child);
  if (nat.empty())
    return catalog::skip(id, SkipReason::no_data, "The NAT subnet is not in the snapshot.",
                         {show_private_link_service(chain)});
  if (std::ranges::any_of(pods, [&](auto each) { return same_arm_id(each, nat); })) {
    return catalog::finding(
        id, name + " holds both the NAT addresses and the pods, and externalTrafficPolicy is Local.",
        "a subnet of its own",
        {kubectl(scene, "patch service",
                 quoted(chain.service_name) + " -p '{\"spec\":{\"externalTrafficPolicy\":\"Cluster\"}}'")});
  }
  return catalog::pass(
      id, overlay && pods.empty() ? "The pods have addresses outside the virtual network." : name + " has no pods.");
}

}  // namespace atgateway::snapshot
