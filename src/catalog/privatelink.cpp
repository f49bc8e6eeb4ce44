// Checks of Azure's objects between the private endpoint and the nodes, read from a snapshot.
#include "catalog/rows.hpp"

#include <array>

namespace atgateway::catalog {
namespace {

using enum Layer;
using enum Severity;

constexpr std::string_view controller = "https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/";
constexpr std::string_view code =
    "https://github.com/kubernetes-sigs/cloud-provider-azure, pkg/provider/azure_privatelinkservice.go";
constexpr std::string_view overview =
    "https://learn.microsoft.com/en-us/azure/private-link/private-link-service-overview";
constexpr std::string_view serverless =
    "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
    "serverless-private-link";
constexpr std::string_view probes =
    "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-custom-probe-overview";
constexpr std::string_view nsg =
    "https://learn.microsoft.com/en-us/azure/virtual-network/network-security-groups-overview";

constexpr std::array<std::string_view, 1> connecting{"tcp.connects"};
constexpr std::array<std::string_view, 2> unreachable{"dns.private-address", "tcp.connects"};
constexpr std::array<std::string_view, 2> handshake{"tls.handshake", "http.responds"};
constexpr std::array<std::string_view, 4> naming{"dns.resolves", "dns.no-cname", "dns.private-address",
                                                 "dns.expected-address"};

constexpr std::array rows{
    CheckInfo{"pls.requested", "K01", "The Service asks for a Private Link Service", privatelink, Owner::cluster, error,
              "No Private Link Service appears.", "The annotation azure-pls-create is missing or is not \"true\".",
              "Set it to \"true\" (in quotes).", controller, unreachable},
    CheckInfo{"pls.exists", "K01", "A Private Link Service stands on the Service's frontend", privatelink,
              Owner::cluster, error, "There is no resource that a private endpoint rule could name.",
              "The controller has not made it, or it was deleted, or it stands on another frontend.",
              "Look at the Service's events; see that azure-pls-create is \"true\".", controller, unreachable},
    CheckInfo{"pls.provisioned", "K01", "The Private Link Service is in good order", privatelink, Owner::cloud_network,
              error, "The Private Link Service is there and does not work, or does not change.",
              "Azure failed to update it, or is still at it.",
              "Look at the resource's activity log; the controller tries a failed one again.", code, unreachable},
    CheckInfo{"pls.managed", "K02", "The Private Link Service is the controller's own", privatelink, Owner::cluster,
              error, "The controller says that the frontend already has an unmanaged private link service.",
              "Somebody made one by hand on the same frontend.",
              "Delete the one made by hand, or give the Service another address.", code, unreachable},
    CheckInfo{"pls.name-unique", "K03", "No other Service or frontend has the same Private Link Service name",
              privatelink, Owner::cluster, error,
              "Another team's endpoint suddenly leads here, or the controller refuses the name.",
              "Two Services ask for the same name; the later one took over the resource, or is rejected.",
              "Choose a name of its own for each.",
              "https://github.com/kubernetes-sigs/cloud-provider-azure/pull/10943", unreachable},
    CheckInfo{"pls.name-unchanged", "K04", "The Private Link Service has the name that the Service asks for",
              privatelink, Owner::cluster, error,
              "The controller says that it cannot change the existing private link service's name.",
              "azure-pls-name was edited; an existing Private Link Service cannot be renamed.",
              "Put the old name back, or make the Service anew (its endpoints are then lost).", code, unreachable},
    CheckInfo{"pls.nat-subnet", "K05", "The NAT subnet is one of the cluster's network", privatelink,
              Owner::cloud_network, error, "The controller fails to get the private link service subnet.",
              "azure-pls-ip-configuration-subnet is misspelt, is an id instead of a name, or is a subnet of another "
              "virtual network.",
              "Give the NAME of a subnet in the virtual network of the nodes.", controller, unreachable},
    CheckInfo{"pls.subnet-rights", "K06", "The cluster may use the subnets", privatelink, Owner::cloud_network, error,
              "The controller's event says LinkedAuthorizationFailed or AuthorizationFailed.",
              "The cluster's identity lacks subnets/join/action (or read, or write) on the NAT or frontend subnet.",
              "Give the cluster's identity Network Contributor on the subnet.",
              "https://learn.microsoft.com/en-us/azure/aks/internal-lb; "
              "https://github.com/openshift/release/pull/76853",
              unreachable},
    CheckInfo{"pls.subnet-policies", "K07", "Private Link network policies are off in the NAT subnet", privatelink,
              Owner::cloud_network, error, "Azure refuses NAT addresses in the subnet.",
              "privateLinkServiceNetworkPolicies is Enabled: never switched off, or switched on again by "
              "infrastructure as code.",
              "Disable it, and set it to Disabled in Terraform or Bicep as well.",
              "https://learn.microsoft.com/en-us/azure/private-link/disable-private-link-service-network-policy",
              unreachable},
    CheckInfo{"pls.load-balancer-kind", "K09", "The load balancer is one that Private Link supports", privatelink,
              Owner::cloud_network, error, "The Private Link Service cannot be made, or carries no traffic.",
              "It needs a Standard load balancer whose backend pool has network interfaces (nodeIPConfiguration), "
              "and no IPv6 frontend.",
              "Use loadBalancerSku standard and backend pool type nodeIPConfiguration.", controller, unreachable},
    CheckInfo{"pls.ip-configuration", "K11", "The NAT addresses are asked for in a form that the controller takes",
              privatelink, Owner::cluster, error, "The controller refuses the Service.",
              "The count is not a number from 1 to 8, or static addresses are not IPv4, or are more than the count.",
              "Write the count in quotes, and the addresses with blanks between them.", code, unreachable},
    CheckInfo{"pls.visibility", "K12", "Databricks may see the Private Link Service", privatelink, Owner::cloud_network,
              error, "The rule ends in CREATE_FAILED, or its endpoint never appears here.",
              "The visibility list has commas or names instead of ids, or leaves out the subscription that Databricks "
              "uses in this region.",
              "Use \"*\" and approve by hand, or list subscription ids with blanks between them.", controller,
              unreachable},
    CheckInfo{"pls.auto-approval", "K11", "Automatic approval takes effect", privatelink, Owner::cloud_network, warning,
              "Connections stay Pending although their subscription should be approved.",
              "The list has commas, \"*\", or a subscription that visibility leaves out.",
              "List subscription ids with blanks between them, each of them in visibility too.", controller},
    CheckInfo{"pls.connection-arrived", "K12 K16 K17", "A private endpoint has asked for a connection", privatelink,
              Owner::databricks, error, "The Private Link Service has no connection at all.",
              "The rule was not made, names another resource, or cannot see this one; or the Private Link Service was "
              "made anew and lost its connections.",
              "Make the private endpoint rule with this resource's id; if it is DISCONNECTED, make it anew.",
              serverless, unreachable},
    CheckInfo{"pls.connection-approved", "K13 K15 K16", "The connection is approved", privatelink, Owner::cloud_network,
              error, "The rule stays PENDING, and the name resolves to a public address or to none.",
              "Nobody approved the connection, or it was rejected or cut.",
              "Approve it; what was rejected or disconnected has to be made anew in Databricks first.",
              "https://learn.microsoft.com/en-us/azure/private-link/manage-private-endpoint", unreachable},
    CheckInfo{"pls.stray-connections", "K18 K55", "Every connection belongs to a living endpoint", privatelink,
              Owner::cloud_network, warning, "Old connections count against the quota, or hide which one is used.",
              "Endpoints linger after their rule was deleted, or several rules point here.",
              "Delete connections that are Disconnected or Rejected, and see that the rule is the one you mean.",
              "https://github.com/databricks/terraform-provider-databricks/issues/5386"},
    CheckInfo{"pls.proxy-protocol-applied", "K32 K33", "PROXY protocol is as the Service asks", privatelink,
              Owner::cluster, warning, "The Private Link Service sends PROXY headers, or none, against the annotation.",
              "It was changed by hand, or the controller fails before it gets there.",
              "See k8s.load-balancer-sync; change the annotation, not the resource.", code},
    CheckInfo{"pls.proxy-protocol-feature", "K34", "PROXY protocol is supported in this subscription", privatelink,
              Owner::cloud_network, error, "PROXY protocol is on and headers never arrive.",
              "The feature AllowMaxPrivateLinkServicesPerLoadBalancerOptimization is registered, which excludes it.",
              "Unregister the feature, or leave PROXY protocol off.", overview, handshake},
    CheckInfo{"pls.nat-subnet-apart", "K35", "The NAT subnet is not the pods' subnet", privatelink,
              Owner::cloud_network, error, "Calls through the endpoint time out, and those inside the network work.",
              "With externalTrafficPolicy: Local the NAT addresses and the pods must be in different subnets.",
              "Give the Private Link Service a subnet of its own, or use externalTrafficPolicy: Cluster.",
              "https://github.com/kubernetes/kubernetes/issues/95555", connecting},
    CheckInfo{"pls.load-balancer-rule", "K28", "The load balancer has a rule for the port", privatelink, Owner::cluster,
              error, "The name resolves, and connections time out.", "The frontend has rules for other ports only.",
              "Add the port to the Service.", "https://learn.microsoft.com/en-us/azure/load-balancer/components",
              connecting},
    CheckInfo{"pls.health-probe", "K28 K29", "The load balancer's probe can succeed", privatelink, Owner::cluster,
              error, "Connections time out; the load balancer's health probe status is 0 %.",
              "The probe speaks HTTP to a TLS port, or asks for a path that does not say 200, or a port that nobody "
              "serves.",
              "Probe with Tcp, or with Https on /healthz.", probes, connecting},
    CheckInfo{"pls.traffic", "K28 K29", "Bytes go through the Private Link Service both ways", privatelink,
              Owner::cloud_network, error, "Calls time out although the connection is approved.",
              "Bytes come in and none goes out: the load balancer has no healthy backend, or packets are dropped "
              "behind it.",
              "Look at the load balancer's probe, security groups and NetworkPolicies.",
              "https://learn.microsoft.com/en-us/azure/azure-monitor/reference/supported-metrics/"
              "microsoft-network-privatelinkservices-metrics",
              connecting},
    CheckInfo{"pls.nat-ports", "K41", "NAT ports are not running out", privatelink, Owner::cloud_network, warning,
              "Some connections fail when many are open at once.",
              "One NAT address has about 64 000 ports for all connections together.",
              "Reuse connections, or add NAT addresses (8 at most; they cannot be taken away again).", overview},
    CheckInfo{"pls.security-callers", "K37", "Network security groups let the callers in", privatelink,
              Owner::cloud_network, error, "All calls time out while the health probe is well.",
              "A rule denies the NAT addresses before AllowVnetInBound allows them.",
              "Allow the NAT subnet to the gateway's port with a smaller priority number.", nsg, connecting},
    CheckInfo{"pls.security-probes", "K38", "Network security groups let health probes in", privatelink,
              Owner::cloud_network, error, "All probes fail and then all calls time out.",
              "A rule denies the service tag AzureLoadBalancer (168.63.129.16), often a deny-all of one's own.",
              "Allow AzureLoadBalancer with a smaller priority number.", probes, connecting},
    CheckInfo{"pls.private-dns-record", "K57", "The private zone's record leads to the load balancer", privatelink,
              Owner::customer_dns, warning, "Inside the network the name leads elsewhere.",
              "The record is an alias, or has the address of a load balancer or endpoint that is gone.",
              "Make it an A record with the internal load balancer's address. Databricks' serverless compute does not "
              "ask this zone.",
              "https://learn.microsoft.com/en-us/azure/private-link/private-endpoint-dns", naming},
    CheckInfo{
        "pls.private-dns-link", "K57", "The private zone is linked to a network", privatelink, Owner::customer_dns,
        warning, "Inside the network the name does not resolve, or is a public one.",
        "The zone has no finished link, or none to the nodes' network: a zone is asked only from linked networks.",
        "Link the zone to the virtual network that asks.",
        "https://learn.microsoft.com/en-us/azure/dns/private-dns-virtual-network-links", naming},
};

}  // namespace

std::span<const CheckInfo> privatelink_rows() noexcept { return rows; }

}  // namespace atgateway::catalog
