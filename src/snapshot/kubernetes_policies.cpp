// The connections that the path needs, put to the NetworkPolicies one by one.
#include "snapshot/kubernetes_judges.hpp"
#include "snapshot/kubernetes_policy.hpp"

#include "base/ascii.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::snapshot {
namespace {

constexpr std::size_t most_pods = 10;
constexpr std::string_view azure_probes = "168.63.129.16";

// "none" when the cluster has no engine, empty when that is not known.
std::string_view engine(const Scene& scene) {
  const auto aks = scene.directory.find("az-aks.json");
  if (!aks) return {};
  const auto policy = property_text(*aks, {"networkProfile", "networkPolicy"});
  const auto dataplane = property_text(*aks, {"networkProfile", "networkDataplane"});
  if (base::equal_without_case(dataplane, "cilium")) return "cilium";
  // A plugin of one's own may bring an engine of its own.
  if (base::equal_without_case(property_text(*aks, {"networkProfile", "networkPlugin"}), "none")) return {};
  return policy.empty() ? "none" : policy;
}

// Cilium knows nodes by identity, never by an ipBlock.
bool nodes_by_block(const Scene& scene) { return !base::equal_without_case(engine(scene), "cilium"); }

std::optional<json::Value> namespace_labels(const Scene& scene, std::string_view name) {
  for (const auto& space : list_in(scene.directory, "kube-namespaces.json")) {
    if (text_at(space, {"metadata", "name"}) == name) return at(space, {"metadata", "labels"});
  }
  return std::nullopt;
}

// The port that a connection to the Service arrives on, in a pod.
std::optional<std::int64_t> port_in(const ServicePort& port, const std::optional<json::Value>& pod) {
  if (port.target_name.empty()) return port.target;
  return pod ? container_port(*pod, port.target_name) : std::nullopt;
}

struct Tally {
  std::vector<std::string> denied, unsure, policies;
  std::size_t asked = 0;
};

// Every source against every pod: one closed door among them loses a part of the calls.
Tally ask(const Scene& scene, const std::vector<std::string>& addresses, bool are_nodes, bool& no_port) {
  Tally tally;
  const auto policies = list_in(scene.directory, "kube-networkpolicies.json");
  for (std::size_t i = 0; i < std::min(scene.pods.size(), most_pods); ++i) {
    const auto port = port_in(*scene.chain.called, scene.pods[i]);
    // Where nobody listens, it does not matter who is let in.
    if (!port || scene.gateway.listen_port.value_or(*port) != *port) {
      no_port = true;
      return tally;
    }
    for (const auto& address : addresses) {
      Connection connection{Direction::ingress, scene.pods[i], {}, *port, "TCP"};
      connection.peer.ip = address;
      connection.peer.is_node = are_nodes;
      auto ruling = judge_connection(policies, connection, nodes_by_block(scene));
      ++tally.asked;
      auto& list = ruling.allowed == Tri::no ? tally.denied : tally.unsure;
      if (ruling.allowed != Tri::yes && std::ranges::find(list, address) == list.end()) list.push_back(address);
      if (ruling.allowed == Tri::no) tally.policies = std::move(ruling.policies);
    }
  }
  return tally;
}

std::string evidence_of(const Tally& tally) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("asked", tally.asked).key("denied").begin_array();
  for (const auto& each : tally.denied) writer.string(shown(each));
  writer.end_array().key("policies").begin_array();
  for (const auto& each : tally.policies) writer.string(shown(each));
  writer.end_array().end_object();
  return out;
}

Check verdict(const Scene& scene, std::string_view id, const std::vector<std::string>& addresses, bool are_nodes,
              const std::string& whose) {
  if (scene.pods.empty()) return catalog::blocked(id, "k8s.pods-ready");
  if (!scene.chain.called) return catalog::blocked(id, "k8s.service-port");
  bool no_port = false;
  const auto tally = ask(scene, addresses, are_nodes, no_port);
  if (no_port) return catalog::blocked(id, "k8s.target-port");
  const auto evidence = evidence_of(tally);
  const std::vector<std::string> commands{kubectl(scene, "get networkpolicies", "-o yaml")};
  if (!tally.denied.empty()) {
    const bool by_identity = are_nodes && !nodes_by_block(scene);
    const bool one = tally.policies.size() == 1;
    auto observed = std::string(one ? "Policy " : "Policies ") + shown_list(tally.policies) +
                    (one ? " keeps out " : " keep out ") + whose + " " + shown_list(tally.denied) +
                    (tally.denied.size() < addresses.size() ? ", and not the others." : ".");
    if (by_identity) observed += " Cilium does not meet nodes with an ipBlock.";
    const std::string fix = by_identity ? "Allow the entities host and remote-node in a CiliumNetworkPolicy, or use "
                                          "externalTrafficPolicy: Local, where callers keep their address."
                                        : std::string();
    // Who enforces it is not known: the policies may be without effect.
    if (engine(scene) == "none")
      return catalog::warning(id, observed + " Nothing enforces it here.", "an ipBlock with these addresses", commands,
                              evidence, fix);
    return catalog::finding(id, observed, "an ipBlock with these addresses", commands, evidence, fix);
  }
  if (!tally.unsure.empty())
    return catalog::skip(id, SkipReason::no_data,
                         "Whether the policies let " + whose + " " + shown_list(tally.unsure) + " in cannot be told.",
                         commands);
  return catalog::pass(id, "They let " + whose + " " + shown_list(addresses) + " in.", evidence);
}

