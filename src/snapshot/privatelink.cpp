// The checks of pls.*, and what each needs.
#include "snapshot/analyse.hpp"
#include "snapshot/privatelink_judges.hpp"

namespace atgateway::snapshot {

std::vector<Check> judge_privatelink(const Directory& directory, const Subject& subject) {
  constexpr auto links = "az-private-link-services.json", balancers = "az-load-balancers.json",
                 networks = "az-vnets.json", aks = "az-aks.json", metrics = "az-pls-metrics.json",
                 groups = "az-nsgs.json";
  using enum Needs;
  static const std::vector<Judge> judges{
      {"pls.requested", {}, service, judge_requested},
      {"pls.exists", {links}, service, judge_exists},
      {"pls.provisioned", {}, private_link_service, judge_provisioned},
      {"pls.managed", {links}, service, judge_managed},
      {"pls.name-unique", {}, service, judge_name_unique},
      {"pls.name-unchanged", {links}, service, judge_name_unchanged},
      {"pls.nat-subnet", {}, service, judge_nat_subnet},
      {"pls.subnet-rights", {}, service, judge_subnet_rights},
      {"pls.subnet-policies", {networks}, service, judge_subnet_policies},
      {"pls.load-balancer-kind", {balancers}, frontend, judge_balancer_kind},
      {"pls.ip-configuration", {}, service, judge_ip_configuration},
      {"pls.visibility", {}, service, judge_visibility},
      {"pls.auto-approval", {}, service, judge_auto_approval},
      {"pls.connection-arrived", {}, private_link_service, judge_arrived},
      {"pls.connection-approved", {}, private_link_service, judge_approved},
      {"pls.stray-connections", {}, private_link_service, judge_strays},
      {"pls.proxy-protocol-applied", {"kube-services.json"}, private_link_service, judge_proxy_applied},
      {"pls.proxy-protocol-feature", {}, service, judge_proxy_feature},
      {"pls.nat-subnet-apart", {aks}, service, judge_subnet_apart},
      {"pls.load-balancer-rule", {balancers}, frontend, judge_balancer_rule},
      {"pls.health-probe", {balancers}, frontend, judge_balancer_probe},
      {"pls.traffic", {metrics}, nothing, judge_traffic},
      {"pls.nat-ports", {metrics}, private_link_service, judge_nat_ports},
      {"pls.security-callers", {groups, aks}, frontend, judge_security_callers},
      {"pls.security-probes", {groups, aks}, frontend, judge_security_probes},
      {"pls.private-dns-record", {}, nothing, judge_dns_record},
      {"pls.private-dns-link", {}, nothing, judge_dns_link},
  };
  const auto chain = find_chain(directory, subject);
  return run(make_scene(directory, subject, chain), judges);
}

}  // namespace atgateway::snapshot
