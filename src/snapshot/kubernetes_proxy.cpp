#include "snapshot/kubernetes_judges.hpp"

#include "json/writer.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

constexpr std::int64_t shared_probe_port = 10256;  // kube-proxy's own

}  // namespace

Check judge_proxy_protocol(const Scene& scene) {
  constexpr std::string_view id = "k8s.proxy-protocol";
  const auto& chain = scene.chain;
  const auto& gateway = scene.gateway;
  if (!chain.private_link_service && !chain.is_on("azure-pls-create"))
    return catalog::skip(id, SkipReason::not_applicable, "There is no Private Link Service.");
  if (!gateway.proxy_mode) {
    const bool gone = !gateway.is_gateway && !scene.pods.empty();
    return catalog::skip(id, gone ? SkipReason::not_applicable : SkipReason::no_data,
                         gateway.unseen.empty() ? "The gateway's PROXY mode cannot be seen." : gateway.unseen,
                         {fetch_command("kube-pods.json", chain), fetch_command("kube-configmaps.json", chain)});
  }
  const bool sends = proxy_is_on(chain);
  const auto& mode = *gateway.proxy_mode;
  std::string evidence;
  json::Writer(evidence)
      .begin_object()
      .member("private_link_service", sends)
      .member("gateway", shown(mode))
      .end_object();
  if (sends && mode == "off") {
    return catalog::finding(id, "The Private Link Service sends PROXY headers, and the gateway's mode is off.",
                            "both or none", {annotate(scene, "azure-pls-proxy-protocol", "false")}, evidence,
                            "Set proxy_protocol.mode to \"require\" with the NAT subnet in proxy_protocol.trusted, or "
                            "switch the annotation off.");
  }
  if (!sends && mode == "require") {
    return catalog::finding(id, "The gateway requires PROXY headers, and the Private Link Service sends none.",
                            "both or none", {annotate(scene, "azure-pls-proxy-protocol", "true")}, evidence,
                            "Set azure-pls-proxy-protocol to \"true\", or proxy_protocol.mode to \"off\".");
  }
  if (sends && gateway.trusted) {
    const auto sources = caller_sources(scene);
    const std::vector<std::string_view> ranges(gateway.trusted->begin(), gateway.trusted->end());
    const auto missing = outside(sources.addresses, ranges);
    if (!missing.empty()) {
      return catalog::finding(
          id,
          "proxy_protocol.trusted does not hold the " + std::string(sources.whose) + " " + shown_list(missing) + ".",
          "every source of calls in proxy_protocol.trusted", {}, evidence,
          "Add the subnet of these addresses to proxy_protocol.trusted.");
    }
  }
  return catalog::pass(id, sends ? "Both use PROXY protocol." : "PROXY protocol is off at both ends.", evidence);
}

Check judge_proxy_probe(const Scene& scene) {
  constexpr std::string_view id = "k8s.proxy-health-probe";
  const auto& chain = scene.chain;
  if (!proxy_is_on(chain)) return catalog::skip(id, SkipReason::not_applicable, "PROXY protocol is off.");
  const auto of_port = "port_" + std::to_string(chain.port) + "_health-probe_port";
  const std::vector<std::string> commands{annotate(scene, of_port, std::to_string(chain.port))};
  const auto node_health = integer_at(*chain.service, {"spec", "healthCheckNodePort"}).value_or(0);
  if (const auto probe = probe_of(chain)) {
    const auto port = property_integer(*probe, {"port"}).value_or(0);
    if (node_health != 0 && port == node_health) {
      return catalog::finding(
          id,
          "The probe asks kube-proxy on port " + std::to_string(port) + ", which does not understand the PROXY header.",
          "a probe of the gateway's own port, or externalTrafficPolicy: Cluster", commands);
    }
    if (port == shared_probe_port) {
      return catalog::warning(id, "The probe is the shared one on port " + std::to_string(port) + ".",
                              "AKS's health-probe-proxy between load balancer and kube-proxy",
                              {"kubectl get pods -n kube-system"});
    }
    return catalog::pass(id, "The probe goes to port " + std::to_string(port) + ", the pods' own.");
  }
  if (!chain.local_traffic_policy()) return catalog::pass(id, "externalTrafficPolicy is Cluster: the pods are probed.");
  if (chain.annotation(of_port)) return catalog::pass(id, "The probe has a port of its own.");
  return catalog::warning(id,
                          "externalTrafficPolicy is Local and the probe has no port of its own; what the load balancer "
                          "probes is not in the snapshot.",
                          "a probe of the gateway's own port", commands);
}

Check judge_proxy_neighbours(const Scene& scene) {
  constexpr std::string_view id = "k8s.proxy-shared-load-balancer";
  const auto& chain = scene.chain;
  if (!proxy_is_on(chain)) return catalog::skip(id, SkipReason::not_applicable, "PROXY protocol is off.");
  std::vector<std::string_view> shared;  // addresses of the same load balancer
  if (chain.load_balancer) {
    for (const auto& frontend : property_elements(*chain.load_balancer, {"frontendIPConfigurations"}))
      shared.push_back(property_text(frontend, {"privateIPAddress"}));
  }
  std::vector<std::string> neighbours;
  for (const auto& service : list_in(scene.directory, "kube-services.json")) {
    const auto space = text_at(service, {"metadata", "namespace"}), name = text_at(service, {"metadata", "name"});
    if (text_at(service, {"spec", "type"}) != "LoadBalancer" ||
        (space == chain.namespace_ && name == chain.service_name))
      continue;
    const auto annotations = at(service, {"metadata", "annotations"});
    const bool internal =
        annotations && flag_at(*annotations, {"service.beta.kubernetes.io/azure-load-balancer-internal"}) == true;
    if (!internal || neighbours.size() >= 1000) continue;
    const auto addresses = elements_at(service, {"status", "loadBalancer", "ingress"});
    const bool same = shared.empty() || std::ranges::any_of(addresses, [&](const json::Value& each) {
                        return std::ranges::find(shared, text_at(each, {"ip"})) != shared.end();
                      });
    if (same) neighbours.push_back(std::string(space) + "/" + std::string(name));
  }
  if (neighbours.empty()) return catalog::pass(id, "No other Service shares the load balancer.");
  return catalog::finding(id, "These share the load balancer: " + shown_list(neighbours) + ".",
                          "a load balancer of its own, or PROXY protocol off",
                          {"az aks loadbalancer list -g " + chain.word("RG") + " -n " + chain.word("CLUSTER")});
}

}  // namespace atgateway::snapshot
