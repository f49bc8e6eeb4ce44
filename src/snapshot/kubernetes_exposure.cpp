// Other ways to the same pods.
#include "snapshot/kubernetes_judges.hpp"

#include "base/ascii.hpp"
#include "net/address.hpp"

#include <algorithm>
#include <array>

namespace atgateway::snapshot {
namespace {

bool is_private(std::string_view ip) {
  static const std::array ranges = {net::Cidr::parse("10.0.0.0/8"),     net::Cidr::parse("172.16.0.0/12"),
                                    net::Cidr::parse("192.168.0.0/16"), net::Cidr::parse("100.64.0.0/10"),
                                    net::Cidr::parse("169.254.0.0/16"), net::Cidr::parse("fc00::/7"),
                                    net::Cidr::parse("fe80::/10"),      net::Cidr::parse("127.0.0.0/8")};
  const auto address = net::SocketAddress::parse_ip(std::string(ip), 0);
  if (!address) return true;
  return std::ranges::any_of(ranges, [&](const auto& range) { return range && range->contains(*address); });
}

bool has_public_address(const json::Value& object) {
  return std::ranges::any_of(elements_at(object, {"status", "loadBalancer", "ingress"}), [](const json::Value& each) {
    const auto ip = text_at(each, {"ip"});
    return !ip.empty() && !is_private(ip);
  });
}

bool is_internal(const json::Value& service) {
  const auto annotations = at(service, {"metadata", "annotations"});
  return annotations && flag_at(*annotations, {"service.beta.kubernetes.io/azure-load-balancer-internal"}) == true;
}

std::string name_of(const json::Value& object) { return shown(text_at(object, {"metadata", "name"})); }

}  // namespace

Check judge_exposure(const Scene& scene) {
  constexpr std::string_view id = "k8s.public-exposure";
  const auto& chain = scene.chain;
  if (scene.pods.empty()) return catalog::blocked(id, "k8s.pods-ready");
  const auto labels = at(scene.pods.front(), {"metadata", "labels"});
  std::vector<std::string> ways, commands;
  std::vector<std::string_view> selecting;  // Services with the same pods behind them
  for (const auto& service : list_in(scene.directory, "kube-services.json")) {
    if (text_at(service, {"metadata", "namespace"}) != chain.namespace_) continue;
    if (!selects(at(service, {"spec", "selector"}), labels)) continue;
    const auto name = text_at(service, {"metadata", "name"});
    selecting.push_back(name);
    if (ways.size() >= 20) break;
    const bool itself = name == chain.service_name;
    const auto type = text_at(service, {"spec", "type"});
    if (!strings_at(service, {"spec", "externalIPs"}).empty())
      ways.push_back("Service " + name_of(service) + " has externalIPs");
    if (itself) continue;
    if (type == "LoadBalancer" && (!is_internal(service) || has_public_address(service))) {
      ways.push_back("Service " + name_of(service) + " is a public load balancer");
    } else if (type == "NodePort") {
      ways.push_back("Service " + name_of(service) + " opens a port on every node");
    } else {
      continue;
    }
    commands.push_back(kubectl(scene, "get service", quoted(name) + " -o wide"));
  }
  for (const auto& ingress : list_in(scene.directory, "kube-ingresses.json")) {
    if (text_at(ingress, {"metadata", "namespace"}) != chain.namespace_ || !has_public_address(ingress)) continue;
    std::vector<std::string_view> backends{text_at(ingress, {"spec", "defaultBackend", "service", "name"})};
    for (const auto& rule : elements_at(ingress, {"spec", "rules"})) {
      for (const auto& path : elements_at(rule, {"http", "paths"})) {
        if (backends.size() < 1000) backends.push_back(text_at(path, {"backend", "service", "name"}));
      }
    }
    const bool leads_here = std::ranges::any_of(backends, [&](auto backend) {
      return !backend.empty() && std::ranges::find(selecting, backend) != selecting.end();
    });
    if (!leads_here || ways.size() >= 20) continue;
    ways.push_back("Ingress " + name_of(ingress) + " leads here from a public address");
    commands.push_back(kubectl(scene, "get ingress", quoted(text_at(ingress, {"metadata", "name"}))));
  }
  for (const auto& pod : scene.pods) {
    if (ways.size() >= 20) break;
    if (flag_at(pod, {"spec", "hostNetwork"}) == true) {
      ways.push_back("pod " + name_of(pod) + " uses the node's network");
      continue;
    }
    for (const auto& container : elements_at(pod, {"spec", "containers"})) {
      const auto ports = elements_at(container, {"ports"});
      if (std::ranges::any_of(ports,
                              [](const json::Value& port) { return integer_at(port, {"hostPort"}).value_or(0) > 0; })) {
        ways.push_back("pod " + name_of(pod) + " has a hostPort");
        break;
      }
    }
  }
  if (ways.empty()) return catalog::pass(id, "No other Service or Ingress with another way in was found.");
  return catalog::finding(id, shown_list(ways) + ".", "the internal load balancer alone", std::move(commands));
}

}  // namespace atgateway::snapshot
