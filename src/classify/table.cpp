// THE table of what a result of http_request() means, tried from top to bottom: our own replies first, because they are
// known to the letter; then what proxies write; then Databricks' words, of which some are not published anywhere.
#include "classify/table.hpp"

#include <algorithm>
#include <array>

namespace atgateway {
namespace classify {
namespace {

using enum AnsweredBy;
using By = Arrival::By;

constexpr std::string_view function_page =
    "https://learn.microsoft.com/en-us/azure/databricks/sql/language-manual/functions/http_request";
constexpr std::string_view connection_page = "https://learn.microsoft.com/en-us/azure/databricks/query-federation/http";
constexpr std::string_view reported = "seen in public reports of http_request; not documented";
constexpr std::string_view unpublished =
    "unverified: Databricks does not publish this text; it is recognised by words that such texts use elsewhere";
constexpr std::string_view create_connection_page =
    "https://learn.microsoft.com/en-us/azure/databricks/sql/language-manual/sql-ref-syntax-ddl-create-connection; the "
    "text itself is unverified";

struct Row {
  HttpRequestMeaning meaning;
  bool (*meant)(const Seen&) noexcept;
};

bool is_upstream(const OwnReply& reply) noexcept {
  if (!reply.code) return false;
  const auto& row = describe(reply.because.value_or(*reply.code));
  return row.side == Side::upstream ||
         (row.side == Side::downstream && row.scope == ErrorScope::row && row.slug.starts_with("upstream-"));
}
bool has_code(const Seen& seen) noexcept {
  return seen.reply.code && (seen.reply.form == Form::refusal || seen.reply.failed > 0);
}
bool is_html(const Seen& seen) noexcept { return seen.has_any("<html", "<!doctype html"); }
bool is_blank(const Seen& seen) noexcept { return seen.lower.find_first_not_of(" \t\r\n") == std::string::npos; }
bool is_redirect(const Seen& seen) noexcept { return seen.status >= 300 && seen.status <= 399; }

constexpr std::array rows{
    // Our own replies.
    Row{{"gateway-report", gateway, Owner::gateway, "",
         R"(200 {"schema_version": 1, "tool": "atgateway 0.1.0", "verdict": …})",
         "The gateway's own report (/v1/diagnose); its verdict stands here.",
         "Do what the verdict's next_action says; the section of its check in docs/diagnostics.md has more.",
         "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::report; }},
    Row{{"gateway-whoami-private-link", gateway, Owner::caller, "",
         R"(200 {"gateway": "atgateway", "arrived_by": "private-link", …})",
         "The call reached the gateway through the private endpoint: name, endpoint, TLS and connection are right.", "",
         "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::whoami && s.reply.arrived_by == By::private_link; }},
    Row{{"gateway-whoami-in-vnet", gateway, Owner::cloud_network, "",
         R"(200 {"gateway": "atgateway", "arrived_by": "in-vnet", …})",
         "The call reached the gateway by a listener for callers inside the network, not through Private Link.",
         "From serverless compute this should say private-link: look at which port the load balancer's rule leads to. "
         "From inside the network nothing is wrong.",
         "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::whoami && s.reply.arrived_by == By::in_vnet; }},
    Row{{"gateway-whoami", gateway, Owner::caller, "", R"(200 {"gateway": "atgateway", "arrived_by": "unknown", …})",
         "The call reached the gateway. By which way cannot be told, because no PROXY header came with it.",
         "Nothing is wrong. To have the way told, switch PROXY protocol on at the Private Link Service and at the "
         "gateway, both at once.",
         "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::whoami; }},
    Row{{"carto-error", upstream, Owner::upstream, "",
         R"(200 {"protocol": 1, …, "all_failed": "upstream-unauthorized", …})",
         "The path works from end to end, and CARTO refused or failed; the code says how.",
         "Look the code up in docs/errors.md.", "docs/errors.md"},
        [](const Seen& s) noexcept { return has_code(s) && is_upstream(s.reply); }},
    Row{{"gateway-error", gateway, Owner::caller, "",
         R"(422 {"title": …, "code": "row-failed", "detail": …, "request_id": …})",
         "The call reached the gateway, which did not carry it out, or not all of it; the code says why.",
         "Look the code up in docs/errors.md.", "docs/errors.md"},
        [](const Seen& s) noexcept { return has_code(s); }},
    Row{{"gateway-rows-failed", gateway, Owner::caller, "", R"(200 {"protocol": 1, "rows": 3, "failed": 2, …})",
         "Rows failed, and this reply does not say why.",
         "Ask again with \"on_error\": \"row\"; each row then has its error.", "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::rows && s.reply.failed > 0; }},
    Row{{"gateway-sandbox", gateway, Owner::gateway, "", R"(200 {"protocol": 1, "failed": 0, "sandbox": true, …})",
         "The path works, and the gateway's sandbox answered: no value in this reply is CARTO's.",
         "Fine for a trial. For real answers, configure an upstream that is CARTO instead of sandbox:.",
         "docs/sandbox.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::rows && s.reply.sandbox; }},
    Row{{"gateway-ok", gateway, Owner::caller, "", R"(200 {"protocol": 1, "rows": 3, "failed": 0, …})",
         "The path works from end to end: every row has its answer.", "", "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::rows; }},
    Row{{"gateway-dry-run", gateway, Owner::caller, "", R"(200 {"protocol": 1, "dry_run": true, …})",
         "The gateway planned the request and sent nothing to CARTO.", "Leave dry_run out to have it carried out.",
         "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::dry_run; }},
    Row{{"carto-forwarded-error", upstream, Owner::upstream, "", R"(200 {"status": 404, "value": …, "request_id": …})",
         "The gateway passed the call on, and CARTO answered it with an error status.",
         "Look at path and arguments of the forwarded call, and at what the token may do.", "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::forwarded && s.reply.carto_status >= 400; }},
    Row{{"gateway-forwarded", gateway, Owner::caller, "", R"(200 {"status": 200, "value": …, "request_id": …})",
         "The path works from end to end: the gateway passed the call on and CARTO answered.", "", "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.reply.form == Form::forwarded; }},
    Row{{"gateway-page", gateway, Owner::caller, "", R"(200 {"protocols": ["1"], "services": […]})",
         "The call reached the gateway, which describes itself here; CARTO was not called.", "", "docs/protocol.md"},
        [](const Seen& s) noexcept {
          return s.reply.form == Form::page ||
                 (s.reply.form == Form::other && s.lower.starts_with(R"({"openapi":)") && s.has("x-atgateway-version"));
        }},
    Row{{"carto-direct", upstream, Owner::caller, "", R"(401 {"error": "Token not defined", "status": 401})",
         "This has the form of CARTO's own errors: the connection seems to lead to CARTO and not to the gateway.",
         "Ask /v1/whoami over the same connection: only the gateway answers it. Correct the connection's host if it "
         "does not.",
         "form seen in public reports of CARTO's API; not documented"},
        [](const Seen& s) noexcept { return s.reply.form == Form::carto_error; }},
    Row{{"gateway-health", gateway, Owner::caller, "", "200, no text",
         "An empty 200 is what the gateway's health routes answer; any other server could answer so too.",
         "Ask /v1/whoami over the same connection: only the gateway answers it.", "docs/protocol.md"},
        [](const Seen& s) noexcept { return s.status == 200 && is_blank(s); }},

    // Databricks, where its words are known.
    Row{{"platform-use-connection-missing", platform, Owner::databricks, "K44",
         R"(403 [REMOTE_FUNCTION_HTTP_FAILED_ERROR] … "PERMISSION_DENIED" … User is missing USE CONNECTION on …)",
         "Databricks refused the call before it left: the user may not use the connection. The right is the caller's "
         "own; "
         "a SQL function's owner does not lend it.",
         "GRANT USE CONNECTION ON CONNECTION <connection> TO `<user or group>`; then run the statement as that user.",
         reported},
        [](const Seen& s) noexcept {
          return s.platform_words && s.has("use connection") &&
                 s.has_any("missing", "does not have", "permission", "privilege");
        }},
    Row{{"platform-credential-not-sent", platform, Owner::databricks, "K45",
         "401 … Credential was not sent or was of an unsupported type for this API …",
         "Databricks' own API refused: no credential reached it. Known from procedures with SQL SECURITY DEFINER.",
         "Make the procedure SQL SECURITY INVOKER, and grant USE CONNECTION to those who call it.", reported},
        [](const Seen& s) noexcept { return s.has("credential was not sent"); }},
    Row{{"platform-invalid-path", platform, Owner::caller, "K46",
         "[INVALID_HTTP_REQUEST_PATH] … path traversal is not allowed",
         "Databricks refused the path before the call left: it has .. in it.", "Give the path without .. segments.",
         function_page},
        [](const Seen& s) noexcept { return s.has("invalid_http_request_path"); }},
    Row{{"platform-wrong-tenant", platform, Owner::caller, "K22",
         "401 … IncorrectClaimException: Expected iss claim to be: https://sts.windows.net/…, but was: …",
         "The token is of another Entra tenant than the Databricks account.",
         "Sign in to the account's tenant (az login --tenant <tenant>), or set ARM_TENANT_ID; account APIs also ask "
         "for an "
         "account admin.",
         "https://registry.terraform.io/providers/databricks/databricks/latest/docs"},
        [](const Seen& s) noexcept { return s.has("expected iss claim"); }},
    Row{{"platform-rate-limited", platform, Owner::caller, "", "429 … REQUEST_LIMIT_EXCEEDED …",
         "Databricks limits how often its API is called.",
         "Put more rows into each call, and make fewer calls at once.",
         "https://docs.databricks.com/aws/en/resources/limits; seen with http_request: unverified"},
        [](const Seen& s) noexcept { return s.platform_words && s.has("request_limit_exceeded"); }},
    Row{{"query-in-path", unknown, Owner::caller, "K47", "404 … %3F …",
         "The path has a ?, and Databricks sends it as %3F: whoever was called has no such path.",
         "Give the query by params => map('dry_run', '1').", reported},
        [](const Seen& s) noexcept { return s.status == 404 && s.has("%3f"); }},

    // Servers in between, by their pages. Databricks may quote a page inside its own text.
    Row{{"proxy-plain-http", unknown, Owner::caller, "K32", "400 … The plain HTTP request was sent to HTTPS port …",
         "A web server was called with http on its https port.", "Write the connection's host as https://NAME.",
         "text of nginx"},
        [](const Seen& s) noexcept { return s.has("plain http request was sent to https port"); }},
    Row{{"proxy-ingress-default-backend", unknown, Owner::cluster, "", "404 default backend - 404",
         "An ingress controller answered: it has no rule for this name and path.",
         "Call the gateway's own Service (internal load balancer), or give the ingress a rule for this host.",
         "default backend of ingress-nginx"},
        [](const Seen& s) noexcept { return s.has("default backend - 404"); }},
    Row{{"proxy-application-gateway", unknown, Owner::cloud_network, "",
         "502 … Microsoft-Azure-Application-Gateway/v2 …",
         "Azure Application Gateway answered: its backend is unhealthy, or a rule of it refused.",
         "Look at its backend health. The private path needs none: the endpoint leads to the internal load balancer.",
         "https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-troubleshooting-502"},
        [](const Seen& s) noexcept { return s.has("microsoft-azure-application-gateway"); }},
    Row{{"proxy-front-door", unknown, Owner::cloud_network, "", "503 … Our services aren't available right now …",
         "Azure Front Door answered: the name leads to a public address, and its origin is not reachable.",
         "Look at where the name resolves to from serverless compute: put it into the rule's domain_names and restart "
         "the "
         "warehouse.",
         "text of Azure Front Door's error page; unverified"},
        [](const Seen& s) noexcept {
          return s.has_any("azure front door", "our services aren't available right now");
        }},
    Row{{"proxy-haproxy", unknown, Owner::cluster, "", "503 … No server is available to handle this request …",
         "HAProxy answered: none of its servers is healthy.",
         "Look at the health checks of its backend: their path (use /healthz), protocol and PROXY setting.",
         "text of HAProxy's built-in 503"},
        [](const Seen& s) noexcept { return s.has("no server is available to handle this request"); }},
    Row{{"proxy-envoy", unknown, Owner::cluster, "", "503 upstream connect error or disconnect/reset before headers …",
         "Envoy (a service mesh or ingress) answered: it could not reach what stands behind it.",
         "Look at the mesh's route to the gateway, its TLS mode towards the pod, and whether the pod is ready.",
         "texts of Envoy"},
        [](const Seen& s) noexcept {
          return s.has_any("upstream connect error or disconnect", "no healthy upstream", "upstream request timeout");
        }},
    Row{{"proxy-nginx", unknown, Owner::cluster, "", "502 <html>… <center>nginx</center> …",
         "nginx answered with a page of its own. 502 and 504: what stands behind it does not answer; 404: it has no "
         "rule for "
         "this path; 413: its body limit is too small.",
         "Look at its error log and its route to the gateway, or take it out of this path.", "text of nginx"},
        [](const Seen& s) noexcept { return s.has("<center>nginx") || (is_html(s) && s.has("nginx/")); }},
    Row{{"proxy-go-not-found", unknown, Owner::cluster, "", "404 404 page not found",
         "A server written in Go answered (Traefik is one): it has no route for this name and path. The gateway would "
         "have "
         "answered JSON.",
         "Look at which Service and port the name leads to; ask /v1/whoami, which only the gateway answers.",
         "text of Go's net/http"},
        [](const Seen& s) noexcept { return s.lower.starts_with("404 page not found"); }},
    Row{{"proxy-sign-in", unknown, Owner::caller, "", "200 <html>… Sign In …",
         "A sign-in page answered: the connection leads to a web site, or a proxy with single sign-on stands in the "
         "way.",
         "Check the connection's host, port and base_path; take single sign-on off this path.", "observation"},
        [](const Seen& s) noexcept {
          return is_html(s) && s.has_any("sign in", "sign-in", "log in", "login", "single sign-on");
        }},
    Row{{"proxy-html", unknown, Owner::cluster, "", "404 <html>…",
         "A web page came back. The gateway never writes HTML: another server or a proxy answered.",
         "Look at which server the name leads to; ask /v1/whoami, which only the gateway answers.", "observation"},
        [](const Seen& s) noexcept { return is_html(s); }},
    Row{{"platform-redirect", platform, Owner::gateway, "K49",
         "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 302 …",
         "Whoever was called answered with a redirect, and http_request() follows none. The gateway never redirects: "
         "something in front of it does (http to https, a trailing slash, a sign-in page).",
         "Call the final URL, and take the redirecting proxy out of this path.", reported},
        [](const Seen& s) noexcept { return s.platform_words && is_redirect(s); }},
    Row{{"redirect", unknown, Owner::gateway, "K49", "302",
         "A redirect came back. The gateway never redirects: something in front of it does.",
         "Call the final URL, and take the redirecting proxy out of this path.", "RFC 9110 section 15.4"},
        [](const Seen& s) noexcept { return is_redirect(s); }},

    // Databricks gave up after repeating the call.
    Row{{"platform-gave-up-429", platform, Owner::gateway, "K48",
         "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] … after retrying 10 times; the last failed HTTP error code was 429",
         "Every try was answered 429: somebody limits the calls. It may be the gateway at its limit (overloaded), or a "
         "proxy.",
         "Make fewer calls at once, with more rows in each. If the gateway's log has these calls with code overloaded, "
         "its "
         "limits can be raised; if not, look for who else limits.",
         reported},
        [](const Seen& s) noexcept { return s.gave_up && s.status == 429; }},
    Row{{"platform-gave-up-503", platform, Owner::databricks, "K48",
         "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] … after retrying 10 times; the last failed HTTP error code was 503",
         "Every try ended in 503. Two things look like this: the workspace's network policy does not let the call out, "
         "or "
         "something at the other end said 503 each time (the gateway while it starts or drains, a proxy without "
         "backend).",
         "Look into the gateway's log at that time. No call there: allow the host in the serverless network policy, or "
         "add "
         "it to the private endpoint rule. About eleven equal calls there: their code says why.",
         reported},
        [](const Seen& s) noexcept { return s.gave_up && s.status == 503; }},
    Row{{"platform-gave-up", platform, Owner::gateway, "K48",
         "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] … after retrying 10 times; the last failed HTTP error code was 502",
         "Databricks repeated the call about ten times, and each try failed. The gateway itself never answers 502 or "
         "504: "
         "behind those stands a proxy.",
         "Look into the gateway's log at that time. No call there: it is the path, or a proxy on it. Calls there: "
         "their code "
         "says why.",
         reported},
        [](const Seen& s) noexcept { return s.gave_up; }},

    // Databricks and the network: nobody answered. These texts are not published.
    Row{{"platform-egress-policy", platform, Owner::databricks, "K48", "… network policy … denied …",
         "Databricks seems to say that the workspace's network policy does not let the call out.",
         "Allow the host in the account's serverless network policy, or add it to the private endpoint rule's "
         "domain_names.",
         unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered && s.has_any("network policy", "egress") &&
                 s.has_any("denied", "blocked", "not allowed", "restricted");
        }},
    Row{{"platform-dns", platform, Owner::databricks, "K26", "… UnknownHostException …",
         "Databricks' compute seems unable to resolve the connection's host. Its DNS knows the exact names of "
         "established "
         "private endpoint rules, and public ones.",
         "Put exactly the connection's host into domain_names of the rule; see that the rule is ESTABLISHED and its "
         "NCC is "
         "attached; wait 10 minutes, then restart the warehouse.",
         unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered &&
                 s.has_any("unknownhost", "unknown host", "name or service not known", "nodename nor servname",
                           "temporary failure in name resolution", "could not resolve", "failed to resolve", "nxdomain",
                           "no such host", "getaddrinfo", "name resolution");
        }},
    Row{{"platform-certificate-name", platform, Owner::gateway, "K42",
         "… No subject alternative DNS name matching … found",
         "The certificate that was shown seems to be for another name than the connection's host.",
         "Issue a certificate whose subjectAltName has exactly the connection's host, and mount it; or correct the "
         "host.",
         unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered && s.has_any("no subject alternative", "subject alternative name",
                                                "hostname mismatch", "sslpeerunverified", "no name matching",
                                                "not match any of the subject", "hostname not verified");
        }},
    Row{{"platform-certificate", platform, Owner::gateway, "K42", "… PKIX path building failed …",
         "Databricks seems not to trust the certificate that was shown: a private or unknown authority, an "
         "intermediate that "
         "is not sent, or it has expired.",
         "Serve a certificate of a public authority with its full chain. See tls.chain-trusted, tls.chain-complete and "
         "tls.not-expiring of a report from inside the network.",
         unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered &&
                 s.has_any("pkix", "valid certification path", "certificate verify failed", "self-signed",
                           "self signed", "unknown_ca", "unknown ca", "certificate_unknown", "certificate unknown",
                           "certificate has expired", "certificateexpired", "certificatenotyetvalid", "untrusted cert",
                           "bad_certificate");
        }},
    Row{{"platform-tls", platform, Owner::gateway, "K32 K33 K43", "… SSLHandshakeException …",
         "A connection was made, and the TLS handshake seems to have failed.",
         "Switch PROXY protocol on at both ends or at none; see that the port speaks TLS and has a certificate for the "
         "name.",
         unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered &&
                 s.has_any("sslhandshake", "handshake_failure", "handshake failure", "unrecognized_name",
                           "unrecognized name", "wrong version number", "unsupported or unrecognized ssl",
                           "sslexception", "ssl_error", "tls handshake", "ssl handshake", "fatal alert",
                           "terminated the handshake");
        }},
    Row{{"platform-connect-timeout", platform, Owner::cloud_network, "K28 K23 K24", "… Connection timed out …",
         "Databricks' compute seems to get no answer from the address: packets are lost on the way.",
         "See that the endpoint is approved and the rule ESTABLISHED, that the load balancer has a rule for the port "
         "and a "
         "healthy backend, that the warehouse is serverless, and that the workspace's HTTP connections go through the "
         "serverless plane.",
         unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered &&
                 s.has_any("connect timed out", "connecttimeout", "connection timed out", "connection timeout",
                           "connect timeout", "no route to host", "noroutetohost", "network is unreachable");
        }},
    Row{{"platform-connect-refused", platform, Owner::cluster, "K28", "… Connection refused …",
         "The address answers, and nobody listens on the port.",
         "Look at the connection's port, the Service's port and targetPort, and whether the pod is ready.",
         unpublished},
        [](const Seen& s) noexcept { return s.nobody_answered && s.has_any("connection refused", "econnrefused"); }},
    Row{{"platform-reset", platform, Owner::gateway, "K32 K39", "… Connection reset …",
         "The connection was made and then cut. At once: PROXY protocol is on at one end only. After four or five "
         "minutes "
         "without a byte: the load balancer or Private Link dropped it.",
         "Align PROXY protocol at both ends. For long calls send fewer rows in each.", unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered &&
                 s.has_any("connection reset", "econnreset", "broken pipe", "closed by peer", "connection closed",
                           "unexpected end of stream", "nohttpresponse", "prematurely closed", "premature end");
        }},
    Row{{"platform-timeout", platform, Owner::gateway, "K40", "… Read timed out …",
         "A connection seems to have been made, and no answer came in time. The call may have been carried out and "
         "billed.",
         "Look into the gateway's log for the call. Send fewer rows in each: a reply that stays silent for 240 s is "
         "cut on "
         "Private Link.",
         unpublished},
        [](const Seen& s) noexcept {
          return s.nobody_answered && s.has_any("timed out", "timeout", "deadline exceeded", "deadline_exceeded");
        }},

    // Databricks and its own objects.
    Row{{"platform-connection-base-path", platform, Owner::caller, "K50", "CREATE CONNECTION … base_path …",
         "Databricks does not take the connection's base_path: it must not be empty nor have blanks or special "
         "characters.",
         "Give base_path '/'.", create_connection_page},
        [](const Seen& s) noexcept { return s.platform_words && s.has("base_path") && !s.failed; }},
    Row{{"platform-connection-host", platform, Owner::caller, "K50", "CREATE CONNECTION … host … URL …",
         "Databricks does not take the connection's host: it wants a URL.",
         "Give host 'https://NAME', and the port by port.", create_connection_page},
        [](const Seen& s) noexcept {
          return s.platform_words && !s.failed &&
                 s.has_any("not a valid url", "invalid url", "malformedurl", "malformed url", "invalid host",
                           "urisyntaxexception");
        }},
    Row{{"platform-model-serving", platform, Owner::databricks, "K50", "… Model Serving …",
         "HTTP connections need a region with Model Serving, and Databricks seems to say that this workspace's has "
         "none.",
         "Check the region in the vendor's list; another region needs another workspace.", connection_page},
        [](const Seen& s) noexcept { return s.platform_words && s.has_any("model serving", "model_serving"); }},
    Row{{"platform-alter-connection", platform, Owner::caller, "K51", "ALTER CONNECTION … OPTIONS …",
         "Databricks did not take the change. ALTER CONNECTION wants host and all other options again, not only the "
         "one "
         "that changes.",
         "Repeat ALTER CONNECTION with host, port, base_path and bearer_token together.", create_connection_page},
        [](const Seen& s) noexcept { return s.platform_words && s.has_any("alter connection", "alter_connection"); }},
    Row{{"platform-connection-options", platform, Owner::caller, "K50 K51", "… missing option … bearer_token …",
         "Databricks misses an option of the connection, or does not know one.",
         "Give host, port, base_path and bearer_token together; bearer_token is asked for even where it is not used.",
         create_connection_page},
        [](const Seen& s) noexcept {
          return s.platform_words && !s.failed &&
                 (s.has_any("connection_option", "connection option") ||
                  (s.has_any("bearer_token", "client_secret") &&
                   s.has_any("missing", "required", "must", "not supported")));
        }},
    Row{{"platform-create-connection-denied", platform, Owner::databricks, "K50", "… CREATE CONNECTION … privilege …",
         "The user may not create connections.",
         "Have a metastore admin run: GRANT CREATE CONNECTION ON METASTORE TO `<user or group>`.",
         create_connection_page},
        [](const Seen& s) noexcept {
          return s.platform_words && s.has_any("create connection", "create_connection") &&
                 s.has_any("privilege", "permission", "denied");
        }},
    Row{{"platform-connection-not-found", platform, Owner::caller, "", "… Connection '…' does not exist",
         "Databricks knows no connection of that name, or does not show it to this user.",
         "SHOW CONNECTIONS lists the names; correct conn =>, or grant USE CONNECTION.", unpublished},
        [](const Seen& s) noexcept {
          return s.platform_words &&
                 (s.has_any("connection_not_found", "connection not found", "connection_does_not_exist") ||
                  (s.has("connection '") && s.has("does not exist")));
        }},
    Row{{"platform-no-http-request", platform, Owner::databricks, "K23", "[UNRESOLVED_ROUTINE] … `http_request` …",
         "This compute does not know http_request(): it needs a pro or serverless SQL warehouse, or a recent runtime.",
         "Run the statement on a serverless SQL warehouse.", function_page},
        [](const Seen& s) noexcept { return s.has("unresolved_routine") && s.has("http_request"); }},
    Row{{"platform-not-serverless", platform, Owner::databricks, "K23 K24", "… only supported on serverless …",
         "Databricks seems to want serverless compute for this. Only that goes through a private endpoint rule.",
         "Run it on a SQL warehouse of type PRO with serverless compute on; in an old workspace, have HTTP connections "
         "moved to the serverless plane.",
         "unverified wording; https://learn.microsoft.com/en-us/azure/databricks/query-federation/http-migration"},
        [](const Seen& s) noexcept {
          return s.platform_words &&
                 s.has_any("only supported on serverless", "requires serverless", "require serverless",
                           "not supported on classic", "not supported for classic", "serverless compute is required");
        }},
    Row{{"platform-permission-denied", platform, Owner::databricks, "",
         "[INSUFFICIENT_PERMISSIONS] …; PERMISSION_DENIED",
         "Databricks refused the statement: a right is missing, on the function, its schema or the connection.",
         "Grant EXECUTE on the function, USE CATALOG and USE SCHEMA above it, and USE CONNECTION on the connection.",
         "https://learn.microsoft.com/en-us/azure/databricks/error-messages/error-classes"},
        [](const Seen& s) noexcept {
          return s.platform_words &&
                 s.has_any("permission_denied", "insufficient_permissions", "insufficient privileges");
        }},

    // Databricks tells a status of whoever was called, and the text is lost or not known.
    Row{{"platform-failed-unauthorized", platform, Owner::caller, "K44 K45",
         "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 401 …",
         "The call was refused with 401 or 403, and this text does not say by whom: Unity Catalog, the gateway or a "
         "proxy.",
         "Call /healthz over the same connection: it asks for no token. 200: the connection's token (or the gateway's "
         "inbound "
         "key) is refused. 403 again: grant USE CONNECTION.",
         reported},
        [](const Seen& s) noexcept { return s.failed && (s.status == 401 || s.status == 403); }},
    Row{{"platform-failed-not-found", platform, Owner::caller, "K47",
         "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 404 …",
         "Whoever was called has no such path.",
         "Check base_path ('/') and path ('/v1/rows/{service}'); a query goes into params, for a ? in path is sent as "
         "%3F.",
         reported},
        [](const Seen& s) noexcept { return s.failed && s.status == 404; }},
    Row{{"platform-failed", platform, Owner::caller, "",
         "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 400 …",
         "Whoever was called refused the call, and Databricks put its own text in place of the answer.",
         "Send \"errors\": \"body\" in the request: the gateway then says what is wrong in a 200, which comes through.",
         reported},
        [](const Seen& s) noexcept { return s.failed; }},
    Row{{"platform-null", platform, Owner::caller, "", "NULL",
         "SQL gave no reply at all: the statement failed, or the call was never made.",
         "Read the statement's own error, and give that text.", "observation"},
        [](const Seen& s) noexcept { return s.status == 0 && is_blank(s); }},
    Row{{"platform-statement-failed", platform, Owner::databricks, "", "[SOME_ERROR_CLASS] …",
         "The statement failed in Databricks, with a text that is not known here.",
         "Look its error class up in Databricks' list. If the gateway's log has no call at that time, Databricks' "
         "support can "
         "tell more: give them statement id and time.",
         "https://learn.microsoft.com/en-us/azure/databricks/error-messages/error-classes"},
        [](const Seen& s) noexcept { return s.platform_words; }},

    // Somebody.
    Row{{"unknown-unauthorized", unknown, Owner::caller, "", "401",
         "The call was refused, in words that are not the gateway's.",
         "Ask /v1/whoami over the same connection: if the gateway answers, look at the token; if not, something else "
         "stands "
         "at this address.",
         "RFC 9110"},
        [](const Seen& s) noexcept { return s.status == 401 || s.status == 403; }},
    Row{{"unknown-not-found", unknown, Owner::caller, "K47", "404",
         "The path is not known to whoever answered, in words that are not the gateway's.",
         "Check the connection's host, port and base_path; ask /v1/whoami, which only the gateway answers.",
         "RFC 9110"},
        [](const Seen& s) noexcept { return s.status == 404; }},
    Row{{"unknown-server-error", unknown, Owner::gateway, "", "503",
         "A server failed, in words that are not the gateway's. 502 and 504 are never the gateway's; an empty 503 can "
         "be "
         "its /readyz.",
         "Look into the gateway's log at that time. No call there: a proxy on the path answered.", "RFC 9110"},
        [](const Seen& s) noexcept { return s.status >= 500; }},
    Row{{"unknown", unknown, Owner::caller, "", "200 hello",
         "Something answered, and this is no text of the gateway, of CARTO or of Databricks that is known here.",
         "Ask /v1/whoami over the same connection. If the gateway answers, send it this result's status and time; if "
         "not, "
         "check the connection's host, port and base_path.",
         "observation"},
        [](const Seen&) noexcept { return true; }},
};

constexpr auto meanings = [] {
  std::array<HttpRequestMeaning, rows.size()> all{};
  for (std::size_t i = 0; i < rows.size(); ++i) all[i] = rows[i].meaning;
  return all;
}();

}  // namespace

const HttpRequestMeaning& meaning_of(const Seen& seen) noexcept {
  const auto found = std::ranges::find_if(rows, [&](const Row& row) { return row.meant(seen); });
  return found == rows.end() ? meanings.back() : meanings[static_cast<std::size_t>(found - rows.begin())];
}

}  // namespace classify

inline namespace v0_1 {

std::span<const HttpRequestMeaning> http_request_meanings() noexcept { return classify::meanings; }

}  // namespace v0_1
}  // namespace atgateway
