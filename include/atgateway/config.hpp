// Configuration: one plain value, and how it is read from a file, the environment and flags.
#pragma once

#include <atgateway/result.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atgateway::inline v0_1 {

/// How TLS is spoken on a listener.
struct TlsConfig {
  enum class Mode : std::uint8_t { on, off };
  Mode mode = Mode::on;
  std::string certificate;               ///< PEM file, leaf first
  std::string key;                       ///< PEM file
  std::optional<std::string> client_ca;  ///< PEM file; asks for a client certificate
  std::string min_version = "1.2";       ///< "1.2" or "1.3"
};

/// Who may speak PROXY protocol v2 to us.
struct ProxyProtocolConfig {
  enum class Mode : std::uint8_t { off, accept, require };
  Mode mode = Mode::off;
  std::vector<std::string> trusted;  ///< CIDRs
  std::vector<std::string> probe_sources = {"168.63.129.16/32"};
  std::vector<std::uint32_t> allowed_link_ids;  ///< empty = not checked
};

/// One address to listen on.
struct ListenerConfig {
  enum class Role : std::uint8_t { private_link, in_vnet, probe, unknown };
  std::string name = "main";
  std::string address;  ///< IP:PORT; port 0 = chosen by the system
  TlsConfig tls;
  ProxyProtocolConfig proxy_protocol;
  Role role = Role::unknown;
};

/// One CARTO API that calls may go to. A token goes nowhere else.
struct UpstreamConfig {
  std::string base_url;  ///< https://HOST[:PORT][/prefix], or "sandbox:"
  bool is_default = false;
  std::optional<std::string> connect_to;  ///< HOST:PORT to connect to instead; SNI and Host stay the base URL's
  std::optional<std::string> ca;          ///< PEM file of a private CA
  bool http2 = false;
  bool allow_plaintext = false;
  std::vector<std::string> allow_addresses;  ///< CIDRs; empty = any
  std::vector<std::string> allowed_paths;    ///< what /v1/forward may reach
  std::optional<std::string> token_file;
  enum class Tokenless : std::uint8_t { client_cert, link_ids, inbound_key, anyone };
  std::optional<Tokenless> tokenless;
  std::uint32_t max_connections = 64;
  std::uint32_t max_in_flight = 256;
};

struct CredentialsConfig {
  enum class Authorization : std::uint8_t { carto_token, inbound_key, ignore };
  Authorization authorization = Authorization::carto_token;
  std::vector<std::string> inbound_key_files;
};

struct IdempotencyConfig {
  std::chrono::seconds ttl{600};
  std::uint64_t bytes = 67108864;
};

/// Per process unless said otherwise.
struct LimitsConfig {
  std::uint32_t header_bytes = 32768;
  std::uint32_t headers = 100;
  std::uint64_t body_bytes = 10485760;
  std::uint32_t rows = 10000;
  std::uint32_t max_metered_rows = 10000;
  std::uint32_t json_depth = 64;
  std::uint32_t json_tokens = 1000000;
  std::uint32_t connections = 10000;
  std::uint32_t in_flight = 1024;        ///< upstream calls at once
  std::uint32_t request_in_flight = 64;  ///< upstream calls at once, per request
  std::uint32_t queue = 10000;           ///< requests waiting for their first slot
  std::uint64_t buffered_bytes = 536870912;
  std::uint64_t upstream_reply_bytes = 16777216;
  std::uint64_t reply_bytes = 67108864;
};

struct TimeoutsConfig {
  std::chrono::milliseconds header{10000}, body{30000}, idle{75000}, queue{5000}, connect{3000}, tls{5000},
      first_byte{60000}, total{120000}, drain_notice{5000}, drain{130000};
};

struct RetryConfig {
  std::uint32_t max_attempts = 3;  ///< tries of a call that never reached the wire, the first included
  std::uint32_t budget_percent = 20;
  std::uint32_t min_per_second = 10;
  bool resend_metered = false;
};

