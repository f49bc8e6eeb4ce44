#include "snapshot/privatelink_chain.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"
#include "snapshot/files.hpp"
#include "snapshot/names.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::snapshot {
namespace {

constexpr std::string_view annotation_prefix = "service.beta.kubernetes.io/";

std::vector<json::Value> all(const Directory& directory, std::string_view file) {
  const auto root = directory.find(file);
  if (!root) return {};
  return list_of(*root).value_or(std::vector<json::Value>{});
}

std::optional<std::string_view> annotation_of(const json::Value& service, std::string_view suffix) {
  const auto annotations = at(service, {"metadata", "annotations"});
  if (!annotations) return std::nullopt;
  for (const auto [name, value] : annotations->members()) {
    if (name.size() == annotation_prefix.size() + suffix.size() && name.starts_with(annotation_prefix) &&
        name.ends_with(suffix) && value.is(json::Kind::string))
      return value.text();
  }
  return std::nullopt;
}

bool is_true(std::optional<std::string_view> text) {
  return text && base::equal_without_case(base::trim(*text), "true");
}

std::string full_name(const json::Value& object) {
  return std::string(text_at(object, {"metadata", "namespace"})) + "/" +
         std::string(text_at(object, {"metadata", "name"}));
}

// "https://host:port/path" or "host", as a connection's option `host` may have it.
std::string host_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find_first_of("/:?#")));
}

void find_target(Chain& chain, const Directory& directory, const Subject& subject) {
  const auto connection = directory.find("workspace-connection.json");
  chain.hostname = subject.hostname;
  if (chain.hostname.empty() && subject.site != nullptr) chain.hostname = subject.site->hostname;
  if (chain.hostname.empty() && connection) chain.hostname = host_of(text_at(*connection, {"options", "host"}));
  if (subject.port) {
    chain.port = *subject.port;
  } else if (subject.site != nullptr) {
    chain.port = subject.site->port;
  } else if (connection) {
    const auto port = integer_at(*connection, {"options", "port"});
    if (port && *port > 0 && *port < 65536) chain.port = static_cast<std::uint16_t>(*port);
  }
}

void find_service(Chain& chain, const Directory& directory, const Subject& subject) {
  const auto services = all(directory, "kube-services.json");
  const auto named = [&](std::string_view space, std::string_view name) {
    return std::ranges::find_if(services, [&](const json::Value& service) {
      return text_at(service, {"metadata", "namespace"}) == space && text_at(service, {"metadata", "name"}) == name;
    });
  };
  Site::Kubernetes wanted;
  if (subject.site != nullptr) wanted = subject.site->kubernetes;
  chain.namespace_ = wanted.namespace_;
  chain.service_name = wanted.service;
  if (!directory.find("kube-services.json")) return;
  if (const auto found = named(wanted.namespace_, wanted.service); found != services.end()) {
    chain.service = *found;
    return;
  }
  if (subject.site != nullptr) {
    chain.why_no_service =
        "There is no Service " + shown(wanted.namespace_ + "/" + wanted.service) + ", which the site file names.";
    return;
  }
  std::vector<json::Value> candidates;
  std::vector<std::string> candidate_names;
  for (const auto& service : services) {
    if (!is_true(annotation_of(service, "azure-pls-create"))) continue;
    candidates.push_back(service);
    candidate_names.push_back(full_name(service));
  }
  if (candidates.size() == 1) {
    chain.service = candidates.front();
  } else if (candidates.empty()) {
    chain.why_no_service = "There is no Service carto/atgateway, and no Service asks for a Private Link Service.";
  } else {
    chain.undecided = true;
    chain.why_no_service = "Several Services ask for a Private Link Service: " + shown_list(candidate_names) + ".";
  }
}

void find_ports(Chain& chain) {
  if (!chain.service) return;
  chain.namespace_ = text_at(*chain.service, {"metadata", "namespace"});
  chain.service_name = text_at(*chain.service, {"metadata", "name"});
  for (const auto& ingress : elements_at(*chain.service, {"status", "loadBalancer", "ingress"})) {
    if (const auto ip = text_at(ingress, {"ip"}); !ip.empty()) chain.addresses.push_back(ip);
  }
  for (const auto& each : elements_at(*chain.service, {"spec", "ports"})) {
    const auto port = service_port(each);
    if (port.port != chain.port || port.protocol != "TCP") continue;
    chain.called = port;
    return;
  }
}

void find_frontend(Chain& chain, const Directory& directory) {
  for (const auto& balancer : all(directory, "az-load-balancers.json")) {
    for (const auto& frontend : property_elements(balancer, {"frontendIPConfigurations"})) {
      const auto address = property_text(frontend, {"privateIPAddress"});
      if (address.empty() || std::ranges::find(chain.addresses, address) == chain.addresses.end()) continue;
      chain.load_balancer = balancer;
      chain.frontend = frontend;
      for (const auto& rule : property_elements(balancer, {"loadBalancingRules"})) {
        if (!same_arm_id(property_text(rule, {"frontendIPConfiguration", "id"}), text_at(frontend, {"id"}))) continue;
        // 0 stands for every port (high availability ports).
        const auto port = property_integer(rule, {"frontendPort"});
        if (!port || (*port != chain.port && *port != 0)) continue;
        const auto protocol = property_text(rule, {"protocol"});
        if (!base::equal_without_case(protocol, "Tcp") && !base::equal_without_case(protocol, "All")) continue;
        chain.rule = rule;
        break;
      }
      return;
    }
  }
}

