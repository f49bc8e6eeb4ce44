#include "snapshot/kubernetes_judges.hpp"

#include "base/ascii.hpp"
#include "json/writer.hpp"
#include "net/address.hpp"

#include <algorithm>

namespace atgateway::snapshot {

std::string kubectl(const Scene& scene, std::string_view command, std::string_view rest) {
  std::string out = "kubectl ";
  out.append(command).append(" -n ").append(quoted_or(scene.chain.namespace_, "namespace"));
  if (!rest.empty()) out.append(" ").append(rest);
  return out;
}

std::string annotate(const Scene& scene, std::string_view suffix, std::string_view value) {
  const auto pair = "service.beta.kubernetes.io/" + std::string(suffix) + "=" + std::string(value);
  return kubectl(scene, "annotate service",
                 quoted_or(scene.chain.service_name, "service") + " --overwrite " + quoted(pair));
}

namespace {

std::string describe(const Scene& scene) {
  return kubectl(scene, "describe service", quoted_or(scene.chain.service_name, "service"));
}

std::string full_name(const Chain& chain) { return shown(chain.namespace_ + "/" + chain.service_name); }

std::string said(std::optional<std::string_view> value) {
  return value ? "is \"" + shown(*value) + "\"" : std::string("is missing");
}

}  // namespace

bool proxy_is_on(const Chain& chain) {
  if (chain.private_link_service) {
    if (const auto set = property_flag(*chain.private_link_service, {"enableProxyProtocol"})) return *set;
  }
  return chain.is_on("azure-pls-proxy-protocol");
}

Check judge_service(const Scene& scene) {
  constexpr std::string_view id = "k8s.service";
  const auto& chain = scene.chain;
  if (chain.undecided)
    return catalog::skip(id, SkipReason::no_data, chain.why_no_service + " Say which in the site file.");
  if (!chain.service) {
    return catalog::finding(id, chain.why_no_service, "a Service of type LoadBalancer",
                            {"kubectl get services --all-namespaces"});
  }
  const auto type = text_at(*chain.service, {"spec", "type"});
  if (type != "LoadBalancer") {
    return catalog::finding(
        id, "Service " + full_name(chain) + " has type " + (type.empty() ? "ClusterIP" : shown(type)) + ".",
        "type LoadBalancer",
        {kubectl(scene, "patch service", quoted(chain.service_name) + " -p '{\"spec\":{\"type\":\"LoadBalancer\"}}'")});
  }
  return catalog::pass(id, "Service " + full_name(chain) + " has type LoadBalancer.");
}

Check judge_internal(const Scene& scene) {
  constexpr std::string_view id = "k8s.internal-load-balancer";
  const auto& chain = scene.chain;
  const auto given = chain.annotation("azure-load-balancer-internal");
  const std::vector<std::string> commands{annotate(scene, "azure-load-balancer-internal", "true")};
  if (said_by_controller(scene, id))
    return controller_says(scene, id, "azure-load-balancer-internal: \"true\"", commands);
  // The controller compares with "true" and does not trim here.
  if (given && base::equal_without_case(*given, "true"))
    return catalog::pass(id, "azure-load-balancer-internal is \"true\".");
  return catalog::finding(id, "azure-load-balancer-internal " + said(given) + ".", "\"true\"", commands);
}

Check judge_sync(const Scene& scene) {
  constexpr std::string_view id = "k8s.load-balancer-sync";
  if (!scene.sync.known) {
    return catalog::skip(id, SkipReason::no_data,
                         "The snapshot has no event of the cloud controller for this Service: events are kept for an "
                         "hour only.",
                         {describe(scene)});
  }
  if (!scene.sync.failed) return catalog::pass(id, "The controller's last event is a success.");
  if (!scene.sync.cause.empty()) return catalog::blocked(id, scene.sync.cause);
  return controller_says(scene, id, "EnsuredLoadBalancer", {describe(scene)});
}

Check judge_address(const Scene& scene) {
  constexpr std::string_view id = "k8s.address-assigned";
  const auto& chain = scene.chain;
  if (chain.addresses.empty()) {
    if (!scene.sync.cause.empty()) return catalog::blocked(id, scene.sync.cause);
    if (scene.sync.failed) return catalog::blocked(id, "k8s.load-balancer-sync");
    if (text_at(*chain.service, {"spec", "type"}) != "LoadBalancer") return catalog::blocked(id, "k8s.service");
    return catalog::finding(id, "Service " + full_name(chain) + " has no address.",
                            "an address of the internal load balancer", {describe(scene)});
  }
  return catalog::pass(id, "It has " + shown(chain.addresses.front()) + ".");
}

Check judge_single_stack(const Scene& scene) {
  constexpr std::string_view id = "k8s.single-stack-ipv4";
  const auto& chain = scene.chain;
  if (said_by_controller(scene, id)) return controller_says(scene, id, "ipFamilies: [IPv4]", {describe(scene)});
  const auto families = strings_at(*chain.service, {"spec", "ipFamilies"});
  if (std::ranges::find(families, "IPv6") == families.end()) return catalog::pass(id, "The Service has IPv4 only.");
  const std::string observed = families.size() > 1 ? "The Service is dual-stack." : "The Service has IPv6 only.";
  // With IPv4 first, one that stands already goes on working.
  if (families.front() == "IPv4" && chain.private_link_service)
    return catalog::warning(id, observed, "ipFamilies: [IPv4]", {describe(scene)});
  return catalog::finding(id, observed, "ipFamilies: [IPv4]", {describe(scene)});
}

Check judge_service_port(const Scene& scene) {
  constexpr std::string_view id = "k8s.service-port";
  const auto& chain = scene.chain;
  const auto wanted = std::to_string(chain.port);
  if (chain.called) return catalog::pass(id, "The Service has TCP port " + wanted + ".");
  std::vector<std::string> ports;
  for (const auto& each : elements_at(*chain.service, {"spec", "ports"})) {
    const auto port = service_port(each);
    ports.push_back(std::to_string(port.port) + "/" + shown(port.protocol));
  }
  return catalog::finding(
      id,
      "The Service has " + (ports.empty() ? "no ports" : "ports " + shown_list(ports)) + ", not " + wanted + "/TCP.",
      "TCP port " + wanted, {kubectl(scene, "edit service", quoted_or(chain.service_name, "service"))});
}

Check judge_source_ranges(const Scene& scene) {
  constexpr std::string_view id = "k8s.source-ranges";
  const auto& chain = scene.chain;
  auto ranges = strings_at(*chain.service, {"spec", "loadBalancerSourceRanges"});
  std::string_view what = "loadBalancerSourceRanges";
  // Kept by kube-proxy on every node. The annotation alone only adds security rules; they bite with deny-all.
  if (ranges.empty() && chain.is_on("azure-deny-all-except-load-balancer-source-ranges")) {
    what = "azure-allowed-ip-ranges";
    auto given = chain.annotation("azure-allowed-ip-ranges").value_or("");
    while (!given.empty()) {
      const auto comma = given.find(',');
      if (const auto range = base::trim(given.substr(0, comma)); !range.empty()) ranges.push_back(range);
      if (comma == std::string_view::npos) break;
      given.remove_prefix(comma + 1);
    }
    if (ranges.empty()) {
      return catalog::warning(id, "azure-deny-all-except-load-balancer-source-ranges is on, and no ranges are given.",
                              "ranges that hold the NAT addresses",
                              {annotate(scene, "azure-deny-all-except-load-balancer-source-ranges", "false")});
    }
  }
  if (ranges.empty()) return catalog::pass(id, "No source ranges are set.");
  const auto sources = nat_sources(scene);
  if (sources.addresses.empty())
    return catalog::skip(id, SkipReason::no_data, "The NAT addresses are not in the snapshot.",
                         {fetch_command(sources.file, chain)});
  const auto missing = outside(sources.addresses, ranges);
  if (missing.empty()) return catalog::pass(id, std::string(what) + " hold the NAT addresses.");
  std::vector<std::string> shown_ranges(ranges.begin(), ranges.end());
  return catalog::finding(
      id,
      std::string(what) + " are " + shown_list(shown_ranges) + ": without the NAT address " + shown_list(missing) + ".",
      "ranges that hold the NAT subnet", {kubectl(scene, "edit service", quoted_or(chain.service_name, "service"))});
}

Check judge_idle_timeout(const Scene& scene) {
  constexpr std::string_view id = "k8s.idle-timeout";
  const auto& chain = scene.chain;
  constexpr std::int64_t shortest = 240;
  if (chain.is_on("azure-load-balancer-disable-tcp-reset") ||
      (chain.rule && property_flag(*chain.rule, {"enableTcpReset"}) == false)) {
    return catalog::finding(id, "The load balancer forgets idle connections without a TCP reset.", "TCP reset on",
                            {annotate(scene, "azure-load-balancer-disable-tcp-reset", "false")});
  }
  const auto minutes = chain.rule ? property_integer(*chain.rule, {"idleTimeoutInMinutes"}) : std::nullopt;
  const auto limit = std::min(minutes.value_or(4), std::int64_t{100}) * 60;
  const auto& idle = scene.gateway.idle_ms;
  std::string evidence;
  json::Writer writer(evidence);
  writer.begin_object().member("load_balancer_seconds", limit);
  if (idle) writer.member("gateway_idle_ms", *idle);
  writer.end_object();
  if (idle && *idle / 1000 >= std::min(limit, shortest)) {
    return catalog::finding(id,
                            "The gateway keeps idle connections for " + std::to_string(*idle / 1000) +
                                " s; the path forgets them after " + std::to_string(std::min(limit, shortest)) + " s.",
                            "less than " + std::to_string(std::min(limit, shortest)) + " s",
                            {"ATGATEWAY_TIMEOUTS_MS_IDLE=75000"}, evidence,
                            "Lower timeouts_ms.idle in the gateway's configuration.");
  }
  return catalog::pass(id,
                       "The load balancer ends idle connections after " + std::to_string(limit) +
                           " s with a TCP reset" +
                           (idle ? "; the gateway after " + std::to_string(*idle / 1000) + " s." : "."),
                       evidence);
}

Sources nat_sources(const Scene& scene) {
  Sources out{{}, "NAT address", "az-private-link-services.json"};
  if (!scene.chain.private_link_service) return out;
  for (const auto& each : property_elements(*scene.chain.private_link_service, {"ipConfigurations"})) {
    const auto address = property_text(each, {"privateIPAddress"});
    if (out.addresses.size() < 8 && net::SocketAddress::parse_ip(std::string(address), 0))
      out.addresses.emplace_back(address);
  }
  return out;
}

Sources node_sources(const Scene& scene) {
  Sources out{{}, "node address", "kube-nodes.json"};
  for (const auto& node : list_in(scene.directory, "kube-nodes.json")) {
    for (const auto& address : elements_at(node, {"status", "addresses"})) {
      const auto ip = text_at(address, {"address"});
      if (text_at(address, {"type"}) != "InternalIP" || out.addresses.size() >= 200) continue;
      const auto parsed = net::SocketAddress::parse_ip(std::string(ip), 0);
      if (parsed && parsed->family() == AF_INET) out.addresses.emplace_back(ip);
    }
  }
  return out;
}

Sources caller_sources(const Scene& scene) {
  return scene.chain.local_traffic_policy() ? nat_sources(scene) : node_sources(scene);
}

std::vector<std::string> outside(const std::vector<std::string>& addresses,
                                 const std::vector<std::string_view>& ranges) {
  std::vector<net::Cidr> readable;
  for (const auto range : ranges) {
    if (readable.size() == 1000) break;
    if (auto cidr = net::Cidr::parse(std::string(base::trim(range)))) readable.push_back(*cidr);
  }
  std::vector<std::string> out;
  for (const auto& address : addresses) {
    const auto parsed = net::SocketAddress::parse_ip(address, 0);
    if (parsed && std::ranges::none_of(readable, [&](const net::Cidr& range) { return range.contains(*parsed); }))
      out.push_back(address);
  }
  return out;
}

}  // namespace atgateway::snapshot
