// THE table of errors. docs/errors.md is made from it; a test compares them.
#include <atgateway/error.hpp>

#include <algorithm>
#include <array>

namespace atgateway::inline v0_1 {
namespace {

using enum Side;
using enum Retry;
using enum ErrorScope;

constexpr std::array<ErrorRow, errc_count> rows{{
    // The request as a whole: HTTP framing and routing.
    {Errc::bad_request, "bad-request", downstream, Retry::no, request, 400, "The request is not valid HTTP/1.1.",
     "Send a well-formed HTTP/1.1 request; a proxy in between may be rewriting it."},
    {Errc::not_found, "not-found", downstream, Retry::no, request, 404, "No such path.",
     "POST to /v1/rows/{service}; GET /v1/services lists the services."},
    {Errc::method_not_allowed, "method-not-allowed", downstream, Retry::no, request, 405,
     "This path does not take that method.", "Use one of the methods in the Allow header."},
    {Errc::request_timeout, "request-timeout", downstream, Retry::yes, request, 408,
     "The request did not arrive in time.", "Send the headers and the body without pauses, or raise timeouts_ms."},
    {Errc::length_required, "length-required", downstream, Retry::no, request, 411,
     "The POST says neither its length nor that it is chunked.", "Send Content-Length, or Transfer-Encoding: chunked."},
    {Errc::body_too_large, "body-too-large", downstream, Retry::no, request, 413, "The body is over the limit.",
     "Send fewer rows per request, or raise limits.body_bytes."},
    {Errc::uri_too_long, "uri-too-long", downstream, Retry::no, request, 414, "The request line is over 8 KiB.",
     "Send arguments in the body, not in the URL."},
    {Errc::unsupported_media_type, "unsupported-media-type", downstream, Retry::no, request, 415,
     "The body is not declared as JSON in UTF-8.", "Send Content-Type: application/json."},
    {Errc::unsupported_content_encoding, "unsupported-content-encoding", downstream, Retry::no, request, 415,
     "The body's Content-Encoding is not known, or there are several.",
     "Send the body as it is, or with gzip or deflate, once."},
    {Errc::expectation_failed, "expectation-failed", downstream, Retry::no, request, 417,
     "The Expect header asks for something that is not known.", "Send Expect: 100-continue or leave it out."},
    {Errc::headers_too_large, "headers-too-large", downstream, Retry::no, request, 431,
     "The headers are over the limit.",
     "Send fewer or shorter headers, or raise limits.header_bytes or limits.headers."},
    {Errc::http_version_unsupported, "http-version-unsupported", downstream, Retry::no, request, 505,
     "Only HTTP/1.1 and HTTP/1.0 are spoken here.", "Use HTTP/1.1."},
    // The request as a whole: its document.
    {Errc::bad_json, "bad-json", downstream, Retry::no, request, 400, "The body is not JSON.",
     "Build the body with a JSON function such as to_json, not by joining strings."},
    {Errc::json_limit, "json-limit", downstream, Retry::no, request, 400,
     "The JSON is nested too deeply or has too many values.",
     "Send fewer rows per request, or raise limits.json_depth or limits.json_tokens."},
    {Errc::duplicate_field, "duplicate-field", downstream, Retry::no, request, 400, "A field is given twice.",
     "Give each field once."},
    {Errc::bad_field, "bad-field", downstream, Retry::no, request, 400,
     "A field is missing or has a value that is not allowed.", "See docs/protocol.md for what the field takes."},
    {Errc::unknown_field, "unknown-field", downstream, Retry::no, request, 400, "A field is not known.",
     "Remove the field, or correct its name."},
    {Errc::unknown_service, "unknown-service", downstream, Retry::no, request, 404, "There is no such service.",
     "GET /v1/services lists the services."},
    {Errc::ambiguous_shape, "ambiguous-shape", downstream, Retry::no, request, 400,
     "The body does not tell which warehouse's shape it has.",
     "Send exactly one of rows, row, calls, data or arguments."},
    {Errc::too_many_rows, "too-many-rows", downstream, Retry::no, request, 413, "There are too many rows.",
     "Split the rows over several requests."},
    {Errc::too_many_metered_rows, "too-many-metered-rows", downstream, Retry::no, request, 413,
     "There are more metered rows than one request may spend.",
     "Split the rows over several requests, or raise limits.max_metered_rows."},
    {Errc::token_missing, "token-missing", downstream, Retry::no, request, 401, "There is no API access token.",
     "Put api_access_token into the body, or send Authorization: Bearer."},
    {Errc::token_malformed, "token-malformed", downstream, Retry::no, request, 400,
     "The API access token has characters that a token cannot have, or is too long.",
     "Copy the token again from CARTO; look for quotes, spaces or line ends around it."},
    {Errc::inbound_key_required, "inbound-key-required", downstream, Retry::no, request, 401,
     "This gateway asks its callers for a key, and the one sent is not it.",
     "Set the connection's bearer token to the gateway's inbound key."},
    {Errc::upstream_not_allowed, "upstream-not-allowed", downstream, Retry::no, request, 403,
     "The API base URL is not one that this gateway calls.",
     "Use a base URL that the operator has configured, exactly as configured, or leave it out."},
    {Errc::path_not_allowed, "path-not-allowed", downstream, Retry::no, request, 403,
     "The path or method is not one that may be forwarded.",
     "Ask the operator to add it to the upstream's allowed_paths."},
    {Errc::client_certificate_required, "client-certificate-required", downstream, Retry::no, request, 401,
     "This listener asks for a client certificate.",
     "Connect with a certificate that the operator's client_ca signed."},
    {Errc::row_failed, "row-failed", downstream, Retry::no, request, 422,
     "A row cannot be answered, and the request asked to fail then.",
     "Correct the row, or send on_error: row to get the others."},
    {Errc::request_key_reused, "request-key-reused", downstream, Retry::no, request, 409,
     "The request key was used with another body.", "Use a new request key for a new body."},
    {Errc::overloaded, "overloaded", operator_, Retry::yes, request, 429, "The gateway is working at its limit.",
     "Try again after Retry-After, with fewer requests at once; the operator can raise limits."},
    {Errc::draining, "draining", operator_, Retry::yes, request, 503, "The gateway is starting or shutting down.",
     "Try again after Retry-After; another replica may answer."},
    {Errc::internal, "internal", internal, Retry::yes, request, 500, "The gateway made a mistake.",
     "Report it with the request id; the same request may work."},
    {Errc::client_closed, "client-closed", downstream, Retry::yes, request, 499,
     "The caller went away before the answer.", "Raise the caller's timeout; the log has the times."},
    // One row.
    {Errc::bad_argument, "bad-argument", downstream, Retry::no, row, 0, "An argument has a value that is not allowed.",
     "GET /v1/services lists types and ranges."},
    {Errc::missing_argument, "missing-argument", downstream, Retry::no, row, 0, "A required argument is missing.",
     "GET /v1/services lists the arguments."},
    {Errc::unknown_argument, "unknown-argument", downstream, Retry::no, row, 0,
     "The service has no argument of that name.", "GET /v1/services lists the arguments."},
    {Errc::too_many_arguments, "too-many-arguments", downstream, Retry::no, row, 0,
     "The row has more values than the service has arguments.", "GET /v1/services lists the arguments in order."},
    {Errc::reply_full, "reply-full", downstream, Retry::yes, row, 0,
     "The reply reached its size limit before this row was sent.", "Send fewer rows per request."},
    {Errc::upstream_unauthorized, "upstream-unauthorized", downstream, Retry::no, row, 0,
     "CARTO does not accept the API access token.", "Make a new API access token in CARTO and store it again."},
    {Errc::upstream_forbidden, "upstream-forbidden", downstream, Retry::no, row, 0,
     "The API access token may not use Location Data Services.", "Make an API access token with the LDS API enabled."},
    {Errc::upstream_quota_exceeded, "upstream-quota-exceeded", downstream, Retry::no, row, 0,
     "The CARTO account has no quota left for this service.",
     "Check the quota with the quota service; ask CARTO for more."},
    {Errc::upstream_rate_limited, "upstream-rate-limited", upstream, Retry::yes, row, 0,
     "CARTO asks for fewer calls per second.", "Try these rows again later, with fewer requests at once."},
    {Errc::upstream_rejected, "upstream-rejected", downstream, Retry::no, row, 0, "CARTO rejected this row.",
     "Check the row's arguments and that the account's provider supports the service."},
    {Errc::upstream_error, "upstream-error", upstream, Retry::yes, row, 0, "CARTO failed to answer this row.",
     "Try the row again later; it may have been billed."},
    {Errc::upstream_resolve_failed, "upstream-resolve-failed", operator_, Retry::yes, row, 0,
     "The upstream's name does not resolve from the gateway.", "Check the upstream's base_url or connect_to, and DNS."},
    {Errc::upstream_connect_refused, "upstream-connect-refused", operator_, Retry::yes, row, 0,
     "The upstream does not accept connections.", "Check that the upstream runs and that port and network policy fit."},
    {Errc::upstream_connect_timeout, "upstream-connect-timeout", operator_, Retry::yes, row, 0,
     "Connecting to the upstream took too long.", "Check routes, firewalls and network policy towards the upstream."},
    {Errc::upstream_tls_failed, "upstream-tls-failed", operator_, Retry::yes, row, 0,
     "The TLS handshake with the upstream failed.",
     "Check the upstream's certificate and the ca setting of this upstream."},
    {Errc::upstream_timeout, "upstream-timeout", upstream, Retry::yes, row, 0, "The upstream did not answer in time.",
     "Try again later, or raise timeouts_ms.first_byte."},
    {Errc::upstream_outcome_unknown, "upstream-outcome-unknown", upstream, Retry::no, row, 0,
     "The call was sent and no answer came: it may have been carried out and billed.",
     "Look at the quota before sending the row again."},
    {Errc::upstream_bad_reply, "upstream-bad-reply", upstream, Retry::no, row, 0,
     "The upstream's answer cannot be understood.",
     "Check that base_url is CARTO's API; the call may have been billed."},
    {Errc::upstream_reply_too_large, "upstream-reply-too-large", operator_, Retry::no, row, 0,
     "The upstream's answer is over the limit.", "Send fewer rows per batch, or raise limits.upstream_reply_bytes."},
    {Errc::upstream_unavailable, "upstream-unavailable", upstream, Retry::yes, row, 0,
     "The upstream failed too often just now; calls to it pause.",
     "Try the row again after breaker.open_s seconds; the status page shows the upstream's state."},
    {Errc::queue_timeout, "queue-timeout", operator_, Retry::yes, row, 0, "The row waited too long for its turn.",
     "Try the row again later, with fewer requests at once."},
    {Errc::deadline_exceeded, "deadline-exceeded", downstream, Retry::yes, row, 0,
     "The request's time was over before this row was sent.",
     "Send fewer rows per request, or raise timeouts_ms.total."},
    {Errc::cancelled, "cancelled", downstream, Retry::yes, row, 0, "The call was cancelled before this row was sent.",
     "Send the row again if it is still wanted."},
    // A warning beside a good row.
    {Errc::geometry_unknown, "geometry-unknown", upstream, Retry::no, row, 0,
     "The answer has a shape whose geometry is not known.", "Take the geometry from raw."},
    // The library's own calls.
    {Errc::would_deadlock, "would-deadlock", internal, Retry::no, library, 0,
     "Waiting on a runtime thread would wait for itself.", "Use submit with a completion."},
    {Errc::forked, "forked", internal, Retry::no, library, 0,
     "This process is a fork: the runtime's threads are not here.", "Make a new Runtime after fork, in the child."},
    {Errc::out_of_memory, "out-of-memory", internal, Retry::yes, library, 0, "Memory ran out.",
     "Lower limits, or give the process more memory."},
    {Errc::bad_config, "bad-config", operator_, Retry::no, library, 0, "The configuration cannot be used.",
     "Run atgateway config check."},
    {Errc::listen_failed, "listen-failed", operator_, Retry::no, library, 0, "The address cannot be listened on.",
     "Check that the address is this machine's and that no other process has the port."},
    {Errc::tls_setup_failed, "tls-setup-failed", operator_, Retry::no, library, 0,
     "The certificate or the key cannot be used.", "Check that both are PEM files and belong together."},
    {Errc::bad_target, "bad-target", downstream, Retry::no, library, 0, "The target cannot be read.",
     "Give https://HOST or https://HOST:PORT, without a path, a query or a password."},
    {Errc::bad_report, "bad-report", downstream, Retry::no, library, 0, "This is not a report that can be read.",
     "Give a file that `atgateway doctor --format json` wrote."},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].code) != i || rows[i].slug.empty()) return false;
  }
  return true;
}
static_assert(in_order(), "one row per Errc, in the order of Errc");

}  // namespace

std::span<const ErrorRow> error_table() noexcept { return rows; }

const ErrorRow& describe(Errc code) noexcept { return rows[static_cast<std::size_t>(code)]; }

std::optional<Errc> errc_from_slug(std::string_view slug) noexcept {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ErrorRow& each) { return each.slug == slug; });
  if (found == rows.end()) return std::nullopt;
  return found->code;
}

}  // namespace atgateway::inline v0_1
