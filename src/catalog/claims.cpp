// The four things that a set-up guide asks one to verify, each on its own: a reply in hand proves them only together.
#include "catalog/rows.hpp"

#include <array>

namespace atgateway::catalog {
namespace {

using enum Layer;
using enum Severity;

constexpr std::array rows{
    CheckInfo{"claim.private-endpoint", "", "A call arrived through the private endpoint", gateway,
              Owner::cloud_network, error, "Calls reach the gateway, and not through Private Link.",
              "The caller stands inside the network, or the load balancer's rule leads to another listener; only "
              "serverless compute of a workspace with the rule takes the private endpoint.",
              "Run the statement on a serverless warehouse of the workspace that the NCC is attached to; have PROXY "
              "protocol on at the Private Link Service and at the gateway, or the way cannot be told.",
              "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
              "serverless-private-link"},
    CheckInfo{"claim.dns", "", "The caller found the gateway by its name", gateway, Owner::customer_dns, error,
              "The call named the gateway by an address, or by another name than the certificate has.",
              "The connection's host is an IP literal, or another name than the rule's.",
              "Put the same full name into certificate, rule and connection.",
              "https://learn.microsoft.com/en-us/azure/databricks/query-federation/http"},
    CheckInfo{"claim.upstream", "", "The gateway reached CARTO for this caller", upstream, Owner::upstream, error,
              "The path to the gateway works, and the one from there to CARTO does not.",
              "The gateway's egress, its DNS, CARTO's certificate, or CARTO itself.",
              "See upstream.reachable of the same report.", "docs/protocol.md"},
    CheckInfo{"claim.credentials", "", "CARTO accepted the caller's token", token, Owner::caller, error,
              "The path works from end to end, and CARTO refuses the token.",
              "The token given to SETUP is mistyped, was deleted, or is not allowed to use the LDS API.",
              "See token.accepted of the same report.",
              "https://docs.carto.com/carto-for-developers/key-concepts/authentication-methods"},
};

}  // namespace

std::span<const CheckInfo> claim_rows() noexcept { return rows; }

}  // namespace atgateway::catalog