Check no_sources(const Scene& scene, std::string_view id, const Sources& sources) {
  if (!scene.directory.find(sources.file)) return without_data(id, {sources.file}, scene.directory, scene.chain);
  if (sources.file == "az-private-link-services.json" && !scene.chain.private_link_service)
    return catalog::blocked(id, scene.sync.cause.empty() ? std::string_view("pls.exists") : scene.sync.cause);
  return catalog::skip(id, SkipReason::no_data, "No " + std::string(sources.whose) + " is in the snapshot.",
                       {fetch_command(sources.file, scene.chain)});
}

bool any_policy(const Scene& scene) {
  return std::ranges::any_of(list_in(scene.directory, "kube-networkpolicies.json"), [&](const json::Value& policy) {
    return text_at(policy, {"metadata", "namespace"}) == scene.chain.namespace_;
  });
}

// "https://carto-router.carto.svc.cluster.local/api" → service, namespace, port; empty service when it is elsewhere.
struct Upstream {
  std::string_view service, space;
  std::int64_t port = 443;
  std::string_view host;
};
Upstream in_cluster(const Scene& scene, std::string_view url) {
  Upstream out;
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    if (url.substr(0, scheme) == "http") out.port = 80;
    url.remove_prefix(scheme + 3);
  }
  auto authority = url.substr(0, url.find_first_of("/?#"));
  if (const auto colon = authority.rfind(':'); colon != std::string_view::npos) {
    std::int64_t port = 0;
    for (const char c : authority.substr(colon + 1))
      port = c >= '0' && c <= '9' && port < 100000 ? port * 10 + (c - '0') : port;
    out.port = port;
    authority = authority.substr(0, colon);
  }
  out.host = authority;
  const auto dot = authority.find('.');
  if (dot == std::string_view::npos) {
    out.service = authority;
    out.space = scene.chain.namespace_;
    return out;
  }
  auto rest = authority.substr(dot + 1);
  const auto next = rest.find('.');
  const auto tail = next == std::string_view::npos ? std::string_view{} : rest.substr(next + 1);
  const bool cluster_name = tail == "svc" || tail == "svc.cluster.local" || tail == "svc.cluster.local.";
  if (!cluster_name && next != std::string_view::npos) return out;
  out.service = authority.substr(0, dot);
  out.space = rest.substr(0, next);
  return out;
}

std::optional<json::Value> find_service(const Scene& scene, std::string_view space, std::string_view name) {
  for (const auto& service : list_in(scene.directory, "kube-services.json")) {
    if (text_at(service, {"metadata", "namespace"}) == space && text_at(service, {"metadata", "name"}) == name)
      return service;
  }
  return std::nullopt;
}

// A pod behind that Service: one of the snapshot, else one that has at least the selector's labels.
Peer pod_behind(const Scene& scene, const json::Value& service, std::string_view space) {
  Peer peer;
  peer.namespace_ = space;
  peer.namespace_labels = namespace_labels(scene, space);
  const auto selector = at(service, {"spec", "selector"});
  for (const auto& pod : list_in(scene.directory, "kube-pods.json")) {
    if (text_at(pod, {"metadata", "namespace"}) != space || !selects(selector, at(pod, {"metadata", "labels"})))
      continue;
    peer.pod = pod;
    peer.pod_labels = at(pod, {"metadata", "labels"});
    return peer;
  }
  peer.pod_labels = selector;
  peer.labels_complete = false;
  return peer;
}

// Somewhere outside, at an address that nobody knows here: a rule for all addresses lets it through, no rule for any
// address does not, and what is between cannot be told.
Tri outside_cluster(const Scene& scene, std::int64_t port) {
  const auto policies = list_in(scene.directory, "kube-networkpolicies.json");
  Connection connection{Direction::egress, scene.pods.front(), {}, port, "TCP"};
  bool open = true;
  for (const std::string_view example : {"203.0.113.1", "198.51.100.1", "20.0.0.1"}) {
    connection.peer.ip = example;
    open = open && judge_connection(policies, connection, true).allowed == Tri::yes;
  }
  if (open) return Tri::yes;
  const bool some_block = std::ranges::any_of(
      policies, [](const json::Value& policy) { return policy.source().find("ipBlock") != std::string_view::npos; });
  return some_block ? Tri::maybe : Tri::no;
}

struct Way {
  std::string what;
  Tri allowed = Tri::yes;
};

