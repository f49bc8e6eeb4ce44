#include "site/table.hpp"

#include <array>

namespace atgateway::site {
namespace {

template <auto Section, auto Member>
Place in(Site& site) {
  return &(site.*Section.*Member);
}
template <auto Member>
Place top(Site& site) {
  return &(site.*Member);
}

constexpr auto kubernetes = &Site::kubernetes;
constexpr auto azure = &Site::azure;
constexpr auto carto = &Site::carto;
constexpr auto databricks = &Site::databricks;
using K = Site::Kubernetes;
using A = Site::Azure;
using C = Site::Carto;
using D = Site::Databricks;

constexpr std::array table{
    Key{"", "hostname", Rule::hostname, top<&Site::hostname>,
        "The name that the warehouse calls: in the NCC's rule, in the connection and in the certificate.",
        R"("carto-atg.example.com")"},
    Key{"", "port", Rule::port, top<&Site::port>, "The port that the warehouse calls.", "443"},

    Key{"kubernetes", "namespace", Rule::kubernetes_label, in<kubernetes, &K::namespace_>, "Where the gateway runs.",
        R"("carto")"},
    Key{"kubernetes", "service", Rule::kubernetes_dns, in<kubernetes, &K::service>,
        "The gateway's Service, of type LoadBalancer.", R"("atgateway")"},
    Key{"kubernetes", "image", Rule::image, in<kubernetes, &K::image>, "The gateway's container image.",
        R"("registry.example.com/atgateway:0.1.0")"},
    Key{"kubernetes", "tls_secret", Rule::kubernetes_name, in<kubernetes, &K::tls_secret>,
        "The Secret with certificate and key for the hostname.", R"("atgateway-tls")"},

    Key{"azure", "subscription", Rule::guid, in<azure, &A::subscription>, "The subscription that the cluster is in.",
        R"("11111111-2222-3333-4444-555555555555")"},
    Key{"azure", "resource_group", Rule::resource_group, in<azure, &A::resource_group>,
        "The resource group that the cluster is in.", R"("rg-carto")"},
    Key{"azure", "cluster", Rule::aks_name, in<azure, &A::cluster>, "The AKS cluster's name.", R"("aks-carto")"},
    Key{"azure", "node_resource_group", Rule::resource_group, in<azure, &A::node_resource_group>,
        "The group that AKS made for its nodes and load balancers.", R"("MC_rg-carto_aks-carto_westeurope")"},
    Key{"azure", "location", Rule::location, in<azure, &A::location>, "The cluster's region.", R"("westeurope")"},
    Key{"azure", "pls_name", Rule::network_name, in<azure, &A::pls_name>,
        "The Private Link Service's name. It cannot be changed later.", R"("carto-atg-pls")"},
    Key{"azure", "pls_resource_group", Rule::resource_group, in<azure, &A::pls_resource_group>,
        "The group that it is made in; empty = the node resource group.", R"("rg-carto-network")"},
    Key{"azure", "nat_subnet", Rule::network_name, in<azure, &A::nat_subnet>,
        "Name (not id) of the subnet in the cluster's network that the Private Link Service calls from.",
        R"("snet-pls-nat")"},
    Key{"azure", "visibility", Rule::consumer, in<azure, &A::visibility>,
        "Subscriptions that may ask for a private endpoint, or [\"*\"]; empty = by rights in Azure only.", R"(["*"])"},
    Key{"azure", "auto_approval", Rule::subscription, in<azure, &A::auto_approval>,
        "Subscriptions whose requests are approved at once; each must be visible too.", "[]"},
    Key{"azure", "proxy_protocol", Rule::flag, in<azure, &A::proxy_protocol>,
        "Whether the Private Link Service sends PROXY protocol. The gateway's listener must be set alike.", "false"},

    Key{"carto", "base_url", Rule::base_url, in<carto, &C::base_url>, "The API base URL of the CARTO installation.",
        R"("https://carto.example.com/api")"},

    Key{"databricks", "account_id", Rule::guid, in<databricks, &D::account_id>,
        "The Databricks account (account console, at the user's name).", R"("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")"},
    Key{"databricks", "ncc", Rule::ncc, in<databricks, &D::ncc>, "The network connectivity configuration: name or id.",
        R"("carto-ncc")"},
    Key{"databricks", "workspace_id", Rule::workspace_id, in<databricks, &D::workspace_id>, "The workspace's number.",
        R"("1234567890123456")"},
    Key{"databricks", "workspace_url", Rule::workspace_url, in<databricks, &D::workspace_url>,
        "The workspace's address.", R"("https://adb-1234567890123456.7.azuredatabricks.net")"},
    Key{"databricks", "warehouse_id", Rule::warehouse, in<databricks, &D::warehouse_id>,
        "The serverless SQL warehouse.", R"("0123456789abcdef")"},
    Key{"databricks", "connection", Rule::catalog_object, in<databricks, &D::connection>,
        "The HTTP connection that http_request() uses.", R"("carto_atg")"},
    Key{"databricks", "catalog_schema", Rule::catalog_schema, in<databricks, &D::catalog_schema>,
        "Where the SQL functions are made.", R"("main.carto")"},
    Key{"databricks", "secret_scope", Rule::secret_name, in<databricks, &D::secret_scope>,
        "The secret scope that holds the connection's bearer token.", R"("carto")"},
    Key{"databricks", "secret_key", Rule::secret_name, in<databricks, &D::secret_key>, "The token's key in that scope.",
        R"("atgateway-token")"},
    Key{"databricks", "grantees", Rule::principal, in<databricks, &D::grantees>,
        "Who may use connection and functions.", R"(["analysts"])"},
};

constexpr std::array<std::string_view, 4> section_names{"kubernetes", "azure", "carto", "databricks"};

}  // namespace

std::span<const Key> keys() noexcept { return table; }
std::span<const std::string_view> sections() noexcept { return section_names; }

}  // namespace atgateway::site