bool stands_on(const json::Value& service, std::string_view frontend) {
  return std::ranges::any_of(property_elements(service, {"loadBalancerFrontendIpConfigurations"}),
                             [&](const json::Value& each) { return same_arm_id(text_at(each, {"id"}), frontend); });
}

void find_private_link_service(Chain& chain, const Directory& directory) {
  const auto candidates = all(directory, "az-private-link-services.json");
  const auto owner = chain.namespace_ + "/" + chain.service_name;
  const auto pick = [&](auto&& fits) {
    if (chain.private_link_service) return;
    const auto found = std::ranges::find_if(candidates, fits);
    if (found != candidates.end()) chain.private_link_service = *found;
  };
  if (chain.frontend) {
    const auto frontend = text_at(*chain.frontend, {"id"});
    pick([&](const json::Value& each) { return stands_on(each, frontend); });
  } else if (chain.service) {
    // Without the frontend, the controller's mark and the wished-for name are what is left.
    pick([&](const json::Value& each) {
      return base::equal_without_case(text_at(each, {"tags", "k8s-azure-owner-service"}), owner);
    });
    const auto name = base::trim(chain.annotation("azure-pls-name").value_or(""));
    pick([&](const json::Value& each) {
      return !name.empty() && base::equal_without_case(text_at(each, {"name"}), name);
    });
  } else if (candidates.size() == 1 && !directory.find("kube-services.json")) {
    chain.private_link_service = candidates.front();
  }
  if (chain.private_link_service)
    chain.connections = property_elements(*chain.private_link_service, {"privateEndpointConnections"});
}

void find_names(Chain& chain, const Directory& directory, const Subject& subject) {
  const auto set = [&](std::string_view variable, std::string_view value) {
    if (!value.empty()) chain.names.emplace(variable, value);
  };
  set("NAMESPACE", chain.namespace_);
  set("SERVICE", chain.service_name);
  set("HOSTNAME", chain.hostname);
  if (chain.private_link_service) {
    const auto id = text_at(*chain.private_link_service, {"id"});
    set("PLS_ID", id);
    set("PLS_RG", arm_id(id).resource_group);
    set("PLS", text_at(*chain.private_link_service, {"name"}));
  }
  if (const auto site = subject.site; site != nullptr) {
    set("SUBSCRIPTION", site->azure.subscription);
    set("RG", site->azure.resource_group);
    set("CLUSTER", site->azure.cluster);
    set("NODE_RG", site->azure.node_resource_group);
    set("PLS", site->azure.pls_name);
    set("PLS_RG", site->azure.pls_resource_group);
    set("ACCOUNT_ID", site->databricks.account_id);
    if (is_guid(site->databricks.ncc)) set("NCC_ID", site->databricks.ncc);
    set("WORKSPACE_ID", site->databricks.workspace_id);
    set("WAREHOUSE_ID", site->databricks.warehouse_id);
    set("CONNECTION", site->databricks.connection);
  }
  if (const auto aks = directory.find("az-aks.json")) {
    const auto id = arm_id(text_at(*aks, {"id"}));
    set("SUBSCRIPTION", id.subscription);
    set("RG", first_of(text_at(*aks, {"resourceGroup"}), id.resource_group));
    set("CLUSTER", text_at(*aks, {"name"}));
    set("NODE_RG", property_text(*aks, {"nodeResourceGroup"}));
    const auto pools = property_elements(*aks, {"agentPoolProfiles"});
    const auto subnet = pools.empty() ? std::string_view{} : property_text(pools.front(), {"vnetSubnetId"});
    if (const auto cut = subnet.rfind("/subnets/"); cut != std::string_view::npos)
      set("VNET_ID", subnet.substr(0, cut));
  }
  if (chain.load_balancer) {
    const auto id = arm_id(text_at(*chain.load_balancer, {"id"}));
    set("SUBSCRIPTION", id.subscription);
    set("NODE_RG", id.resource_group);
  }
  set("PLS", base::trim(chain.annotation("azure-pls-name").value_or("")));
  set("PLS_RG", base::trim(chain.annotation("azure-pls-resource-group").value_or("")));
  set("PLS_RG", chain.name("NODE_RG"));
  for (const auto& ncc : all(directory, "account-nccs.json")) set("ACCOUNT_ID", text_at(ncc, {"account_id"}));
  if (const auto warehouse = directory.find("workspace-warehouse.json"))
    set("WAREHOUSE_ID", text_at(*warehouse, {"id"}));
  if (const auto connection = directory.find("workspace-connection.json"))
    set("CONNECTION", text_at(*connection, {"name"}));
  if (const auto workspace = directory.find("az-databricks-workspace.json")) {
    set("WORKSPACE_ARM_ID", text_at(*workspace, {"id"}));
    set("WORKSPACE_ID", property_text(*workspace, {"workspaceId"}));
  }
  // The zone that the name is in: the longest that is its ending.
  std::string_view zone, zone_group;
  for (const auto& each : all(directory, "az-private-dns.json")) {
    const auto name = text_at(each, {"name"});
    const std::string_view host = chain.hostname;
    const bool covers = host.size() > name.size() + 1 && !name.empty() &&
                        base::equal_without_case(host.substr(host.size() - name.size()), name) &&
                        host[host.size() - name.size() - 1] == '.';
    if (!(covers || base::equal_without_case(host, name)) || name.size() <= zone.size()) continue;
    zone = name;
    zone_group = first_of(text_at(each, {"resourceGroup"}), arm_id(text_at(each, {"id"})).resource_group);
  }
  set("DNS_ZONE", zone);
  set("DNS_RG", zone_group);
}

}  // namespace

