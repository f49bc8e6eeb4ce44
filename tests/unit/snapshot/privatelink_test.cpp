#include "mutated.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

using namespace atgateway;
using namespace atgateway::snapshot_test;

namespace {

const std::string services = "kube-services.json", links = "az-private-link-services.json",
                  balancers = "az-load-balancers.json", networks = "az-vnets.json", groups = "az-nsgs.json",
                  metrics = "az-pls-metrics.json", records = "az-private-dns-records.json";
const std::string state = "/0/privateEndpointConnections/0/privateLinkServiceConnectionState/status";

std::string connection(const std::string& endpoint, const std::string& status) {
  return R"({"name": ")" + endpoint +
         R"(.1", "linkIdentifier": "1", "privateEndpoint": {"id": "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/prod/providers/Microsoft.Network/privateEndpoints/)" +
         endpoint + R"("}, "privateLinkServiceConnectionState": {"status": ")" + status + R"("}})";
}

std::string security_rule(const std::string& priority, const std::string& access, const std::string& source,
                          const std::string& port, const std::string& more = "") {
  return R"({"name": "own-)" + priority + R"(", "direction": "Inbound", "protocol": "Tcp", "priority": )" + priority +
         R"(, "access": ")" + access + R"(", "sourceAddressPrefix": ")" + source +
         R"(", "destinationAddressPrefix": "*", "destinationPortRange": ")" + port + "\"" + more + "}";
}

const Put no_link{links, "", "[]"};
const Put another_service{services, "/items/4/metadata/annotations/service.beta.kubernetes.io~1azure-pls-name",
                          "\"PLS-atgateway\""};

