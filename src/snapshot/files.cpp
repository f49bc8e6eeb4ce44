// The table of files. The script of `--snapshot-commands`, the skips' commands and docs/snapshot.md are made from it.
#include "snapshot/files.hpp"

#include <algorithm>
#include <array>

namespace atgateway::snapshot {
namespace {

using enum Person;

// Names of shell variables: NAMESPACE SERVICE HOSTNAME SUBSCRIPTION RG CLUSTER NODE_RG PLS_RG PLS VNET_ID ACCOUNT_ID
// NCC_ID WORKSPACE_ID WAREHOUSE_ID CONNECTION DNS_RG DNS_ZONE. The script sets them, from the site file where there is
// one.
constexpr std::array table{
    FileInfo{"kube-services.json", cluster, "kubectl get services --all-namespaces -o json",
             "every Service, for shared load balancers"},
    FileInfo{"kube-events.json", cluster, "kubectl get events -n \"$NAMESPACE\" -o json",
             "what the cloud controller said"},
    FileInfo{"kube-pods.json", cluster, "kubectl get pods -n \"$NAMESPACE\" -o json", "the gateway's pods"},
    FileInfo{"kube-endpointslices.json", cluster, "kubectl get endpointslices -n \"$NAMESPACE\" -o json",
             "which pods stand behind the Service"},
    FileInfo{"kube-networkpolicies.json", cluster, "kubectl get networkpolicies -n \"$NAMESPACE\" -o json",
             "who may reach the pods"},
    FileInfo{"kube-namespaces.json", cluster, "kubectl get namespaces -o json", "labels that policies select by"},
    FileInfo{"kube-configmaps.json", cluster, "kubectl get configmaps -n \"$NAMESPACE\" -o json",
             "the gateway's configuration, when it is in a ConfigMap"},
    FileInfo{"kube-ingresses.json", cluster, "kubectl get ingresses -n \"$NAMESPACE\" -o json",
             "other ways to the same pods"},
    FileInfo{"kube-nodes.json", cluster, "kubectl get nodes -o json", "addresses that calls arrive from"},
    FileInfo{"az-aks.json", azure_network, "az aks show -g \"$RG\" -n \"$CLUSTER\" -o json",
             "network plugin and policy engine, location, node resource group"},
    FileInfo{"az-private-link-services.json", azure_network,
             "az network private-link-service list -g \"$PLS_RG\" -o json",
             "Private Link Services with their connections"},
    FileInfo{"az-load-balancers.json", azure_network, "az network lb list -g \"$NODE_RG\" -o json",
             "frontends, rules, probes, backend pools"},
    FileInfo{"az-vnets.json", azure_network, "az network vnet list --subscription \"$SUBSCRIPTION\" -o json",
             "subnets and their policies"},
    FileInfo{"az-nsgs.json", azure_network, "az network nsg list --subscription \"$SUBSCRIPTION\" -o json",
             "security rules"},
    FileInfo{"az-features.json", azure_network,
             "az feature list --namespace Microsoft.Network --subscription \"$SUBSCRIPTION\" -o json",
             "registered preview features"},
    FileInfo{"az-pls-metrics.json", azure_network,
             "az monitor metrics list --resource \"$PLS_ID\" --metric PLSBytesIn PLSBytesOut PLSNatPortsUsage "
             "--interval PT1M -o json",
             "whether bytes arrive"},
    FileInfo{"az-private-dns.json", azure_network,
             "az network private-dns zone list --subscription \"$SUBSCRIPTION\" -o json", "private zones"},
    FileInfo{"az-private-dns-records.json", azure_network,
             "az network private-dns record-set list -g \"$DNS_RG\" -z \"$DNS_ZONE\" -o json",
             "records of the zone that the gateway's name is in"},
    FileInfo{"az-private-dns-links.json", azure_network,
             "az network private-dns link vnet list -g \"$DNS_RG\" -z \"$DNS_ZONE\" -o json",
             "networks that the zone is linked to"},
    FileInfo{"az-databricks-workspace.json", azure_network, "az resource show --ids \"$WORKSPACE_ARM_ID\" -o json",
             "the workspace's location and tier"},
    FileInfo{"account-nccs.json", account_admin,
             "databricks account network-connectivity list-network-connectivity-configurations -o json",
             "every NCC of the account"},
    FileInfo{"account-ncc-rules.json", account_admin,
             "databricks account network-connectivity list-private-endpoint-rules \"$NCC_ID\" -o json",
             "the NCC's private endpoint rules"},
    FileInfo{"account-workspaces.json", account_admin, "databricks account workspaces list -o json",
             "which NCC each workspace has, tier, creation"},
    FileInfo{"account-network-policies.json", account_admin,
             "databricks account network-policies list-network-policies-rpc -o json", "serverless egress policies"},
    FileInfo{
        "account-workspace-network.json", account_admin,
        "databricks account workspace-network-configuration get-workspace-network-option-rpc \"$WORKSPACE_ID\" -o json",
        "which policy the workspace has"},
    FileInfo{"workspace-warehouse.json", workspace, "databricks warehouses get \"$WAREHOUSE_ID\" -o json",
             "type and state of the warehouse"},
    FileInfo{"workspace-connection.json", workspace, "databricks connections get \"$CONNECTION\" -o json",
             "host, port and base path of the connection"},
    FileInfo{"workspace-grants.json", workspace, "databricks grants get-effective CONNECTION \"$CONNECTION\" -o json",
             "who may use the connection"},
    FileInfo{"workspace-http-request.json", workspace, "",
             "what http_request() returned: {\"status_code\": N, \"text\": S}"},
};

}  // namespace

std::span<const FileInfo> files() noexcept { return table; }

const FileInfo* find_file(std::string_view name) noexcept {
  const auto found = std::ranges::find(table, name, &FileInfo::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace atgateway::snapshot