struct BreakerConfig {
  std::uint32_t failures = 20;
  std::chrono::seconds window{10}, open{5};
  std::uint32_t probes = 3;
};

struct DnsConfig {
  std::chrono::seconds refresh{30}, stale{3600};
};

struct BatchingConfig {
  std::uint32_t geocode_rows = 100;     ///< rows in one upstream batch
  std::chrono::milliseconds window{0};  ///< 0 = requests are not merged
};

struct SnowflakeConfig {
  enum class Async : std::uint8_t { off, single_replica };
  Async async = Async::off;
};

struct LogConfig {
  enum class Level : std::uint8_t { debug, info, warn, error };
  enum class Format : std::uint8_t { json, text };
  Level level = Level::info;
  Format format = Format::json;
};

/// Everything that can be set. Default-constructed, it holds the documented defaults and no upstream.  @since 0.1
struct Config {
  std::vector<ListenerConfig> listeners;  ///< `listen` and `probe_listen` are the short form
  std::string admin = "127.0.0.1:9901";
  std::uint32_t workers = 0;  ///< 0 = one per core this process may use
  std::vector<UpstreamConfig> upstreams;
  CredentialsConfig credentials;
  IdempotencyConfig idempotency;
  LimitsConfig limits;
  TimeoutsConfig timeouts;
  RetryConfig retry;
  BreakerConfig breaker;
  DnsConfig dns;
  BatchingConfig batching;
  SnowflakeConfig snowflake;
  LogConfig log;
};

/// Where a value came from, for `config explain`.
struct ConfigOrigin {
  std::string pointer;  ///< JSON Pointer, e.g. "/limits/rows"
  std::string origin;   ///< "default", "file FILE", "environment NAME" or "flag --NAME"
};

/// A configuration that was read, with what is worth telling about it.
struct LoadedConfig {
  Config config;
  std::vector<ConfigOrigin> origins;  ///< only what is not a default
  std::vector<std::string> warnings;  ///< sentences
};

/// The three places a configuration comes from; later ones win.
struct ConfigSources {
  std::string file_name;                                        ///< for messages; empty = no file
  std::string file_text;                                        ///< JSON; comments allowed
  std::map<std::string, std::string, std::less<>> environment;  ///< all of it; only ATGATEWAY_* and PORT are read
  std::vector<std::pair<std::string, std::string>> flags;       ///< long name without dashes, value
};

/// Reads and judges a configuration. Reads no file but the ones that it names (existence only).
///
/// @return the configuration; on failure `Errc::bad_config` whose `field` is a JSON Pointer, whose `detail` says
///         what is wrong there and where it came from, and whose `hint` has the nearest known name or the fix.
/// @blocking reads no network; may stat files  @threads any  @secrets none  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<LoadedConfig> load_config(const ConfigSources& sources);

/// `load_config` of a file's text for a gateway that has no listener: no certificate is asked for, unless the text
/// itself lists listeners. No environment and no flags.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<LoadedConfig> load_config_without_listener(std::string file_text);

/// The effective configuration as JSON, two-space indented, secrets masked; with `origins`, each value that is not a
/// default is followed by where it came from.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string explain_config(const LoadedConfig& loaded);

/// The JSON Schema (draft 2020-12) of the configuration file.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string config_schema();

/// A flag that `ConfigSources::flags` understands.
struct ConfigFlag {
  std::string_view name;        ///< long name without dashes
  std::string_view value_name;  ///< e.g. "FILE", for a help text
  std::string_view description;
};

/// All flags, `config` (the file, which the caller reads) included.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::span<const ConfigFlag> config_flags();

/// What differs between a running configuration and the next one, and a reload does not apply.
///
/// @return JSON Pointers of the changed values, in the file's order; empty = a reload applies everything.
/// @blocking no  @threads any  @secrets none  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::vector<std::string> config_needs_restart(const Config& running, const Config& next);

}  // namespace atgateway::inline v0_1
