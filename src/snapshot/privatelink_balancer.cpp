#include "snapshot/privatelink_judges.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

std::string show_balancer(const Chain& chain) {
  const auto id = chain.load_balancer ? arm_id(text_at(*chain.load_balancer, {"id"})) : ArmId{};
  return "az network lb show -g " + quoted_or(first_of(id.resource_group, chain.name("NODE_RG")), "node-rg") + " -n " +
         quoted_or(first_of(id.name, "kubernetes-internal"), "load-balancer") + " -o json";
}

bool is_word(std::string_view a, std::string_view b) { return base::equal_without_case(a, b); }

// Network interfaces make a pool that Private Link takes; addresses alone do not.
bool has_address_pool(const json::Value& balancer) {
  return std::ranges::any_of(property_elements(balancer, {"backendAddressPools"}), [](const json::Value& pool) {
    if (!property_elements(pool, {"backendIPConfigurations"}).empty()) return false;
    return std::ranges::any_of(property_elements(pool, {"loadBalancerBackendAddresses"}),
                               [](const json::Value& each) { return !property_text(each, {"ipAddress"}).empty(); });
  });
}

}  // namespace

Check judge_balancer_kind(const Scene& scene) {
  constexpr std::string_view id = "pls.load-balancer-kind";
  const auto& chain = scene.chain;
  const std::vector<std::string> commands{show_balancer(chain)};
  if (said_by_controller(scene, id))
    return controller_says(scene, id, "a Standard load balancer with a pool of network interfaces", commands);
  std::string pool_type;
  if (const auto aks = scene.directory.find("az-aks.json"))
    pool_type = property_text(*aks, {"networkProfile", "loadBalancerProfile", "backendPoolType"});
  const auto sku = property_text(*chain.load_balancer, {"sku", "name"});
  if (is_word(sku, "Basic")) return catalog::finding(id, "The load balancer's SKU is Basic.", "Standard", commands);
  if (has_address_pool(*chain.load_balancer)) {
    return catalog::finding(id,
                            "A backend pool of the load balancer has addresses instead of network interfaces" +
                                (pool_type.empty() ? "." : " (backendPoolType " + shown(pool_type) + ")."),
                            "backendPoolType nodeIPConfiguration",
                            {"az aks update -g " + chain.word("RG") + " -n " + chain.word("CLUSTER") +
                             " --load-balancer-backend-pool-type nodeIPConfiguration"});
  }
  for (const auto& frontend : property_elements(*chain.load_balancer, {"frontendIPConfigurations"})) {
    if (!is_word(property_text(frontend, {"privateIPAddressVersion"}), "IPv6")) continue;
    if (is_provisioned(chain))
      return catalog::warning(id, "The load balancer has an IPv6 frontend too.", "IPv4 frontends only", commands);
    return catalog::finding(id, "The load balancer has an IPv6 frontend.", "IPv4 frontends only", commands);
  }
  return catalog::pass(id,
                       "Its SKU is " + shown(first_of(sku, "not said")) + ", and its pools have network interfaces.");
}

Check judge_balancer_rule(const Scene& scene) {
  constexpr std::string_view id = "pls.load-balancer-rule";
  const auto& chain = scene.chain;
  const auto wanted = std::to_string(chain.port);
  if (chain.rule) return catalog::pass(id, "The frontend has a rule for TCP port " + wanted + ".");
  if (!chain.called) return catalog::blocked(id, "k8s.service-port");
  std::vector<std::string> ports;
  for (const auto& rule : property_elements(*chain.load_balancer, {"loadBalancingRules"})) {
    if (!same_arm_id(property_text(rule, {"frontendIPConfiguration", "id"}), text_at(*chain.frontend, {"id"})))
      continue;
    if (ports.size() < 100)
      ports.push_back(std::to_string(property_integer(rule, {"frontendPort"}).value_or(0)) + "/" +
                      shown(property_text(rule, {"protocol"})));
  }
  auto observed = "The frontend " + shown(property_text(*chain.frontend, {"privateIPAddress"})) + " has " +
                  (ports.empty() ? std::string("no rule") : "rules for " + shown_list(ports) + " only") + ".";
  const auto suppress = "port_" + wanted + "_no_lb_rule";
  if (chain.is_on(suppress))
    return catalog::finding(id, observed + " The annotation " + suppress + " asks for none.",
                            "a rule for TCP port " + wanted, {annotate(scene, suppress, "false")});
  if (!scene.sync.cause.empty()) return catalog::blocked(id, scene.sync.cause);
  return catalog::finding(id, observed, "a rule for TCP port " + wanted,
                          {kubectl(scene, "describe service", quoted(chain.service_name)), show_balancer(chain)});
}

