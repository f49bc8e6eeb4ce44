// Checks of the network path, in its order.
#include "catalog/rows.hpp"

#include <array>

namespace atgateway::catalog {
namespace {

using enum Layer;
using enum Severity;

constexpr std::array rows{
    CheckInfo{"config.target", "", "The target is a name that can be reached over a private path", config,
              Owner::caller, warning,
              "The address of the gateway is an IP literal, a single label, or has an unusual port.",
              "Certificate, private endpoint rule and connection are all bound to one full name. An IP literal has "
              "none; a single label means something only where a search domain completes it; a port besides 443 needs "
              "a load balancer rule and must stand in the connection.",
              "Use the full name that certificate and rule have, and port 443 unless the load balancer has a rule for "
              "another.",
              "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
              "pl-to-internal-network"},
    CheckInfo{"config.host", "K27", "The name's suffix can stand in a private endpoint rule", config, Owner::databricks,
              warning,
              "Creating the private endpoint rule is refused, or the name never resolves from serverless compute.",
              "The name ends in .internal, .localhost or .test, which Databricks is reported not to take in "
              "domain_names; .local, .invalid and .example are reserved for other uses.",
              "Pick a name under a registered domain that you own; it need not exist in public DNS.",
              "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
              "pl-to-internal-network; RFC 6761, RFC 2606"},
    CheckInfo{
        "config.gateway", "", "The gateway's configuration has nothing to warn of", config, Owner::gateway, warning,
        "The gateway runs, and something in its configuration or state is risky.",
        "Anybody may spend its own token, an upstream is spoken to in clear, an emulator stands in for CARTO, or a "
        "breaker is open.",
        "Follow what the gateway's start-up warnings say; `atgateway config check` repeats them.",
        "docs/configuration.md"},
    CheckInfo{"config.certificate", "K42", "The gateway's own certificate is valid, and for 30 days more", config,
              Owner::gateway, error, "Callers are about to see an expired certificate, or see one already.",
              "Nobody renewed it, or the renewed one did not reach the file that the gateway reads.",
              "Renew it, update the Secret, and see that the mounted file changes; the gateway reloads it by itself.",
              "RFC 5280 section 4.1.2.5"},
    CheckInfo{"dns.resolves", "K57", "The name resolves to an address", dns, Owner::customer_dns, error,
              "The name cannot be resolved from here: NXDOMAIN, SERVFAIL, no addresses, or no answer.",
              "In the network: the record is missing, the private zone is not linked, the network's own DNS server "
              "does not forward to 168.63.129.16, or the nameserver does not answer. From serverless compute: no "
              "established private endpoint rule names exactly this host; your zones are not asked there.",
              "In the network: create the A record and link its zone, or have the custom DNS server forward the zone "
              "to 168.63.129.16. From serverless compute: put the exact name into the rule's domain_names and restart "
              "the compute.",
              "https://learn.microsoft.com/en-us/azure/private-link/private-endpoint-dns; RFC 1035, RFC 8914"},
    CheckInfo{"dns.no-cname", "K26", "The name is an address record, not an alias", dns, Owner::customer_dns, error,
              "The answer goes through one CNAME or more.",
              "The record is a CNAME. Databricks does not follow aliases: the name in the rule must be the one that "
              "resolves.",
              "Replace the CNAME by an A record, or put the last name of the chain into rule and connection.",
              "https://learn.microsoft.com/en-us/azure/databricks/security/network/serverless-network-security/"
              "pl-to-internal-network"},
    CheckInfo{
        "dns.private-address", "K26", "Every address is a private one", dns, Owner::customer_dns, error,
        "The name resolves to a public address: calls leave the private path, or never arrive.",
        "A public record answers first: the private zone is not linked here, the name is missing from the rule's "
        "domain_names, or the compute started before the rule did.",
        "From serverless: put the exact name into the rule and restart the warehouse. Inside the network: link the "
        "private zone, and point the A record at the internal load balancer.",
        "RFC 1918, RFC 6598, RFC 4193; https://learn.microsoft.com/en-us/azure/private-link/private-endpoint-dns"},
    CheckInfo{"dns.expected-address", "", "Every address is one of those expected", dns, Owner::customer_dns, error,
              "The name resolves, and to something else than was expected.",
              "The record is stale (the load balancer or endpoint was made anew), or another zone of the same name "
              "answers.",
              "Correct the A record, or the expectation.", "the expectation given by the caller"},
    CheckInfo{"dns.system-agrees", "K57", "The system's resolver and the nameservers agree", dns, Owner::customer_dns,
              warning, "Programs on this machine get other addresses than the nameserver gives.",
              "The hosts file, a search domain, a local cache or split-horizon nameservers answer differently.",
              "Remove the stale hosts entry or cache, or make all nameservers serve the same zone.",
              "nsswitch.conf(5), resolv.conf(5)"},
    CheckInfo{
        "tcp.connects", "K28", "A TCP connection can be made", tcp, Owner::cloud_network, error,
        "Connections to the address time out, are refused, or are reset.",
        "Silence: the endpoint is not approved, the load balancer has no rule for the port or no healthy backend, or a "
        "security rule drops packets. Refused: something answers for the address, and nothing listens on the port, or "
        "a firewall rejects.",
        "Silence: look at the endpoint's state, the load balancer's rules and probes, network security groups and "
        "NetworkPolicies. Refused: look at the Service's port and the pod.",
        "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-custom-probe-overview"},
    CheckInfo{
        "tls.handshake", "K32 K33 K43", "The TLS handshake completes", tls, Owner::gateway, error,
        "TCP connects, and then the handshake fails.",
        "The port speaks another protocol, PROXY protocol is on at one end only, the server knows no certificate for "
        "the name, or something in between cuts the connection.",
        "Switch PROXY protocol on at both ends or at none; serve TLS on this port; give the server a certificate "
        "for the name.",
        "RFC 8446; https://learn.microsoft.com/en-us/azure/private-link/private-link-service-overview"},
    CheckInfo{"tls.name-matches", "K42", "The certificate is for the name", tls, Owner::gateway, error,
              "The certificate's names do not cover the name that is called.",
              "The certificate was made for another name; or only its common name matches, which today's clients "
              "ignore; or a proxy's default certificate answers.",
              "Issue a certificate whose subjectAltName has the exact name, and mount it.", "RFC 9525"},
    CheckInfo{"tls.chain-trusted", "K42", "The certificate leads to an authority that the caller trusts", tls,
              Owner::gateway, error, "The certificate is self-signed, or its authority is a private one.",
              "A connection of Databricks has no documented option for an authority of your own, so public ones are "
              "what can be counted on.",
              "Use a certificate of a public authority (proof by DNS record needs no inbound access).",
              "https://learn.microsoft.com/en-us/azure/databricks/query-federation/http; RFC 5280"},
    CheckInfo{"tls.chain-complete", "K42", "The server sends every intermediate certificate", tls, Owner::gateway,
              error, "Some callers accept the certificate and others do not.",
              "The server sends its own certificate without the authority's intermediate ones.",
              "Serve the full chain: leaf first, then each issuer, without the root.", "RFC 8446 section 4.4.2"},
    CheckInfo{"tls.not-expiring", "K42", "The certificate is valid, and for 30 days more", tls, Owner::gateway, error,
              "The certificate has expired, is not valid yet, or expires soon.",
              "Nobody renewed it, or the renewed one was not mounted or reloaded; or a clock is wrong.",
              "Renew it, update the Secret, and see that the gateway reloads it.", "RFC 5280 section 4.1.2.5"},
    CheckInfo{"tls.version", "", "TLS 1.2 or later is spoken, with a sound certificate", tls, Owner::gateway, warning,
              "The handshake ends at an old TLS version, or the certificate's key or signature is weak.",
              "The server is configured for old callers.",
              "Allow TLS 1.2 and 1.3 only; use RSA 2048 or P-256 with SHA-256.", "RFC 8996, RFC 9325"},
    CheckInfo{"http.responds", "K29", "The server answers HTTP", http, Owner::gateway, error,
              "TLS works, and then no HTTP reply comes, or it says 5xx.",
              "The port serves another protocol, the server hangs, or a proxy in front has no backend.",
              "Look at the gateway's log and at its readiness; look for proxies in between.", "RFC 9110"},
    CheckInfo{"http.no-redirect", "K49", "The server answers by itself, without a redirect", http, Owner::gateway,
              error, "The reply is a redirect (3xx).",
              "Something in front redirects: http to https, a trailing slash, a sign-in page. http_request() does not "
              "follow redirects.",
              "Answer on the called URL; take the redirecting proxy out of this path.",
              "https://learn.microsoft.com/en-us/azure/databricks/sql/language-manual/functions/http_request"},
    CheckInfo{"gateway.identity", "", "The server is an AT Gateway", gateway, Owner::gateway, error,
              "Something answers, and it is not this gateway.",
              "Another service holds the name or the port: an ingress's default backend, a proxy's error page.",
              "Correct the Service's selector and port, or the address.", "docs/protocol.md"},
    CheckInfo{"gateway.ready", "", "The gateway is ready", gateway, Owner::gateway, error,
              "The gateway answers, and /readyz says 503.", "It is starting, or draining before it ends.",
              "Wait for the rollout to end; look at the pod's events and log.", "docs/protocol.md"},
    CheckInfo{"upstream.reachable", "K59", "The gateway reaches CARTO", upstream, Owner::upstream, error,
              "The gateway answers, and its calls to CARTO fail.",
              "The gateway's own way out is broken: its DNS, an egress NetworkPolicy, CARTO's certificate, or CARTO "
              "itself.",
              "Allow the pod's egress to CARTO and to DNS; check upstreams in the configuration, `ca` among them.",
              "https://docs.carto.com/carto-for-developers/key-concepts/apis"},
    CheckInfo{"token.accepted", "", "CARTO accepts the token", token, Owner::caller, error,
              "CARTO says 401, 403, or that the quota is used up.",
              "The token was deleted, revoked or mistyped, it is not allowed to use the LDS API, or the account's "
              "quota is spent.",
              "401, 403: make an API access token that is allowed to use the LDS API, and put it where the caller "
              "takes it from. Quota: ask CARTO for more.",
              "https://docs.carto.com/carto-for-developers/key-concepts/authentication-methods"},
};

}  // namespace

std::span<const CheckInfo> network_rows() noexcept { return rows; }

}  // namespace atgateway::catalog
