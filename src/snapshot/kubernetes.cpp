// The checks of k8s.*, and what each needs.
#include "snapshot/analyse.hpp"
#include "snapshot/kubernetes_judges.hpp"

namespace atgateway::snapshot {

std::vector<Check> judge_kubernetes(const Directory& directory, const Subject& subject) {
  constexpr auto services = "kube-services.json", events = "kube-events.json", pods = "kube-pods.json",
                 slices = "kube-endpointslices.json", policies = "kube-networkpolicies.json";
  using enum Needs;
  static const std::vector<Judge> judges{
      {"k8s.service", {services}, nothing, judge_service},
      {"k8s.internal-load-balancer", {}, service, judge_internal},
      {"k8s.load-balancer-sync", {events}, service, judge_sync},
      {"k8s.address-assigned", {}, service, judge_address},
      {"k8s.single-stack-ipv4", {}, service, judge_single_stack},
      {"k8s.annotations", {}, service, judge_annotation_names},
      {"k8s.annotation-values", {}, service, judge_annotation_values},
      {"k8s.service-port", {}, service, judge_service_port},
      {"k8s.target-port", {pods}, service, judge_target_port},
      {"k8s.pods-ready", {pods}, service, judge_pods},
      {"k8s.replicas", {pods}, service, judge_replicas},
      {"k8s.endpoints", {slices}, service, judge_endpoints},
      {"k8s.tls-secret", {pods}, service, judge_tls_secret},
      {"k8s.public-exposure", {pods}, service, judge_exposure},
      {"k8s.health-probe", {}, service, judge_service_probe},
      {"k8s.idle-timeout", {}, service, judge_idle_timeout},
      {"k8s.source-ranges", {}, service, judge_source_ranges},
      {"k8s.network-policy-enforced", {policies, "az-aks.json"}, service, judge_policy_engine},
      {"k8s.network-policy-callers", {policies, pods}, service, judge_policy_callers},
      {"k8s.network-policy-probes", {policies, pods}, service, judge_policy_probes},
      {"k8s.network-policy-egress", {policies, pods}, service, judge_policy_egress},
      {"k8s.proxy-protocol", {pods}, service, judge_proxy_protocol},
      {"k8s.proxy-health-probe", {}, service, judge_proxy_probe},
      {"k8s.proxy-shared-load-balancer", {}, service, judge_proxy_neighbours},
  };
  const auto chain = find_chain(directory, subject);
  return run(make_scene(directory, subject, chain), judges);
}

}  // namespace atgateway::snapshot
