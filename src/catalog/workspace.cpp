// Checks of the Databricks workspace: its tier, warehouse, connection, grants, and what http_request() said.
#include "catalog/rows.hpp"

#include <array>

namespace atgateway::catalog {
namespace {

using enum Layer;
using enum Severity;

// What does not go through the NCC resolves publicly, and does not arrive.
constexpr std::array<std::string_view, 3> not_private{"dns.resolves", "dns.private-address", "tcp.connects"};
constexpr std::array<std::string_view, 4> wrong_port{"tcp.connects", "tls.handshake", "http.responds",
                                                     "gateway.identity"};

constexpr std::string_view http_page = "https://learn.microsoft.com/en-us/azure/databricks/query-federation/http";
constexpr std::string_view create_page =
    "https://learn.microsoft.com/en-us/azure/databricks/sql/language-manual/sql-ref-syntax-ddl-create-connection";
constexpr std::string_view function_page =
    "https://learn.microsoft.com/en-us/azure/databricks/sql/language-manual/functions/http_request";
constexpr std::string_view private_link_page =
    "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
    "pl-to-internal-network";

constexpr std::array rows{
    CheckInfo{"workspace.tier", "K21", "The workspace's plan has NCCs", workspace, Owner::databricks, error,
              "The account console offers no network connectivity configuration for the workspace.",
              "The workspace is on the Standard plan, or a trial of it.", "Move the workspace to the Premium plan.",
              private_link_page, not_private},
    CheckInfo{"workspace.serverless-routing", "K24", "HTTP connections leave through serverless compute", workspace,
              Owner::databricks, warning, "Only calls of older workspaces fail, from a serverless warehouse too.",
              "In workspaces created before March 2026, HTTP connections went out from the control plane, which no "
              "private endpoint serves, until they were moved.",
              "Ask Databricks whether the workspace was moved to serverless routing.",
              "https://learn.microsoft.com/en-us/azure/databricks/query-federation/http-migration"},
    CheckInfo{"workspace.warehouse-serverless", "K23", "The SQL warehouse is serverless", workspace, Owner::databricks,
              error, "http_request() goes to a public address, or times out.",
              "Only serverless warehouses use the NCC; classic ones, and pro ones without serverless, do not.",
              "Use a serverless SQL warehouse.", private_link_page, not_private},
    CheckInfo{"workspace.warehouse-fresh", "K25", "The warehouse started after the rule's last change", workspace,
              Owner::databricks, error, "A new notebook reaches the gateway, and the running warehouse does not.",
              "Compute that runs keeps the names it knew when it started; a change takes about 10 minutes to arrive.",
              "Restart the warehouse, 10 minutes after the change at the earliest.", private_link_page, not_private},
    CheckInfo{"workspace.connection-host", "K26", "The connection's host is a name of the rule", workspace,
              Owner::databricks, error, "http_request() calls a name that the private endpoint does not serve.",
              "The connection has another host than the rule's domain_names: a typo, another suffix, an alias.",
              "Give the connection the rule's exact name, or add the connection's name to the rule.", http_page,
              not_private},
    CheckInfo{"workspace.connection-port", "K26", "The connection's port is the gateway's", workspace,
              Owner::databricks, error, "http_request() times out, or another service answers.",
              "The connection has another port than the gateway's Service.", "Give the connection the Service's port.",
              http_page, wrong_port},
    CheckInfo{"workspace.connection-options", "K50 K51", "The connection's options are ones that work", workspace,
              Owner::databricks, error, "CREATE CONNECTION or ALTER CONNECTION is refused, or every call fails.",
              "The type must be HTTP and the host an https:// URL; a bearer token is needed even when it is not used. "
              "After a token's rotation, ALTER CONNECTION must name the host and every option again.",
              "Set the options again, all of them in one statement.", create_page},
    CheckInfo{"workspace.base-path", "K46 K47", "The connection's base path leads to the gateway's routes", workspace,
              Owner::databricks, warning, "Calls end in 404, or in INVALID_HTTP_REQUEST_PATH.",
              "Paths of http_request() are appended to base_path; \"..\" in a path is refused, and a \"?\" is sent as "
              "%3F: parameters belong into params.",
              "Set base_path to /.", function_page},
    CheckInfo{
        "workspace.grants", "K44 K45", "Who calls may use the connection", workspace, Owner::databricks, error,
        "The statement succeeds, and its result holds 403: \"User is missing USE CONNECTION\"; or 401: \"Credential "
        "was not sent\".",
        "USE CONNECTION is needed by whoever calls, through a SQL function too; catalog and schema do not give it, "
        "and neither does the owner of a procedure with SQL SECURITY DEFINER.",
        "Grant USE CONNECTION to the callers; let procedures run as INVOKER.", http_page},
    CheckInfo{"workspace.http-request", "K44 K45 K46 K47 K48 K49", "http_request() reached the gateway", workspace,
              Owner::databricks, error, "A saved result of http_request() is not the gateway's.",
              "Its text says who answered; the statement succeeds even when the call did not.",
              "Do what the meaning of the text asks for.", function_page},
    CheckInfo{"workspace.as-decided", "", "Workspace, warehouse and connection are those of the site file", workspace,
              Owner::databricks, error, "The site file names another workspace, warehouse or connection.",
              "The set-up was made with other names, or the snapshot is of another installation.",
              "Correct the site file, or the installation.", "docs/site.md"},
};

}  // namespace

std::span<const CheckInfo> workspace_rows() noexcept { return rows; }

}  // namespace atgateway::catalog
