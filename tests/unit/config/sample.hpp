// The documented file with every key at the value that the documentation shows.
#pragma once

namespace atgateway::config_test {

inline constexpr const char* sample = R"({
  // Every key of the short form.
  "listen": "0.0.0.0:8443", "admin": "127.0.0.1:9901", "probe_listen": "0.0.0.0:8080", "workers": 0,
  "tls": {"mode": "on", "certificate": "tls.crt", "key": "tls.key", "client_ca": null, "min_version": "1.2"},
  "proxy_protocol": {"mode": "off", "trusted": [], "probe_sources": ["168.63.129.16/32"], "allowed_link_ids": []},
  "upstreams": [{"base_url": "https://carto.example.com/api", "default": true,
                 "connect_to": "carto-router.carto.svc:443", "ca": null, "http2": false, "allow_plaintext": false,
                 "allow_addresses": [], "allowed_paths": [], "token_file": null, "tokenless": null,
                 "max_connections": 64, "max_in_flight": 256}],
  "credentials": {"authorization": "carto-token", "inbound_key_files": []},
  "idempotency": {"ttl_s": 600, "bytes": 67108864},
  "limits": {"header_bytes": 32768, "headers": 100, "body_bytes": 10485760, "rows": 10000, "max_metered_rows": 10000,
             "json_depth": 64, "json_tokens": 1000000, "connections": 10000, "in_flight": 1024,
             "request_in_flight": 64, "queue": 10000, "buffered_bytes": 536870912, "upstream_reply_bytes": 16777216,
             "reply_bytes": 67108864},
  "timeouts_ms": {"header": 10000, "body": 30000, "idle": 75000, "queue": 5000, "connect": 3000, "tls": 5000,
                  "first_byte": 60000, "total": 120000, "drain_notice": 5000, "drain": 130000},
  "retry": {"max_attempts": 3, "budget_percent": 20, "min_per_second": 10, "resend_metered": false},
  "breaker": {"failures": 20, "window_s": 10, "open_s": 5, "probes": 3}, "dns": {"refresh_s": 30, "stale_s": 3600},
  "batching": {"geocode_rows": 100, "window_ms": 0}, /* not built yet: 0 only */
  "snowflake": {"async": "off"}, "log": {"level": "info", "format": "json"}
})";

}  // namespace atgateway::config_test
