// One function a check; privatelink.cpp has the list.
#pragma once

#include "snapshot/kubernetes_judges.hpp"
#include "snapshot/kubernetes_scene.hpp"

namespace atgateway::snapshot {

// privatelink_service.cpp
[[nodiscard]] Check judge_requested(const Scene& scene);
[[nodiscard]] Check judge_exists(const Scene& scene);
[[nodiscard]] Check judge_provisioned(const Scene& scene);
[[nodiscard]] Check judge_managed(const Scene& scene);
[[nodiscard]] Check judge_name_unique(const Scene& scene);
[[nodiscard]] Check judge_name_unchanged(const Scene& scene);
[[nodiscard]] Check judge_ip_configuration(const Scene& scene);
[[nodiscard]] Check judge_proxy_applied(const Scene& scene);
[[nodiscard]] Check judge_proxy_feature(const Scene& scene);
// privatelink_subnet.cpp
[[nodiscard]] Check judge_nat_subnet(const Scene& scene);
[[nodiscard]] Check judge_subnet_rights(const Scene& scene);
[[nodiscard]] Check judge_subnet_policies(const Scene& scene);
[[nodiscard]] Check judge_subnet_apart(const Scene& scene);
// privatelink_access.cpp
[[nodiscard]] Check judge_visibility(const Scene& scene);
[[nodiscard]] Check judge_auto_approval(const Scene& scene);
// privatelink_connections.cpp
[[nodiscard]] Check judge_arrived(const Scene& scene);
[[nodiscard]] Check judge_approved(const Scene& scene);
[[nodiscard]] Check judge_strays(const Scene& scene);
// privatelink_balancer.cpp
[[nodiscard]] Check judge_balancer_kind(const Scene& scene);
[[nodiscard]] Check judge_balancer_rule(const Scene& scene);
[[nodiscard]] Check judge_balancer_probe(const Scene& scene);
// privatelink_traffic.cpp
[[nodiscard]] Check judge_traffic(const Scene& scene);
[[nodiscard]] Check judge_nat_ports(const Scene& scene);
// privatelink_security.cpp
[[nodiscard]] Check judge_security_callers(const Scene& scene);
[[nodiscard]] Check judge_security_probes(const Scene& scene);
// privatelink_dns.cpp
[[nodiscard]] Check judge_dns_record(const Scene& scene);
[[nodiscard]] Check judge_dns_link(const Scene& scene);

/// "az network private-link-service show …" with the known names.
[[nodiscard]] std::string show_private_link_service(const Chain& chain);
/// Whether the Private Link Service is there and Azure calls it good.
[[nodiscard]] bool is_provisioned(const Chain& chain);
/// The id of the subnet that the NAT addresses are in, or empty.
[[nodiscard]] std::string_view nat_subnet_of(const Chain& chain);
/// Split at blanks, as the controller does.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

}  // namespace atgateway::snapshot
