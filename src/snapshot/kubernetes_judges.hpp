// One function a check; kubernetes.cpp has the list.
#pragma once

#include "snapshot/kubernetes_scene.hpp"

namespace atgateway::snapshot {

// kubernetes_service.cpp
[[nodiscard]] Check judge_service(const Scene& scene);
[[nodiscard]] Check judge_internal(const Scene& scene);
[[nodiscard]] Check judge_sync(const Scene& scene);
[[nodiscard]] Check judge_address(const Scene& scene);
[[nodiscard]] Check judge_single_stack(const Scene& scene);
[[nodiscard]] Check judge_service_port(const Scene& scene);
[[nodiscard]] Check judge_source_ranges(const Scene& scene);
[[nodiscard]] Check judge_idle_timeout(const Scene& scene);
// kubernetes_annotations.cpp
[[nodiscard]] Check judge_annotation_names(const Scene& scene);
[[nodiscard]] Check judge_annotation_values(const Scene& scene);
[[nodiscard]] Check judge_service_probe(const Scene& scene);
// kubernetes_pods.cpp
[[nodiscard]] Check judge_pods(const Scene& scene);
[[nodiscard]] Check judge_replicas(const Scene& scene);
[[nodiscard]] Check judge_endpoints(const Scene& scene);
[[nodiscard]] Check judge_target_port(const Scene& scene);
[[nodiscard]] Check judge_tls_secret(const Scene& scene);
// kubernetes_exposure.cpp
[[nodiscard]] Check judge_exposure(const Scene& scene);
// kubernetes_policies.cpp
[[nodiscard]] Check judge_policy_engine(const Scene& scene);
[[nodiscard]] Check judge_policy_callers(const Scene& scene);
[[nodiscard]] Check judge_policy_probes(const Scene& scene);
[[nodiscard]] Check judge_policy_egress(const Scene& scene);
// kubernetes_proxy.cpp
[[nodiscard]] Check judge_proxy_protocol(const Scene& scene);
[[nodiscard]] Check judge_proxy_probe(const Scene& scene);
[[nodiscard]] Check judge_proxy_neighbours(const Scene& scene);

/// "kubectl COMMAND -n NAMESPACE …" with the Service's own namespace.
[[nodiscard]] std::string kubectl(const Scene& scene, std::string_view command, std::string_view rest = {});
/// kubectl annotate … service.beta.kubernetes.io/SUFFIX=VALUE
[[nodiscard]] std::string annotate(const Scene& scene, std::string_view suffix, std::string_view value);

/// Whether the Private Link Service sends PROXY headers: what the resource says, else what the Service asks for.
[[nodiscard]] bool proxy_is_on(const Chain& chain);

/// Addresses that calls through the endpoint arrive from, and whose they are; none when they cannot be known.
struct Sources {
  std::vector<std::string> addresses;
  std::string_view whose;  ///< "NAT address" or "node address"
  std::string_view file;   ///< that would tell when there are none
};
[[nodiscard]] Sources nat_sources(const Scene& scene);
[[nodiscard]] Sources node_sources(const Scene& scene);
/// Those that the pods see: NAT addresses with externalTrafficPolicy Local, nodes with Cluster.
[[nodiscard]] Sources caller_sources(const Scene& scene);

/// The addresses that are in none of the ranges. Ranges that cannot be read hold nothing.
[[nodiscard]] std::vector<std::string> outside(const std::vector<std::string>& addresses,
                                               const std::vector<std::string_view>& ranges);

}  // namespace atgateway::snapshot