ServicePort service_port(const json::Value& port) {
  ServicePort out;
  out.name = text_at(port, {"name"});
  out.protocol = first_of(text_at(port, {"protocol"}), "TCP");
  out.app_protocol = text_at(port, {"appProtocol"});
  out.port = integer_at(port, {"port"}).value_or(0);
  out.node_port = integer_at(port, {"nodePort"}).value_or(0);
  if (const auto target = integer_at(port, {"targetPort"}))
    out.target = *target;
  else
    out.target_name = text_at(port, {"targetPort"});
  if (out.target == 0 && out.target_name.empty()) out.target = out.port;
  return out;
}

std::optional<std::string_view> Chain::annotation(std::string_view suffix) const {
  return service ? annotation_of(*service, suffix) : std::nullopt;
}

bool Chain::is_on(std::string_view suffix) const { return is_true(annotation(suffix)); }

std::string_view Chain::name(std::string_view variable) const {
  const auto found = names.find(variable);
  return found == names.end() ? std::string_view{} : std::string_view(found->second);
}

std::string Chain::word(std::string_view variable) const {
  std::string placeholder;
  for (const char c : variable) placeholder += c == '_' ? '-' : base::lower(c);
  return quoted_or(name(variable), placeholder);
}

bool Chain::local_traffic_policy() const {
  return service && text_at(*service, {"spec", "externalTrafficPolicy"}) == "Local";
}

Chain find_chain(const Directory& directory, const Subject& subject) {
  Chain chain;
  find_target(chain, directory, subject);
  find_service(chain, directory, subject);
  find_ports(chain);
  find_frontend(chain, directory);
  find_private_link_service(chain, directory);
  find_names(chain, directory, subject);
  return chain;
}

std::optional<json::Value> probe_of(const Chain& chain) {
  if (!chain.rule) return std::nullopt;
  const auto wanted = property_text(*chain.rule, {"probe", "id"});
  for (const auto& probe : property_elements(*chain.load_balancer, {"probes"})) {
    if (same_arm_id(text_at(probe, {"id"}), wanted)) return probe;
  }
  return std::nullopt;
}

std::string fetch_command(std::string_view file, const Chain& chain) {
  const auto* info = find_file(file);
  if (info == nullptr || info->command.empty()) return {};
  std::string out;
  auto rest = info->command;
  while (true) {
    const auto dollar = rest.find("\"$");
    const auto end = dollar == std::string_view::npos ? dollar : rest.find('"', dollar + 2);
    if (end == std::string_view::npos) break;
    out.append(rest.substr(0, dollar)).append(chain.word(rest.substr(dollar + 2, end - dollar - 2)));
    rest.remove_prefix(end + 1);
  }
  return out.append(rest).append(" > ").append(file);
}

Check without_data(std::string_view id, const std::vector<std::string_view>& wanted, const Directory& directory,
                   const Chain& chain) {
  std::string text;
  std::vector<std::string> commands;
  for (const auto file : wanted) {
    if (directory.find(file)) continue;
    text.append(text.empty() ? "" : " ").append(file);
    text += directory.is_bad(file) ? " is in the snapshot and cannot be used." : " is not in the snapshot.";
    if (const auto error = directory.error_of(file); !error.empty())
      text.append(" Its command said: ").append(shown(error, 300));
    if (directory.error_of(file).find("AuthorizationFailed") != std::string_view::npos && file.starts_with("az-"))
      text += " Ask for the role Reader on the cluster's node resource group, or set azure-pls-resource-group.";
    if (auto command = fetch_command(file, chain); !command.empty()) commands.push_back(std::move(command));
  }
  // They are there, and what was looked for in them is not.
  if (text.empty()) {
    for (const auto file : wanted) {
      text.append(text.empty() ? "" : ", ").append(file);
      if (auto command = fetch_command(file, chain); !command.empty()) commands.push_back(std::move(command));
    }
    text += " has nothing that could be judged.";
  }
  return catalog::skip(id, SkipReason::no_data, std::move(text), std::move(commands));
}

}  // namespace atgateway::snapshot
