// Checks of Databricks' side of the private endpoint: the account's NCC, its rules, and what Azure knows of them.
#include "catalog/rows.hpp"

#include <array>

namespace atgateway::catalog {
namespace {

using enum Layer;
using enum Severity;

using Ids = std::array<std::string_view, 3>;
// Without an endpoint in force the name resolves publicly or not at all from serverless compute, and nothing connects.
constexpr Ids endpoint_missing{"dns.resolves", "dns.private-address", "tcp.connects"};
constexpr std::array<std::string_view, 2> name_missing{"dns.resolves", "dns.private-address"};
constexpr std::array<std::string_view, 1> nothing_connects{"tcp.connects"};

constexpr std::string_view private_link_page =
    "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
    "pl-to-internal-network";
constexpr std::string_view rules_page =
    "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
    "manage-private-endpoint-rules";
constexpr std::string_view ncc_page =
    "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/";
constexpr std::string_view policy_page =
    "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/network-policies";

constexpr std::array rows{
    CheckInfo{
        "pls.readable", "K54", "The Private Link Service's resource group could be read", privatelink,
        Owner::cloud_network, error, "An az command was refused: AuthorizationFailed, 403.",
        "AKS makes load balancer and Private Link Service in the node resource group (MC_…), on which rights to the "
        "cluster alone give none.",
        "Give the reader the role Reader on that group, or have the service made elsewhere with "
        "azure-pls-resource-group.",
        "https://github.com/kubernetes-sigs/cloud-provider-azure/issues/4838"},
    CheckInfo{"ncc.account-api", "K22", "The account API could be read", ncc, Owner::databricks, error,
              "The account API answers 401 or 403.",
              "Who asked is no account admin (a workspace admin is not one), or the token is of another Entra tenant: "
              "\"Expected iss claim\".",
              "Have an account admin sign in to accounts.azuredatabricks.net with the account's own tenant.",
              "https://learn.microsoft.com/en-us/azure/databricks/admin/admin-concepts"},
    CheckInfo{"ncc.account-api-answers", "K56", "The account API answered in time", ncc, Owner::databricks, warning,
              "\"taking too long to process your request\", or the request timed out.",
              "The account API is slow with NCCs at times; what was asked for may have been made all the same.",
              "List first, and only then ask again. Give tools 20 minutes.",
              "https://github.com/databricks/terraform-provider-databricks/issues/4559"},
    CheckInfo{"ncc.limits", "K58", "There is room for NCCs, endpoints and workspaces", ncc, Owner::databricks, warning,
              "Creating an NCC or a rule, or attaching a workspace is refused.",
              "An account has 10 NCCs and 100 private endpoints in a region, and an NCC has 50 workspaces at most.",
              "Use an NCC that is there, and delete rules that nobody uses.", ncc_page},
    CheckInfo{"ncc.region", "K20", "The NCC is in the workspace's region", ncc, Owner::databricks, error,
              "Attaching the NCC to the workspace is rejected.", "The NCC is in another region than the workspace.",
              "Make an NCC in the workspace's region, with the same rules, and attach that one.", ncc_page},
    CheckInfo{"ncc.service-region", "", "The Private Link Service is in the workspace's region", ncc,
              Owner::cloud_network, warning, "Calls are slower, and cost more, than they could be.",
              "Cluster and workspace are in different regions. Azure allows it; a set-up guide may say otherwise.",
              "Nothing has to be done. To save time and money, run the gateway in the workspace's region.",
              "https://learn.microsoft.com/en-us/azure/private-link/private-link-service-overview"},
    CheckInfo{"ncc.attached", "K19", "The NCC with the rule is attached to the workspace", ncc, Owner::databricks,
              error, "The rule is in force, and the workspace does not use it: the name resolves publicly.",
              "The workspace has no NCC, or another one: each has one only.",
              "Attach it in the account console or with the account API, wait 10 minutes, and restart the warehouse.",
              rules_page, endpoint_missing},
    CheckInfo{"ncc.rule-exists", "K17", "There is a private endpoint rule for the gateway", ncc, Owner::databricks,
              error, "No rule has the gateway's name or its Private Link Service.",
              "The rule was never made, was deleted, or is in another account.",
              "Make the rule: the Private Link Service's resource id, and the name that the warehouse calls.",
              private_link_page, endpoint_missing},
    CheckInfo{"ncc.rule-target", "K17 K18", "The rule points to the live Private Link Service", ncc, Owner::databricks,
              error, "The rule's resource id is not that of the service in front of the gateway.",
              "The id is an alias or a load balancer's, was mistyped, or the service was made anew in another group or "
              "under another name.",
              "Delete the rule, and make it again with the id that az network private-link-service list prints.",
              private_link_page, endpoint_missing},
    CheckInfo{
        "ncc.service-visible", "K12", "Databricks can see the Private Link Service", ncc, Owner::cluster, error,
        "The rule is CREATE_FAILED, and no request appears at the service: \"DoesNotExistOrIsNotVisible\".",
        "The service is visible to a list of subscriptions, and Databricks asked from one of its own that is not "
        "in it. It has more than one in a region.",
        "Add the subscription to azure-pls-visibility, or make it \"*\" and approve by hand; then make the rule again.",
        "https://cloud-provider-azure.sigs.k8s.io/topics/pls-integration/; text seen in public reports",
        endpoint_missing},
    CheckInfo{"ncc.rule-created", "K17", "Databricks could make the endpoint", ncc, Owner::databricks, error,
              "The rule is CREATE_FAILED; its error_message says why.",
              "The resource id is wrong, the service is gone, or a quota is used up.",
              "Mend what the message names, delete the rule, and make it again.", rules_page, endpoint_missing},
    CheckInfo{"ncc.rule-not-rejected", "K15", "Nobody rejected the endpoint", ncc, Owner::cloud_network, error,
              "The rule is REJECTED.", "Somebody rejected the connection at the Private Link Service.",
              "Delete the rule, make it again, and approve the new connection.", rules_page, endpoint_missing},
    CheckInfo{
        "ncc.rule-connected", "K16", "The endpoint's service is still there", ncc, Owner::cluster, error,
        "The rule is DISCONNECTED.",
        "The Private Link Service or the connection was deleted: the Service was made again, or its frontend was.",
        "Make the rule again with the live service's id. Fix azure-pls-name and azure-pls-resource-group, so that "
        "it keeps its id.",
        rules_page, endpoint_missing},
    CheckInfo{"ncc.rule-not-expired", "K14", "The endpoint was approved in time", ncc, Owner::cloud_network, error,
              "The rule is EXPIRED, or about to be.", "Nobody approved the connection for 14 days.",
              "Delete the rule, make it again, and approve it.", rules_page, endpoint_missing},
    CheckInfo{"ncc.rule-approved", "K13 K52 K53", "The endpoint is approved at the Private Link Service", ncc,
              Owner::cloud_network, error, "The rule stays PENDING.",
              "A connection is in force only after the service's owner approved it.",
              "Approve the connection by its own name (the list shows it; it is not the endpoint's), with az network "
              "private-link-service connection: az network private-endpoint-connection does not know this type.",
              "https://learn.microsoft.com/en-us/cli/azure/network/private-link-service/connection; "
              "https://github.com/Azure/azure-cli/issues/21160",
              endpoint_missing},
    CheckInfo{"ncc.rule-established", "", "The rule is in force", ncc, Owner::databricks, error,
              "The rule's state is not ESTABLISHED.", "The endpoint is being made, or is in a state not known here.",
              "Wait up to 10 minutes and look again; then look at the rule in the account console.", rules_page,
              endpoint_missing},
    CheckInfo{"ncc.endpoint-joins", "K18", "Rule and approved connection are the same endpoint", ncc, Owner::databricks,
              error, "Databricks says ESTABLISHED, and the service's approved connections are other endpoints.",
              "The rule belongs to an older service of that name, or somebody approved another connection.",
              "Compare the rule's endpoint_name with the connections' endpoints; point the rule to the live service.",
              private_link_page, nothing_connects},
    CheckInfo{
        "ncc.domain-names-valid", "K27", "The rule's domain names are ones that work", ncc, Owner::databricks, error,
        "The rule was refused, or one of its names never resolves.",
        "Names must be exact: no wildcard, scheme, port or path, and not under .internal, .localhost or .test.",
        "Set the full list of exact names. Take names under a registered domain; they need not exist in public DNS.",
        private_link_page, name_missing},
    CheckInfo{"ncc.domain-name-count", "K27", "The rule does not have too many domain names", ncc, Owner::databricks,
              error, "The rule was refused, or names are missing from it.",
              "Documents differ: 10 names in a rule by older pages, 100 by newer ones.",
              "Keep to 10 names in a rule, and make another rule for more.", private_link_page},
    CheckInfo{"ncc.domain-listed", "K26", "The rule lists the name that the warehouse calls", ncc, Owner::databricks,
              error, "The rule is in force, and the name still resolves publicly, or not at all.",
              "Serverless compute answers for the exact names of domain_names only, and this name is not one of them.",
              "Set the full list with the exact name in it, wait 10 minutes, and restart the warehouse.",
              private_link_page, endpoint_missing},
    CheckInfo{"ncc.network-policy", "K48", "The egress policy lets the name through", ncc, Owner::databricks, error,
              "Calls end in a retry time-out or 503, and other hosts work.",
              "The workspace's network policy restricts what serverless compute may call.",
              "Add the name to the policy's allowed destinations, or take it off the blocked ones.", policy_page,
              nothing_connects},
    CheckInfo{"ncc.orphaned-endpoints", "K55", "The service has no left-over connections", ncc, Owner::cloud_network,
              warning, "The Private Link Service lists connections that no rule knows, or that are Disconnected.",
              "Databricks keeps an endpoint for 1 to 7 days after its rule was deleted, and some stay for good.",
              "Wait a week; then delete the connections that no rule knows.",
              "https://github.com/databricks/terraform-provider-databricks/issues/5386"},
    CheckInfo{"ncc.as-decided", "", "Account, NCC and service are those of the site file", ncc, Owner::databricks,
              error, "The site file names another NCC, account or Private Link Service than the snapshot shows.",
              "The set-up was made with other names, or the snapshot is of another installation.",
              "Correct the site file, or the installation.", "docs/site.md", endpoint_missing},
};

}  // namespace

std::span<const CheckInfo> ncc_rows() noexcept { return rows; }

}  // namespace atgateway::catalog