// What the gateway has to reach; a Service that is not in the snapshot is left out.
std::vector<Way> ways_out(const Scene& scene) {
  std::vector<Way> out;
  const auto policies = list_in(scene.directory, "kube-networkpolicies.json");
  const auto ask_for = [&](std::string what, const Peer& peer, std::int64_t port, std::string_view protocol) {
    Connection connection{Direction::egress, scene.pods.front(), peer, port, protocol};
    out.push_back({std::move(what), judge_connection(policies, connection, nodes_by_block(scene)).allowed});
  };
  if (const auto dns = find_service(scene, "kube-system", "kube-dns"))
    ask_for("kube-dns (UDP 53)", pod_behind(scene, *dns, "kube-system"), 53, "UDP");
  std::size_t count = 0;
  for (const auto& url : scene.gateway.upstreams.value_or(std::vector<std::string>{})) {
    if (++count > 20) break;
    const auto upstream = in_cluster(scene, url);
    if (upstream.service.empty()) {
      out.push_back(
          {shown(upstream.host) + ":" + std::to_string(upstream.port), outside_cluster(scene, upstream.port)});
      continue;
    }
    const auto service = find_service(scene, upstream.space, upstream.service);
    if (!service) continue;
    const auto peer = pod_behind(scene, *service, upstream.space);
    for (const auto& each : elements_at(*service, {"spec", "ports"})) {
      const auto port = service_port(each);
      const auto target = port_in(port, peer.pod);
      if (port.port != upstream.port || !target) continue;
      ask_for(shown(std::string(upstream.space) + "/" + std::string(upstream.service)) + " (TCP " +
                  std::to_string(*target) + " of its pods)",
              peer, *target, "TCP");
    }
  }
  return out;
}

}  // namespace

Check judge_policy_engine(const Scene& scene) {
  constexpr std::string_view id = "k8s.network-policy-enforced";
  if (!any_policy(scene)) return catalog::skip(id, SkipReason::not_applicable, "The namespace has no NetworkPolicy.");
  const auto what = engine(scene);
  if (what.empty())
    return catalog::skip(id, SkipReason::no_data,
                         "The cluster brings its own network plugin; whether that enforces policies is not known.");
  if (what == "none") {
    return catalog::finding(id, "The namespace has NetworkPolicies, and the cluster has no policy engine.",
                            "cilium, azure or calico",
                            {"az aks update -g " + scene.chain.word("RG") + " -n " + scene.chain.word("CLUSTER") +
                             " --network-policy calico"});
  }
  return catalog::pass(id, "The engine is " + shown(what) + ".");
}

Check judge_policy_callers(const Scene& scene) {
  constexpr std::string_view id = "k8s.network-policy-callers";
  if (!any_policy(scene)) return catalog::pass(id, "The namespace has no NetworkPolicy.");
  const auto sources = caller_sources(scene);
  if (sources.addresses.empty()) return no_sources(scene, id, sources);
  return verdict(scene, id, sources.addresses, !scene.chain.local_traffic_policy(), std::string(sources.whose));
}

Check judge_policy_probes(const Scene& scene) {
  constexpr std::string_view id = "k8s.network-policy-probes";
  const auto& chain = scene.chain;
  if (!any_policy(scene)) return catalog::pass(id, "The namespace has no NetworkPolicy.");
  const bool own_port = chain.annotation("port_" + std::to_string(chain.port) + "_health-probe_port").has_value();
  if (chain.local_traffic_policy()) {
    if (!own_port && !proxy_is_on(chain))
      return catalog::pass(id, "The probe asks kube-proxy on the nodes; it does not reach the pods.");
    return verdict(scene, id, {std::string(azure_probes)}, false, "probes from");
  }
  const auto sources = node_sources(scene);
  if (sources.addresses.empty()) return no_sources(scene, id, sources);
  return verdict(scene, id, sources.addresses, true, "probes that come by way of");
}

Check judge_policy_egress(const Scene& scene) {
  constexpr std::string_view id = "k8s.network-policy-egress";
  if (!any_policy(scene)) return catalog::pass(id, "The namespace has no NetworkPolicy.");
  if (scene.pods.empty()) return catalog::blocked(id, "k8s.pods-ready");
  std::vector<std::string> closed, unsure, open;
  for (auto& way : ways_out(scene))
    (way.allowed == Tri::no ? closed : way.allowed == Tri::maybe ? unsure : open).push_back(std::move(way.what));
  const std::vector<std::string> commands{kubectl(scene, "get networkpolicies", "-o yaml")};
  if (!closed.empty()) {
    const auto observed = "They keep the gateway from " + shown_list(closed) + ".";
    if (engine(scene) == "none")
      return catalog::warning(id, observed + " Nothing enforces it here.", "egress to DNS and to CARTO", commands);
    return catalog::finding(id, observed, "egress to DNS and to CARTO", commands);
  }
  if (!unsure.empty())
    return catalog::skip(id, SkipReason::no_data,
                         "Whether they let the gateway reach " + shown_list(unsure) + " cannot be told.", commands);
  if (open.empty())
    return catalog::skip(id, SkipReason::no_data,
                         "Neither kube-dns nor CARTO's service could be found in the snapshot.");
  return catalog::pass(id, "They let the gateway reach " + shown_list(open) + ".");
}

}  // namespace atgateway::snapshot