Check judge_balancer_probe(const Scene& scene) {
  constexpr std::string_view id = "pls.health-probe";
  const auto& chain = scene.chain;
  if (!chain.rule) return catalog::blocked(id, chain.called ? "pls.load-balancer-rule" : "k8s.service-port");
  const auto probe = probe_of(chain);
  const std::vector<std::string> commands{show_balancer(chain)};
  if (!probe)
    return catalog::warning(
        id,
        "The rule for port " + std::to_string(chain.port) + " has no probe: calls go to nodes that cannot answer, too.",
        "a probe", commands);
  const auto protocol = property_text(*probe, {"protocol"});
  const auto port = property_integer(*probe, {"port"}).value_or(0);
  const auto path = property_text(*probe, {"requestPath"});
  const bool http = is_word(protocol, "Http"), https = is_word(protocol, "Https");
  auto observed = "The probe is " + shown(protocol) + " to port " + std::to_string(port) +
                  (path.empty() ? "." : ", path " + shown(path) + ".");
  const auto node_health = integer_at(*chain.service, {"spec", "healthCheckNodePort"}).value_or(0);
  const std::string tcp = annotate(scene, "port_" + std::to_string(chain.port) + "_health-probe_protocol", "tcp");
  // kube-proxy's own ports: for one Service, and for all.
  if ((node_health != 0 && port == node_health) || port == 10256) {
    if (https || (http && path != "/healthz"))
      return catalog::finding(id, observed + " kube-proxy answers Http on /healthz there.", "Http on /healthz",
                              commands);
    return catalog::pass(id, observed);
  }
  std::optional<ServicePort> probed;
  for (const auto& each : elements_at(*chain.service, {"spec", "ports"})) {
    const auto one = service_port(each);
    if (one.node_port != 0 && one.node_port == port) probed = one;
  }
  if (!probed) {
    if (node_health != 0 && chain.local_traffic_policy() &&
        !chain.annotation("port_" + std::to_string(chain.port) + "_health-probe_port"))
      return catalog::finding(id,
                              observed + " The Service's healthCheckNodePort is " + std::to_string(node_health) + ".",
                              "a probe of that port", commands);
    return catalog::warning(id, observed + " No port of the Service is open there on the nodes.",
                            "a nodePort of the Service, or its healthCheckNodePort", commands);
  }
  if (!http && !https) return catalog::pass(id, observed);
  const bool own = chain.called && probed->port == chain.called->port;
  const auto expected = "Tcp, or Https on /healthz";
  if (http && own && scene.gateway.tls == true)
    return catalog::finding(id, observed + " The gateway speaks TLS there.", expected, {tcp});
  const bool answered = path.empty() || path == "/" || path == "/healthz" || path == "/livez" || path == "/readyz";
  if (!answered && own && scene.gateway.is_gateway)
    return catalog::finding(id, observed + " The gateway does not answer 200 there.", expected, {tcp});
  if (!answered)
    return catalog::warning(id, observed + " Whether 200 is answered there is not known.", expected, {tcp});
  return catalog::pass(id, observed);
}

}  // namespace atgateway::snapshot
