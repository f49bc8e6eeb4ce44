#include "snapshot/privatelink_judges.hpp"

#include "base/ascii.hpp"
#include "net/address.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

std::string describe(const Scene& scene) {
  return kubectl(scene, "describe service", quoted_or(scene.chain.service_name, "service"));
}

std::string owner_of(const json::Value& service) {
  return std::string(text_at(service, {"tags", "k8s-azure-owner-service"}));
}

std::string own_name(const Chain& chain) { return chain.namespace_ + "/" + chain.service_name; }

std::string_view name_of(const json::Value& service) { return text_at(service, {"name"}); }

std::string_view group_of(const json::Value& service) {
  return first_of(text_at(service, {"resourceGroup"}), arm_id(text_at(service, {"id"})).resource_group);
}

std::string_view asked_name(const Chain& chain) { return base::trim(chain.annotation("azure-pls-name").value_or("")); }

bool stands_here(const json::Value& service, const Chain& chain) {
  return chain.private_link_service &&
         same_arm_id(text_at(service, {"id"}), text_at(*chain.private_link_service, {"id"}));
}

}  // namespace

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (out.size() < 1000) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(" \t\r\n"), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return out;
}

std::string show_private_link_service(const Chain& chain) {
  return "az network private-link-service show -g " + chain.word("PLS_RG") + " -n " + chain.word("PLS") + " -o json";
}

bool is_provisioned(const Chain& chain) {
  return chain.private_link_service && property_text(*chain.private_link_service, {"provisioningState"}) == "Succeeded";
}

Check judge_requested(const Scene& scene) {
  constexpr std::string_view id = "pls.requested";
  const auto& chain = scene.chain;
  if (chain.is_on("azure-pls-create")) return catalog::pass(id, "azure-pls-create is \"true\".");
  const auto given = chain.annotation("azure-pls-create");
  const auto observed = "azure-pls-create " + (given ? "is \"" + shown(*given) + "\"." : std::string("is missing."));
  const std::vector<std::string> commands{annotate(scene, "azure-pls-create", "true")};
  if (chain.private_link_service)
    return catalog::warning(id, observed + " A Private Link Service made by hand stands on the frontend.",
                            "\"true\", or one made by hand", commands);
  return catalog::finding(id, observed, "\"true\"", commands);
}

Check judge_exists(const Scene& scene) {
  constexpr std::string_view id = "pls.exists";
  const auto& chain = scene.chain;
  if (chain.private_link_service) {
    return catalog::pass(id, shown(name_of(*chain.private_link_service)) + " in resource group " +
                                 shown(group_of(*chain.private_link_service)) + ".");
  }
  if (!chain.is_on("azure-pls-create")) return catalog::blocked(id, "pls.requested");
  if (!scene.sync.cause.empty()) return catalog::blocked(id, scene.sync.cause);
  if (scene.sync.failed) return catalog::blocked(id, "k8s.load-balancer-sync");
  const auto all = list_in(scene.directory, "az-private-link-services.json");
  std::vector<std::string> elsewhere;
  for (const auto& each : all) {
    if (base::equal_without_case(owner_of(each), own_name(chain))) elsewhere.emplace_back(name_of(each));
  }
  std::string observed = "None of the " + std::to_string(all.size()) +
                         " Private Link Services of the list stands on the Service's frontend";
  if (!elsewhere.empty()) observed += "; " + shown_list(elsewhere) + " is marked as its own and stands on another";
  return catalog::finding(id, observed + ".",
                          "one, in resource group " + shown(first_of(chain.name("PLS_RG"), "of the nodes")),
                          {describe(scene), fetch_command("az-private-link-services.json", chain)});
}

Check judge_provisioned(const Scene& scene) {
  constexpr std::string_view id = "pls.provisioned";
  const auto state = property_text(*scene.chain.private_link_service, {"provisioningState"});
  if (state == "Succeeded") return catalog::pass(id, "Its state is Succeeded.");
  const std::vector<std::string> commands{show_private_link_service(scene.chain)};
  const auto observed = "Its state is " + shown(first_of(state, "not said")) + ".";
  if (state == "Updating") return catalog::warning(id, observed, "Succeeded", commands);
  return catalog::finding(id, observed, "Succeeded", commands);
}

