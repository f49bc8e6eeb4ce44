#include "config/table.hpp"

#include "config/access.hpp"

#include <array>

namespace atgateway::config {
namespace {

using Words = std::string_view[];

constexpr Words tls_modes = {"on", "off"};
constexpr Words tls_versions = {"1.2", "1.3"};
constexpr Words proxy_modes = {"off", "accept", "require"};
constexpr Words roles = {"private-link", "in-vnet", "probe"};
constexpr Words tokenless_words = {"client-cert", "link-ids", "inbound-key", "anyone"};
constexpr Words authorizations = {"carto-token", "inbound-key", "ignore"};
constexpr Words async_modes = {"off", "single-replica"};
constexpr Words levels = {"debug", "info", "warn", "error"};
constexpr Words formats = {"json", "text"};

constexpr std::uint64_t kib = 1024, mib = 1024 * kib, gib = 1024 * mib, tib = 1024 * gib;
constexpr std::uint64_t day_ms = 86'400'000, day_s = 86'400;

constexpr Key tls_keys[] = {
    {.name = "mode",
     .access = value<&TlsConfig::mode>,
     .allowed = tls_modes,
     .flag = "tls-mode",
     .value_name = "on|off",
     .description = "Whether TLS is spoken. With `off`, something in front of the gateway has to speak it."},
    {.name = "certificate",
     .access = value<&TlsConfig::certificate>,
     .rule = Rule::file,
     .nullable = true,
     .flag = "tls-certificate",
     .value_name = "FILE",
     .description = "PEM file with the certificate, leaf first, then the intermediates. Needed when `mode` is `on`."},
    {.name = "key",
     .access = value<&TlsConfig::key>,
     .rule = Rule::file,
     .nullable = true,
     .secret_file = true,
     .flag = "tls-key",
     .value_name = "FILE",
     .description = "PEM file with the certificate's private key. Needed when `mode` is `on`."},
    {.name = "client_ca",
     .access = value<&TlsConfig::client_ca>,
     .rule = Rule::file,
     .nullable = true,
     .description = "PEM file with the CAs of client certificates. Set, every call but a health route needs one."},
    {.name = "min_version",
     .access = value<&TlsConfig::min_version>,
     .allowed = tls_versions,
     .description = "The oldest TLS version that is accepted."},
};
constexpr Shape tls_shape{tls_keys, defaults<TlsConfig>};

constexpr Key proxy_protocol_keys[] = {
    {.name = "mode",
     .access = value<&ProxyProtocolConfig::mode>,
     .allowed = proxy_modes,
     .flag = "proxy-protocol",
     .value_name = "off|accept|require",
     .description = "`require`: a peer in `trusted` has to send a PROXY v2 header, a peer in `probe_sources` gets the "
                    "health routes without one, anyone else is closed. `accept`: the header is believed from "
                    "`trusted` only. `off`: it is not looked for."},
    {.name = "trusted",
     .access = value<&ProxyProtocolConfig::trusted>,
     .rule = Rule::cidr,
     .maximum = 1000,
     .description = "Address ranges (CIDR) whose PROXY header is believed, such as the Private Link service's NAT "
                    "subnet."},
    {.name = "probe_sources",
     .access = value<&ProxyProtocolConfig::probe_sources>,
     .rule = Rule::cidr,
     .maximum = 1000,
     .description = "Address ranges (CIDR) of health probes that send no PROXY header. The default is Azure's load "
                    "balancer."},
    {.name = "allowed_link_ids",
     .access = value<&ProxyProtocolConfig::allowed_link_ids>,
     .description = "Private endpoint link ids that may call. Empty: not checked."},
};
constexpr Shape proxy_protocol_shape{proxy_protocol_keys, defaults<ProxyProtocolConfig>};

constexpr Key listener_keys[] = {
    {.name = "name",
     .access = value<&ListenerConfig::name>,
     .rule = Rule::name,
     .description = "Name in logs and metrics; different for each listener."},
    {.name = "address",
     .access = value<&ListenerConfig::address>,
     .rule = Rule::address,
     .required = true,
     .description = "IP:PORT to listen on; port 0 lets the system choose."},
    {.name = "tls",
     .access = section<&ListenerConfig::tls>,
     .shape = &tls_shape,
     .description = "How TLS is spoken on this listener."},
    {.name = "proxy_protocol",
     .access = section<&ListenerConfig::proxy_protocol>,
     .shape = &proxy_protocol_shape,
     .description = "PROXY protocol v2 on this listener."},
    {.name = "role",
     .access = value<&ListenerConfig::role>,
     .allowed = roles,
     .nullable = true,
     .description = "What arrives here. `probe` serves the health routes only; null: not said."},
};
constexpr Shape listener_shape{listener_keys, defaults<ListenerConfig>};

constexpr Key upstream_keys[] = {
    {.name = "base_url",
     .access = value<&UpstreamConfig::base_url>,
     .rule = Rule::base_url,
     .required = true,
     .description = "https://HOST[:PORT][/prefix] of the CARTO API, or `sandbox:` for the built-in emulator. A token "
                    "goes nowhere else."},
    {.name = "default",
     .access = value<&UpstreamConfig::is_default>,
     .description = "Calls that name no `api_base_url` go here. Needed only with several upstreams."},
    {.name = "connect_to",
     .access = value<&UpstreamConfig::connect_to>,
     .rule = Rule::host_port,
     .nullable = true,
     .description = "HOST:PORT to connect to instead; server name and Host header stay those of `base_url`."},
    {.name = "ca",
     .access = value<&UpstreamConfig::ca>,
     .rule = Rule::file,
     .nullable = true,
     .description = "PEM file with a private CA that the upstream's certificate is checked against."},
    {.name = "http2", .access = value<&UpstreamConfig::http2>, .description = "Offers HTTP/2 to this upstream."},
    {.name = "allow_plaintext",
     .access = value<&UpstreamConfig::allow_plaintext>,
     .description = "Allows an http:// `base_url` that is not loopback. Tokens then cross the network in clear."},
    {.name = "allow_addresses",
     .access = value<&UpstreamConfig::allow_addresses>,
     .rule = Rule::cidr,
     .maximum = 1000,
     .description = "Address ranges (CIDR) the upstream's name may resolve to. Empty: any."},
    {.name = "allowed_paths",
     .access = value<&UpstreamConfig::allowed_paths>,
     .rule = Rule::path,
     .maximum = 1000,
     .description = "Paths that /v1/forward may reach, with everything below them. Empty: /v1/forward is off."},
    {.name = "token_file",
     .access = value<&UpstreamConfig::token_file>,
     .rule = Rule::file,
     .nullable = true,
     .secret_file = true,
     .description = "File with the token for calls that bring none. Needs `tokenless`."},
    {.name = "tokenless",
     .access = value<&UpstreamConfig::tokenless>,
     .allowed = tokenless_words,
     .nullable = true,
     .description = "Who may spend `token_file`: callers with a client certificate, from an allowed link id, with "
                    "an inbound key, or anyone who reaches the listener."},
    {.name = "max_connections",
     .access = value<&UpstreamConfig::max_connections>,
     .minimum = 1,
     .maximum = 10'000,
     .description = "Connections to this upstream at once."},
    {.name = "max_in_flight",
     .access = value<&UpstreamConfig::max_in_flight>,
     .minimum = 1,
     .maximum = 100'000,
     .description = "Calls to this upstream at once."},
};
constexpr Shape upstream_shape{upstream_keys, defaults<UpstreamConfig>};

constexpr Key credentials_keys[] = {
    {.name = "authorization",
     .access = value<&CredentialsConfig::authorization>,
     .allowed = authorizations,
     .description = "What a caller's `Authorization: Bearer` is: the CARTO token, a key that has to match one of "
                    "`inbound_key_files`, or nothing that is looked at."},
    {.name = "inbound_key_files",
     .access = value<&CredentialsConfig::inbound_key_files>,
     .rule = Rule::file,
     .maximum = 2,
     .secret_file = true,
     .description = "Files with the keys that `inbound-key` accepts; two, so that keys can be rotated."},
};
constexpr Shape credentials_shape{credentials_keys, defaults<CredentialsConfig>};

constexpr Key idempotency_keys[] = {
    {.name = "ttl_s",
     .access = value<&IdempotencyConfig::ttl>,
     .minimum = 1,
     .maximum = day_s,
     .description = "Seconds an answer is kept under its request key."},
    {.name = "bytes",
     .access = value<&IdempotencyConfig::bytes>,
     .maximum = tib,
     .description = "Bytes all kept answers may take."},
};
constexpr Shape idempotency_shape{idempotency_keys, defaults<IdempotencyConfig>};

constexpr Key limits_keys[] = {
    {.name = "header_bytes",
     .access = value<&LimitsConfig::header_bytes>,
     .minimum = 256,
     .maximum = 1 * mib,
     .description = "Bytes of a request's header section."},
    {.name = "headers",
     .access = value<&LimitsConfig::headers>,
     .minimum = 1,
     .maximum = 10'000,
     .description = "Header fields in a request."},
    {.name = "body_bytes",
     .access = value<&LimitsConfig::body_bytes>,
     .minimum = 1,
     .maximum = 1 * gib,
     .description = "Bytes of a request body, also after decompression."},
    {.name = "rows",
     .access = value<&LimitsConfig::rows>,
     .minimum = 1,
     .maximum = 1'000'000,
     .description = "Rows in a request; a service may allow fewer."},
    {.name = "max_metered_rows",
     .access = value<&LimitsConfig::max_metered_rows>,
     .minimum = 1,
     .maximum = 1'000'000,
     .description = "Rows in a request that cost quota."},
    {.name = "json_depth",
     .access = value<&LimitsConfig::json_depth>,
     .minimum = 4,
     .maximum = 1'000,
     .description = "Arrays and objects inside each other in a request."},
    {.name = "json_tokens",
     .access = value<&LimitsConfig::json_tokens>,
     .minimum = 16,
     .maximum = 100'000'000,
     .description = "Values and keys in a request."},
    {.name = "connections",
     .access = value<&LimitsConfig::connections>,
     .minimum = 1,
     .maximum = 1'000'000,
     .description = "Callers' connections at once."},
    {.name = "in_flight",
     .access = value<&LimitsConfig::in_flight>,
     .minimum = 1,
     .maximum = 100'000,
     .description = "Upstream calls at once."},
    {.name = "request_in_flight",
     .access = value<&LimitsConfig::request_in_flight>,
     .minimum = 1,
     .maximum = 100'000,
     .description = "Upstream calls at once for one request."},
    {.name = "queue",
     .access = value<&LimitsConfig::queue>,
     .maximum = 1'000'000,
     .description = "Requests that wait for their first upstream call; the next one is told 429."},
    {.name = "buffered_bytes",
     .access = value<&LimitsConfig::buffered_bytes>,
     .minimum = 1,
     .maximum = tib,
     .description = "Bytes of requests and replies held at once."},
    {.name = "upstream_reply_bytes",
     .access = value<&LimitsConfig::upstream_reply_bytes>,
     .minimum = 1,
     .maximum = 1 * gib,
     .description = "Bytes of one upstream reply."},
    {.name = "reply_bytes",
     .access = value<&LimitsConfig::reply_bytes>,
     .minimum = 1,
     .maximum = 4 * gib,
     .description = "Bytes of one reply to a caller; a service may allow fewer."},
};
constexpr Shape limits_shape{limits_keys, defaults<LimitsConfig>};

constexpr Key timeouts_keys[] = {
    {.name = "header",
     .access = value<&TimeoutsConfig::header>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "For a request's header section to arrive."},
    {.name = "body",
     .access = value<&TimeoutsConfig::body>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "For a request's body to arrive."},
    {.name = "idle",
     .access = value<&TimeoutsConfig::idle>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "A caller's connection without a request."},
    {.name = "queue",
     .access = value<&TimeoutsConfig::queue>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "Waiting for an upstream slot."},
    {.name = "connect",
     .access = value<&TimeoutsConfig::connect>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "For the TCP connection to the upstream."},
    {.name = "tls",
     .access = value<&TimeoutsConfig::tls>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "For a TLS handshake."},
    {.name = "first_byte",
     .access = value<&TimeoutsConfig::first_byte>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "From the call being sent to the upstream's first byte."},
    {.name = "total",
     .access = value<&TimeoutsConfig::total>,
     .minimum = 1,
     .maximum = day_ms,
     .description = "One request as a whole."},
    {.name = "drain_notice",
     .access = value<&TimeoutsConfig::drain_notice>,
     .maximum = day_ms,
     .description = "After SIGTERM: still accepting, with `Connection: close`, so that load balancers notice."},
    {.name = "drain",
     .access = value<&TimeoutsConfig::drain>,
     .maximum = day_ms,
     .description = "After the notice: for running requests to finish; what is left then is answered as it stands."},
};
constexpr Shape timeouts_shape{timeouts_keys, defaults<TimeoutsConfig>};

constexpr Key retry_keys[] = {
    {.name = "max_attempts",
     .access = value<&RetryConfig::max_attempts>,
     .minimum = 1,
     .maximum = 10,
     .description = "Tries of a call that never reached the wire, the first included."},
    {.name = "budget_percent",
     .access = value<&RetryConfig::budget_percent>,
     .maximum = 100,
     .description = "Share of the calls of the last ten seconds that may be repeats, in percent."},
    {.name = "min_per_second",
     .access = value<&RetryConfig::min_per_second>,
     .maximum = 100'000,
     .description = "Repeats a second that the budget always allows."},
    {.name = "resend_metered",
     .access = value<&RetryConfig::resend_metered>,
     .description = "Repeats calls that cost quota even when the first may have been charged."},
};
constexpr Shape retry_shape{retry_keys, defaults<RetryConfig>};

constexpr Key breaker_keys[] = {
    {.name = "failures",
     .access = value<&BreakerConfig::failures>,
     .minimum = 1,
     .maximum = 1'000'000,
     .description = "Failures within the window, and at least half of its calls, that stop calls to an upstream."},
    {.name = "window_s",
     .access = value<&BreakerConfig::window>,
     .minimum = 1,
     .maximum = 3'600,
     .description = "Seconds over which failures are counted."},
    {.name = "open_s",
     .access = value<&BreakerConfig::open>,
     .minimum = 1,
     .maximum = 3'600,
     .description = "Seconds without calls before it is tried again."},
    {.name = "probes",
     .access = value<&BreakerConfig::probes>,
     .minimum = 1,
     .maximum = 1'000,
     .description = "Calls that have to succeed before all may go again."},
};
constexpr Shape breaker_shape{breaker_keys, defaults<BreakerConfig>};

constexpr Key dns_keys[] = {
    {.name = "refresh_s",
     .access = value<&DnsConfig::refresh>,
     .minimum = 1,
     .maximum = day_s,
     .description = "Seconds between lookups of an upstream's name."},
    {.name = "stale_s",
     .access = value<&DnsConfig::stale>,
     .maximum = 7 * day_s,
     .description = "Seconds the last good answer serves while lookups fail."},
};
constexpr Shape dns_shape{dns_keys, defaults<DnsConfig>};

constexpr Key batching_keys[] = {
    {.name = "geocode_rows",
     .access = value<&BatchingConfig::geocode_rows>,
     .minimum = 1,
     .maximum = 10'000,
     .description = "Rows in one upstream geocoding batch."},
    {.name = "window_ms",
     .access = value<&BatchingConfig::window>,
     .maximum = 1'000,
     .description = "Milliseconds to wait for rows of other requests to share a batch; 0: requests are not merged."},
};
constexpr Shape batching_shape{batching_keys, defaults<BatchingConfig>};

constexpr Key snowflake_keys[] = {
    {.name = "async",
     .access = value<&SnowflakeConfig::async>,
     .allowed = async_modes,
     .description = "Answers Snowflake with 202 and lets it poll; only where all calls reach one process."},
};
constexpr Shape snowflake_shape{snowflake_keys, defaults<SnowflakeConfig>};

constexpr Key log_keys[] = {
    {.name = "level",
     .access = value<&LogConfig::level>,
     .allowed = levels,
     .flag = "log-level",
     .value_name = "LEVEL",
     .description = "The least important event that is written."},
    {.name = "format",
     .access = value<&LogConfig::format>,
     .allowed = formats,
     .description = "One JSON object a line, or text for people."},
};
constexpr Shape log_shape{log_keys, defaults<LogConfig>};

constexpr Key root_keys[] = {
    {.name = "listen",
     .access = value<&Draft::listen>,
     .rule = Rule::address,
     .form = Form::brief,
     .flag = "listen",
     .value_name = "IP:PORT",
     .description = "Where callers connect; port 0 lets the system choose. With `tls.mode` `off` and the variable "
                    "PORT set, the default is 0.0.0.0:$PORT."},
    {.name = "admin",
     .access = value<&Draft::config, &Config::admin>,
     .rule = Rule::address,
     .flag = "admin",
     .value_name = "IP:PORT",
     .description = "Where metrics, status and health are served, in plain HTTP."},
    {.name = "probe_listen",
     .access = value<&Draft::probe_listen>,
     .rule = Rule::address,
     .nullable = true,
     .form = Form::brief,
     .description = "A further address with the health routes alone, in clear, for probes from anywhere."},
    {.name = "workers",
     .access = value<&Draft::config, &Config::workers>,
     .maximum = 1'024,
     .flag = "workers",
     .value_name = "N",
     .description = "Threads that serve; 0: one for each core this process may use."},
    {.name = "tls",
     .access = section<&Draft::tls>,
     .shape = &tls_shape,
     .form = Form::brief,
     .description = "How TLS is spoken on `listen`."},
    {.name = "proxy_protocol",
     .access = section<&Draft::proxy_protocol>,
     .shape = &proxy_protocol_shape,
     .form = Form::brief,
     .description = "PROXY protocol v2 on `listen`; it carries the Private Link id."},
    {.name = "listeners",
     .access = list<&Draft::config, &Config::listeners>,
     .shape = &listener_shape,
     .minimum = 1,
     .maximum = 16,
     .form = Form::full,
     .description = "The long form, for several listeners; instead of `listen`, `probe_listen`, `tls` and "
                    "`proxy_protocol`."},
    {.name = "upstreams",
     .access = list<&Draft::config, &Config::upstreams>,
     .shape = &upstream_shape,
     .minimum = 1,
     .maximum = 100,
     .reloads = true,
     .description = "The CARTO APIs that calls may go to."},
    {.name = "credentials",
     .access = section<&Draft::config, &Config::credentials>,
     .shape = &credentials_shape,
     .description = "Where the token comes from."},
    {.name = "idempotency",
     .access = section<&Draft::config, &Config::idempotency>,
     .shape = &idempotency_shape,
     .description = "Answers kept for repeated requests."},
    {.name = "limits",
     .access = section<&Draft::config, &Config::limits>,
     .shape = &limits_shape,
     .reloads = true,
     .description = "What one process takes on, all workers together."},
    {.name = "timeouts_ms",
     .access = section<&Draft::config, &Config::timeouts>,
     .shape = &timeouts_shape,
     .reloads = true,
     .description = "How long things may take, in milliseconds."},
    {.name = "retry",
     .access = section<&Draft::config, &Config::retry>,
     .shape = &retry_shape,
     .reloads = true,
     .description = "When an upstream call is made again."},
    {.name = "breaker",
     .access = section<&Draft::config, &Config::breaker>,
     .shape = &breaker_shape,
     .reloads = true,
     .description = "Stops calling an upstream that keeps failing."},
    {.name = "dns",
     .access = section<&Draft::config, &Config::dns>,
     .shape = &dns_shape,
     .description = "How upstream names are looked up."},
    {.name = "batching",
     .access = section<&Draft::config, &Config::batching>,
     .shape = &batching_shape,
     .reloads = true,
     .description = "How rows share upstream calls."},
    {.name = "snowflake",
     .access = section<&Draft::config, &Config::snowflake>,
     .shape = &snowflake_shape,
     .description = "Snowflake's own protocol."},
    {.name = "log",
     .access = section<&Draft::config, &Config::log>,
     .shape = &log_shape,
     .reloads = true,
     .description = "What is written to the log."},
};
constexpr Shape root{root_keys, defaults<Draft>};

constexpr std::array<std::string_view, 2> others = {"ATGATEWAY_CONFIG", "ATGATEWAY_TOKEN"};

constexpr ConfigFlag special_flags[] = {
    {flag_config, "FILE", "The configuration file: JSON, comments allowed."},
    {flag_upstream, "URL",
     "The one CARTO API that calls go to; replaces the configured list. `sandbox:` for the "
     "built-in emulator."},
};

void collect_flags(const Shape& shape, std::vector<ConfigFlag>& out) {
  for (const auto& key : shape.keys) {
    if (!key.flag.empty()) out.push_back({key.flag, key.value_name, key.description});
    if (key.access.type == Type::section) collect_flags(*key.shape, out);
  }
}

}  // namespace

const Shape& root_shape() noexcept { return root; }
std::span<const std::string_view> other_variables() noexcept { return others; }

void visit(const Shape& shape, void* object, const std::string& pointer, const Visitor& visitor) {
  for (const auto& key : shape.keys) {
    const auto here = pointer + "/" + std::string(key.name);
    if (key.access.type == Type::section) {
      visit(*key.shape, key.access.child(object), here, visitor);
    } else if (key.access.type == Type::list) {
      for (std::size_t i = 0; i < key.access.size(object); ++i) {
        visit(*key.shape, key.access.item(object, i), here + "/" + std::to_string(i), visitor);
      }
    } else {
      visitor(here, key, shape, object);
    }
  }
}

}  // namespace atgateway::config

namespace atgateway::inline v0_1 {

std::span<const ConfigFlag> config_flags() {
  static const std::vector<ConfigFlag> flags = [] {
    std::vector<ConfigFlag> all(std::begin(config::special_flags), std::end(config::special_flags));
    config::collect_flags(config::root_shape(), all);
    return all;
  }();
  return flags;
}

}  // namespace atgateway::inline v0_1