const std::vector<Mutated> table{
    // The Private Link Service itself.
    {"not asked for", {annotation("azure-pls-create", "null"), no_link}, {"pls.requested!"}, "azure-pls-create=true"},
    {"asked for with yes", {annotation("azure-pls-create", "\"yes\""), no_link}, {"pls.requested!"}, "\"yes\""},
    {"made by hand",
     {annotation("azure-pls-create", "\"false\""), {links, "/0/tags", "{}"}},
     {"pls.requested"},
     "by hand"},
    {"not there", {no_link}, {"pls.exists!"}, "None of the 0"},
    {"on another frontend",
     {{links, "/0/loadBalancerFrontendIpConfigurations/0/id",
       "\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/l/frontendIPConfigurations/f\""}},
     {"pls.exists!", "pls.name-unique!"},
     "marked as its own"},
    {"in another case is the same",
     {{links, "/0/loadBalancerFrontendIpConfigurations/0/id",
       "\"/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/mc_rg-carto_aks-carto_westeurope/"
       "providers/microsoft.network/loadbalancers/KUBERNETES-internal/frontendIPConfigurations/"
       "A3f1c2d4e5b60718293a4b5c6d7e8f90\""}},
     {},
     ""},
    {"failed", {{links, "/0/provisioningState", "\"Failed\""}}, {"pls.provisioned!"}, "Failed"},
    {"updating", {{links, "/0/provisioningState", "\"Updating\""}}, {"pls.provisioned"}, "Updating"},
    {"not the controller's", {{links, "/0/tags", "null"}}, {"pls.managed!"}, "k8s-azure-cluster-name"},
    {"not the controller's, as it says",
     event("LB frontend(x) already has unmanaged private link service(y)"),
     {"pls.managed!"},
     "already has unmanaged"},
    {"another Service's",
     {{links, "/0/tags/k8s-azure-owner-service", "\"maps/tiles\""}},
     {"pls.name-unique!"},
     "maps/tiles"},
    {"another Service's, as the controller says",
     event("LB frontend(x) already has existing private link service(y) owned by service(z)"),
     {"pls.name-unique!"},
     ""},
    {"the same name twice", {another_service}, {"pls.name-unique!"}, "analytics/reports"},
    {"the same name in another group",
     {another_service,
      {services, "/items/4/metadata/annotations/service.beta.kubernetes.io~1azure-pls-resource-group", "\"rg-other\""}},
     {},
     ""},
    {"renamed",
     {annotation("azure-pls-name", "\"pls-carto\"")},
     {"pls.name-unchanged!"},
     "azure-pls-name=pls-atgateway"},
    {"renamed, as the controller says",
     event("cannot change existing private link service name (pls-atgateway) to (pls-carto)") +
         std::vector<Put>{annotation("azure-pls-name", "\"pls-carto\"")},
     {"pls.name-unchanged!"},
     "azure-pls-name=pls-atgateway"},
    {"no name asked for", {annotation("azure-pls-name", gone)}, {}, ""},
    // Its subnet.
    {"a subnet that is not there",
     {annotation("azure-pls-ip-configuration-subnet", "\"snet-plz\"")},
     {"pls.nat-subnet!"},
     "no subnet snet-plz"},
    {"a subnet by its id",
     {annotation(
         "azure-pls-ip-configuration-subnet",
         "\"/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/snet-pls\"")},
     {"pls.nat-subnet!"},
     "azure-pls-ip-configuration-subnet=snet-pls"},
    {"a subnet of another network",
     {annotation("azure-pls-ip-configuration-subnet", "\"snet-hub\""),
      {networks, "/-",
       R"({"id": "/subscriptions/1/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub",
        "name": "vnet-hub", "subnets": [{"name": "snet-hub", "id": "/subscriptions/1/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-hub"}]})"}},
     {"pls.nat-subnet!"},
     "vnet-hub"},
    {"a subnet not found, as the controller says",
     event("failed to get private link service subnet(snet-pls) for service(carto/atgateway)"),
     {"pls.nat-subnet!"},
     ""},
    {"no subnet asked for", {annotation("azure-pls-ip-configuration-subnet", gone)}, {}, ""},
    {"no rights",
     event("LinkedAuthorizationFailed: the client does not have permission to perform action "
           "Microsoft.Network/virtualNetworks/subnets/join/action on the linked scope"),
     {"pls.subnet-rights!"},
     "--assignee-object-id 66666666-6666-4666-8666-666666666666"},
    {"policies switched on again",
     {{networks, "/0/subnets/1/privateLinkServiceNetworkPolicies", "\"Enabled\""}},
     {"pls.subnet-policies"},
     "--disable-private-link-service-network-policies true"},
    {"policies on, and nothing made",
     {{networks, "/0/subnets/1/privateLinkServiceNetworkPolicies", "\"Enabled\""}, no_link},
     {"pls.exists!", "pls.subnet-policies!"},
     "snet-pls"},
    {"policies, as the controller says",
     event("PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled"),
     {"pls.subnet-policies!"},
     ""},
    {"pods in the NAT subnet",
     {{"az-aks.json", "/agentPoolProfiles/0/podSubnetId",
       "\"/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-carto/providers/Microsoft.Network/"
       "virtualNetworks/vnet-carto/subnets/SNET-PLS\""}},
     {"pls.nat-subnet-apart!"},
     "snet-pls"},
    {"pods in the NAT subnet, with Cluster",
     {{"az-aks.json", "/agentPoolProfiles/0/podSubnetId",
       "\"/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-carto/providers/Microsoft.Network/"
       "virtualNetworks/vnet-carto/subnets/snet-pls\""},
      {services, "/items/0/spec/externalTrafficPolicy", "\"Cluster\""},
      {"kube-networkpolicies.json", "/items", "[]"}},
     {},
     ""},
    {"pods and NAT addresses in the nodes' subnet",
     {{"az-aks.json", "/networkProfile/networkPluginMode", "null"},
      {links, "/0/ipConfigurations/0/subnet/id",
       "\"/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-carto/providers/Microsoft.Network/"
       "virtualNetworks/vnet-carto/subnets/snet-nodes\""}},
     {"pls.nat-subnet-apart!", "pls.subnet-policies"},
     "snet-nodes"},
    // Its addresses and lists.
    {"nine addresses",
     {annotation("azure-pls-ip-configuration-ip-address-count", "\"9\"")},
     {"pls.ip-configuration!"},
     "is \"9\""},
    {"no number",
     {annotation("azure-pls-ip-configuration-ip-address-count", "\"1.0\"")},
     {"pls.ip-configuration!"},
     ""},
    {"no quotes",
     {annotation("azure-pls-ip-configuration-ip-address-count", "1")},
     {"k8s.annotation-values!"},
     "quotes"},
    {"eight addresses", {annotation("azure-pls-ip-configuration-ip-address-count", "\"8\"")}, {}, ""},
    {"addresses with commas",
     {annotation("azure-pls-ip-configuration-ip-address", "\"10.10.8.7,10.10.8.8\"")},
     {"pls.ip-configuration!"},
     "10.10.8.7,10.10.8.8"},
    {"more addresses than counted",
     {annotation("azure-pls-ip-configuration-ip-address", "\"10.10.8.7 10.10.8.8\"")},
     {"pls.ip-configuration!"},
     "ip-address-count=2"},
    {"an IPv6 address",
     {annotation("azure-pls-ip-configuration-ip-address", "\"fd00::7\"")},
     {"pls.ip-configuration!"},
     ""},
    {"visibility with commas",
     {annotation("azure-pls-visibility",
                 "\"22222222-2222-4222-8222-222222222222,33333333-3333-4333-8333-333333333333\"")},
     {"pls.visibility!"},
     "'service.beta.kubernetes.io/azure-pls-visibility=22222222-2222-4222-8222-222222222222 "
     "33333333-3333-4333-8333-333333333333'"},
    {"visibility by name",
     {annotation("azure-pls-visibility", "\"databricks\"")},
     {"pls.visibility!"},
     "\"databricks\""},
    {"visibility for one, who came",
     {annotation("azure-pls-visibility", "\"22222222-2222-4222-8222-222222222222\"")},
     {},
     ""},
    {"visibility for one, and nobody came",
     {annotation("azure-pls-visibility", "\"22222222-2222-4222-8222-222222222222\""),
      {links, "/0/privateEndpointConnections", "[]"}},
     {"pls.connection-arrived!", "pls.visibility"},
     "may use another"},
    {"approval of everybody", {annotation("azure-pls-auto-approval", "\"*\"")}, {"pls.auto-approval"}, "no meaning"},
    {"approval with commas",
     {annotation("azure-pls-auto-approval",
                 "\"22222222-2222-4222-8222-222222222222,33333333-3333-4333-8333-333333333333\"")},
     {"pls.auto-approval"},
     ""},
    {"approval of one that cannot see it",
     {annotation("azure-pls-visibility", "\"22222222-2222-4222-8222-222222222222\""),
      annotation("azure-pls-auto-approval", "\"44444444-4444-4444-8444-444444444444\"")},
     {"pls.auto-approval"},
     "22222222-2222-4222-8222-222222222222 44444444-4444-4444-8444-444444444444"},
    {"approval of one that sees it",
     {annotation("azure-pls-auto-approval", "\"22222222-2222-4222-8222-222222222222\"")},
     {},
     ""},
    // Its connections.
    {"none",
     {{links, "/0/privateEndpointConnections", "[]"}},
     {"pls.connection-arrived!"},
     "create-private-endpoint-rule"},
    {"pending",
     {{links, state, "\"Pending\""}},
     {"pls.connection-approved!"},
     "connection update -g MC_rg-carto_aks-carto_westeurope --service-name pls-atgateway -n "
     "databricks-33333333-3333-4333-8333-333333333333-pe-5f2c8a1b.cccccccc-cccc-4ccc-8ccc-cccccccccccc "
     "--connection-status Approved"},
    {"rejected", {{links, state, "\"Rejected\""}}, {"pls.connection-approved!"}, "is Rejected"},
    {"disconnected", {{links, state, "\"Disconnected\""}}, {"pls.connection-approved!"}, "is Disconnected"},
    {"a dead one beside",
     {{links, "/0/privateEndpointConnections/-", connection("databricks-old-pe-1", "Disconnected")}},
     {"pls.stray-connections"},
     "connection delete"},
    {"an unknown one beside",
     {{links, "/0/privateEndpointConnections/-", connection("somebody-pe-1", "Approved")}},
     {"pls.stray-connections"},
     "somebody-pe-1"},
    {"another approved instead",
     {{links, "/0/privateEndpointConnections/-", connection("somebody-pe-1", "Approved")},
      {links, "/0/privateEndpointConnections/1/privateLinkServiceConnectionState/status", "\"Pending\""}},
     {"pls.connection-approved!", "pls.stray-connections"},
     "is Pending"},
    {"a twin in another group has connections",
     {{links, "/-",
       R"({"id": "/subscriptions/1/resourceGroups/rg-old/providers/Microsoft.Network/privateLinkServices/pls-atgateway", "name": "pls-atgateway", "resourceGroup": "rg-old",
        "privateEndpointConnections": [{"name": "x"}]})"}},
     {"pls.stray-connections"},
     "rg-old"},
    // PROXY protocol.
    {"switched on by hand",
     {{links, "/0/enableProxyProtocol", "true"}},
     {"k8s.proxy-health-probe!", "k8s.proxy-protocol!", "k8s.proxy-shared-load-balancer", "pls.proxy-protocol-applied",
      "k8s.network-policy-probes!"},
     ""},
    {"asked for and not applied",
     {annotation("azure-pls-proxy-protocol", "\"true\"")},
     {"pls.proxy-protocol-applied"},
     "asks for on"},
    {"the feature that excludes it",
     proxy_on() + std::vector<Put>{{"az-features.json", "/0/properties/state", "\"Registered\""}},
     {"pls.proxy-protocol-feature!"},
     "az feature unregister"},
    {"the feature, without PROXY", {{"az-features.json", "/0/properties/state", "\"Registered\""}}, {}, ""},
    // The load balancer.
    {"a Basic load balancer", {{balancers, "/0/sku/name", "\"Basic\""}}, {"pls.load-balancer-kind!"}, "Basic"},
    {"a pool of addresses",
     {{balancers, "/0/backendAddressPools/0/backendIPConfigurations", "[]"},
      {balancers, "/0/backendAddressPools/0/loadBalancerBackendAddresses/0/ipAddress", "\"10.10.0.4\""},
      {"az-aks.json", "/networkProfile/loadBalancerProfile/backendPoolType", "\"nodeIP\""}},
     {"pls.load-balancer-kind!"},
     "backendPoolType nodeIP"},
    {"an IPv6 frontend beside",
     {{balancers, "/0/frontendIPConfigurations/1/privateIPAddressVersion", "\"IPv6\""}},
     {"pls.load-balancer-kind"},
     "IPv6"},
    {"no rule for the port",
     {{balancers, "/0/loadBalancingRules/0/frontendPort", "8443"}},
     {"pls.load-balancer-rule!"},
     "8443/Tcp only"},
    {"no rule, as the annotation asks",
     {{balancers, "/0/loadBalancingRules/0/frontendPort", "8443"}, annotation("port_443_no_lb_rule", "\"true\"")},
     {"pls.load-balancer-rule!"},
     "asks for none"},
    {"every port",
     {{balancers, "/0/loadBalancingRules/0/frontendPort", "0"},
      {balancers, "/0/loadBalancingRules/0/protocol", "\"All\""}},
     {},
     ""},
    {"no probe", {{balancers, "/0/loadBalancingRules/0/probe", "null"}}, {"pls.health-probe"}, "no probe"},
    {"kube-proxy asked for another path",
     {{balancers, "/0/probes/0/requestPath", "\"/\""}},
     {"pls.health-probe!"},
     "/healthz"},
    {"an http probe of the TLS port", {{balancers, "/0/probes/0/port", "31443"}}, {"pls.health-probe!"}, "TLS"},
    {"an https probe of a path that is not there",
     {{balancers, "/0/probes/0/port", "31443"},
      {balancers, "/0/probes/0/protocol", "\"Https\""},
      {balancers, "/0/probes/0/requestPath", "\"/status\""}},
     {"pls.health-probe!"},
     "/status"},
    {"an https probe of /healthz",
     {{balancers, "/0/probes/0/port", "31443"}, {balancers, "/0/probes/0/protocol", "\"Https\""}},
     {},
     ""},
    {"a probe of a port of yesterday", {{balancers, "/0/probes/0/port", "32999"}}, {"pls.health-probe!"}, "32100"},
    // Metrics.
    {"nothing goes out",
     {{metrics, "/value/1/timeseries/0/data", R"([{"timeStamp": "2026-03-02T08:30:00Z", "total": 0.0}])"}},
     {"pls.traffic!"},
     "none went out"},
    {"nothing comes in",
     {{metrics, "/value/0/timeseries/0/data", R"([{"timeStamp": "2026-03-02T08:30:00Z", "total": 0.0}])"}},
     {},
     ""},
    {"ports run out",
     {{metrics, "/value/2/timeseries/0/data/1/average", "92.5"}},
     {"pls.nat-ports"},
     "ip-address-count=2"},
    // Network security groups.
    {"callers denied",
     {{groups, "/0/securityRules/-", security_rule("150", "Deny", "10.0.0.0/8", "443")}},
     {"pls.security-callers!"},
     "--priority 149"},
    {"callers denied at the interfaces",
     {{groups, "/1/securityRules/-", security_rule("300", "Deny", "VirtualNetwork", "*")}},
     {"pls.security-callers!"},
     "aks-agentpool-24680135-nsg"},
    {"callers denied behind the rule that allows them",
     {{groups, "/0/securityRules/-", security_rule("250", "Deny", "*", "443")}},
     {},
     ""},
    {"another port denied", {{groups, "/0/securityRules/-", security_rule("150", "Deny", "*", "80")}}, {}, ""},
    {"UDP denied",
     {{groups, "/0/securityRules/-",
       R"({"name": "udp", "direction": "Inbound", "protocol": "Udp", "priority": 150, "access": "Deny", "sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"})"}},
     {},
     ""},
    {"probes denied",
     {{groups, "/0/securityRules/-", security_rule("160", "Deny", "AzureLoadBalancer", "*")}},
     {"pls.security-probes!"},
     "AzureLoadBalancer"},
    {"all denied",
     {{groups, "/1/securityRules/-", security_rule("100", "Deny", "*", "*")}},
     {"pls.security-callers!", "pls.security-probes!"},
     "'<priority>'"},
    {"a group of machines nobody knows",
     {{groups, "/0/securityRules/-",
       security_rule("150", "Deny", "", "443", R"(, "sourceApplicationSecurityGroups": [{"id": "x"}])")}},
     {},
     ""},
    // The private zone.
    {"an alias",
     {{records, "/1/type", "\"Microsoft.Network/privateDnsZones/CNAME\""},
      {records, "/1/cnameRecord", R"({"cname": "lb.example.org"})"}},
     {"pls.private-dns-record"},
     "lb.example.org"},
    {"another address",
     {{records, "/1/aRecords/0/ipv4Address", "\"10.10.0.99\""}},
     {"pls.private-dns-record"},
     "10.10.0.99"},
    {"no record", {{records, "/1/fqdn", "\"maps.example.org.\""}}, {}, ""},
    {"no link", {{"az-private-dns-links.json", "", "[]"}}, {"pls.private-dns-link"}, "link vnet create"},
    {"a link that is not finished",
     {{"az-private-dns-links.json", "/0/virtualNetworkLinkState", "\"InProgress\""}},
     {"pls.private-dns-link"},
     "InProgress"},
    {"no zone", {{"az-private-dns.json", "", "[]"}}, {}, ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(privatelink)

BOOST_DATA_TEST_CASE(what_is_changed_is_noticed_and_nothing_else, boost::unit_test::data::make(table)) {
  require_noticed(sample);
}

BOOST_AUTO_TEST_CASE(a_failed_check_names_what_it_can_cause) {
  for (const auto& row : check_table()) {
    if (!(row.id.starts_with("k8s.") || row.id.starts_with("pls.")) || row.severity != Severity::error ||
        row.id == "pls.readable")
      continue;
    BOOST_TEST(!row.explains.empty(), row.id);
    for (const auto id : row.explains) {
      const auto* explained = find_check(id);
      BOOST_TEST((explained != nullptr && explained->layer <= Layer::token),
                 std::string(row.id) + " explains " + std::string(id));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_row_is_judged_once) {
  std::set<std::string> judged_ids;
  for (const auto& check : judged(healthy_texts())) BOOST_TEST(judged_ids.insert(check.id).second, check.id);
  for (const auto& row : check_table()) {
    if (row.layer >= Layer::kubernetes || row.id.starts_with("config.snapshot"))
      BOOST_TEST(judged_ids.contains(std::string(row.id)), row.id);
  }
}

BOOST_AUTO_TEST_CASE(every_row_is_broken_once) {
  std::set<std::string, std::less<>> found{"pls.readable"};  // ncc_test.cpp
  for (const auto& mutated : table) {
    for (const auto& id : mutated.expected) found.insert(id.substr(0, id.find('!')));
  }
  require_rows("pls.", found);
}

BOOST_AUTO_TEST_SUITE_END()