Check judge_managed(const Scene& scene) {
  constexpr std::string_view id = "pls.managed";
  const auto& chain = scene.chain;
  const std::vector<std::string> commands{show_private_link_service(chain)};
  if (said_by_controller(scene, id))
    return controller_says(scene, id, "no other Private Link Service on the frontend", commands);
  if (!chain.is_on("azure-pls-create"))
    return catalog::skip(id, SkipReason::not_applicable, "The Service does not ask the controller for one.");
  if (!chain.private_link_service)
    return catalog::blocked(id, scene.sync.cause.empty() ? std::string_view("pls.exists") : scene.sync.cause);
  if (text_at(*chain.private_link_service, {"tags", "k8s-azure-cluster-name"}).empty()) {
    return catalog::finding(id, shown(name_of(*chain.private_link_service)) + " has no tag k8s-azure-cluster-name.",
                            "one that the controller made", commands);
  }
  return catalog::pass(id, "It has the controller's tags.");
}

Check judge_name_unique(const Scene& scene) {
  constexpr std::string_view id = "pls.name-unique";
  const auto& chain = scene.chain;
  const std::vector<std::string> commands{"kubectl get services --all-namespaces -o yaml | grep azure-pls-name",
                                          fetch_command("az-private-link-services.json", chain)};
  if (said_by_controller(scene, id)) return controller_says(scene, id, "a name of its own", commands);
  const auto name = asked_name(chain);
  const auto group = base::trim(chain.annotation("azure-pls-resource-group").value_or(""));
  if (chain.private_link_service && chain.is_on("azure-pls-create")) {
    const auto owner = owner_of(*chain.private_link_service);
    if (!owner.empty() && !base::equal_without_case(owner, own_name(chain))) {
      return catalog::finding(id,
                              shown(name_of(*chain.private_link_service)) +
                                  " on the Service's frontend belongs to Service " + shown(owner) + ".",
                              "a Private Link Service of its own", commands);
    }
  }
  if (name.empty()) return catalog::pass(id, "The Service leaves the name to the controller.");
  for (const auto& service : list_in(scene.directory, "kube-services.json")) {
    const auto annotations = at(service, {"metadata", "annotations"});
    if (!annotations) continue;
    const auto other = base::trim(text_at(*annotations, {"service.beta.kubernetes.io/azure-pls-name"}));
    const auto space = text_at(service, {"metadata", "namespace"}), other_name = text_at(service, {"metadata", "name"});
    if (!base::equal_without_case(other, name) || (space == chain.namespace_ && other_name == chain.service_name))
      continue;
    const auto other_group = base::trim(text_at(*annotations, {"service.beta.kubernetes.io/azure-pls-resource-group"}));
    if (!base::equal_without_case(other_group, group)) continue;
    return catalog::finding(
        id,
        "Service " + shown(std::string(space) + "/" + std::string(other_name)) + " asks for " + shown(name) + " too.",
        "a name of its own", commands);
  }
  for (const auto& each : list_in(scene.directory, "az-private-link-services.json")) {
    if (!base::equal_without_case(name_of(each), name) || stands_here(each, chain)) continue;
    if (!base::equal_without_case(group_of(each), chain.name("PLS_RG"))) continue;
    if (!chain.frontend) continue;
    return catalog::finding(id,
                            shown(name) + " stands on another frontend" +
                                (owner_of(each).empty() ? "." : ", of Service " + shown(owner_of(each)) + "."),
                            "a name of its own", commands);
  }
  return catalog::pass(id, shown(name) + " is asked for once.");
}

Check judge_name_unchanged(const Scene& scene) {
  constexpr std::string_view id = "pls.name-unchanged";
  const auto& chain = scene.chain;
  const auto name = asked_name(chain);
  if (said_by_controller(scene, id)) {
    return controller_says(
        scene, id, "the old name",
        {chain.private_link_service ? annotate(scene, "azure-pls-name", name_of(*chain.private_link_service))
                                    : describe(scene)});
  }
  if (!chain.private_link_service)
    return catalog::blocked(id, scene.sync.cause.empty() ? std::string_view("pls.exists") : scene.sync.cause);
  const auto real = name_of(*chain.private_link_service);
  if (real.empty())
    return catalog::skip(id, SkipReason::no_data, "The Private Link Service has no name in the snapshot.",
                         {fetch_command("az-private-link-services.json", chain)});
  if (name.empty() || base::equal_without_case(real, name))
    return catalog::pass(id, "Its name is " + shown(real) + ".");
  if (!chain.is_on("azure-pls-create"))
    return catalog::skip(id, SkipReason::not_applicable, "The Service does not ask the controller for one.");
  // Found by the Service's mark alone, it may be a remainder.
  if (!chain.frontend)
    return catalog::skip(id, SkipReason::no_data, "Whether " + shown(real) + " stands on the frontend is not known.",
                         {fetch_command("az-load-balancers.json", chain)});
  return catalog::finding(id,
                          "The Service asks for " + shown(name) + ", and " + shown(real) + " stands on its frontend.",
                          shown(real), {annotate(scene, "azure-pls-name", real)});
}

Check judge_ip_configuration(const Scene& scene) {
  constexpr std::string_view id = "pls.ip-configuration";
  const auto& chain = scene.chain;
  constexpr std::string_view count_key = "azure-pls-ip-configuration-ip-address-count";
  const std::vector<std::string> commands{annotate(scene, count_key, "1")};
  if (said_by_controller(scene, id))
    return controller_says(scene, id, "a count from 1 to 8, IPv4 addresses with blanks between them", commands);
  std::int64_t count = 1;
  if (const auto given = chain.annotation(count_key)) {
    const auto text = base::trim(*given);
    const bool digit = text.size() == 1 && text[0] >= '1' && text[0] <= '8';
    if (!digit)
      return catalog::finding(id, std::string(count_key) + " is \"" + shown(*given) + "\".",
                              "a whole number from 1 to 8", commands);
    count = text[0] - '0';
  } else if (const auto annotations = at(*chain.service, {"metadata", "annotations"});
             annotations &&
             at(*annotations, {"service.beta.kubernetes.io/azure-pls-ip-configuration-ip-address-count"})) {
    return catalog::blocked(id, "k8s.annotation-values");
  }
  const auto addresses = words_of(chain.annotation("azure-pls-ip-configuration-ip-address").value_or(""));
  for (const auto address : addresses) {
    const auto parsed = net::SocketAddress::parse_ip(std::string(address), 0);
    if (parsed && parsed->family() == AF_INET) continue;
    return catalog::finding(id, "\"" + shown(address) + "\" is not an IPv4 address.",
                            "IPv4 addresses with blanks between them",
                            {kubectl(scene, "edit service", quoted(chain.service_name))});
  }
  if (static_cast<std::int64_t>(addresses.size()) > count) {
    return catalog::finding(
        id, std::to_string(addresses.size()) + " addresses are given, and the count is " + std::to_string(count) + ".",
        "a count that is not less than the addresses", {annotate(scene, count_key, std::to_string(addresses.size()))});
  }
  return catalog::pass(
      id, "The Service asks for " + std::to_string(count) + (count == 1 ? " NAT address." : " NAT addresses."));
}

Check judge_proxy_applied(const Scene& scene) {
  constexpr std::string_view id = "pls.proxy-protocol-applied";
  const auto& chain = scene.chain;
  const auto real = property_flag(*chain.private_link_service, {"enableProxyProtocol"}).value_or(false);
  if (!chain.is_on("azure-pls-create"))
    return catalog::skip(id, SkipReason::not_applicable, "The Service does not ask the controller for one.");
  const auto asked = chain.is_on("azure-pls-proxy-protocol");
  const auto word = [](bool on) { return on ? "on" : "off"; };
  if (asked == real)
    return catalog::pass(id, std::string("PROXY protocol is ") + word(real) + ", as the Service asks.");
  return catalog::finding(
      id, std::string("PROXY protocol is ") + word(real) + ", and the Service asks for " + word(asked) + ".",
      word(asked), {describe(scene), show_private_link_service(chain)});
}

Check judge_proxy_feature(const Scene& scene) {
  constexpr std::string_view id = "pls.proxy-protocol-feature";
  constexpr std::string_view feature = "AllowMaxPrivateLinkServicesPerLoadBalancerOptimization";
  if (!proxy_is_on(scene.chain)) return catalog::skip(id, SkipReason::not_applicable, "PROXY protocol is off.");
  if (!scene.directory.find("az-features.json"))
    return without_data(id, {"az-features.json"}, scene.directory, scene.chain);
  for (const auto& each : list_in(scene.directory, "az-features.json")) {
    auto name = text_at(each, {"name"});
    if (const auto slash = name.rfind('/'); slash != std::string_view::npos) name.remove_prefix(slash + 1);
    if (!base::equal_without_case(name, feature)) continue;
    const auto state = property_text(each, {"state"});
    if (!base::equal_without_case(state, "Registered")) break;
    return catalog::finding(id, std::string(feature) + " is registered.", "not registered",
                            {"az feature unregister --namespace Microsoft.Network --name " + std::string(feature) +
                             " --subscription " + scene.chain.word("SUBSCRIPTION")});
  }
  return catalog::pass(id, std::string(feature) + " is not registered.");
}

}  // namespace atgateway::snapshot
