// One HTTP/1.1 request on a connection of its own, with the time of each phase.
#pragma once

#include "json/writer.hpp"
#include "net/address.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/http.hpp>
#include <atgateway/secret.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::probe {

struct HttpQuestion {
  std::vector<net::SocketAddress> addresses;  ///< tried in order until one connects
  bool tls = true;
  std::string host;  ///< for SNI, the certificate and the Host field
  std::uint16_t port = 443;
  std::string method = "GET", path = "/";
  std::string body;                    ///< application/json when not empty
  const Secret* bearer = nullptr;      ///< Authorization: Bearer, or null; not owned
  const Secret* body_token = nullptr;  ///< the body's "api_access_token", spliced in as it is sent, or null; not owned
  /// The request is only sent over a handshake whose certificate is for the host and trusted (by the system or
  /// `ca_file`). Set whenever a secret goes along, and then without exception but loopback.
  bool verify = false;
  /// Secrets may go over a connection without TLS, to others than loopback too: whoever runs the gateway said so.
  bool plain_allowed = false;
  std::string ca_file;
  bool ca_file_only = false;  ///< the system's authorities do not count
  bool proxy_header = false;
  milliseconds patience{5000};
  std::size_t body_bytes = 262144;  ///< of the reply; more is cut
};

struct HttpAnswer {
  enum class Outcome : std::uint8_t {
    answered,       ///< a whole head came; if the body did not, `body_cut` is set and `trouble` says why
    not_connected,  ///< TCP failed
    tls_failed,     ///< the handshake failed, or was not to be trusted while `verify`
    closed,         ///< ended before a whole head came
    reset,
    timed_out,
    not_http,  ///< what came is no HTTP/1.x reply
    cut,       ///< the deadline, or stop
  };
  Outcome outcome = Outcome::cut;
  std::string method, path;
  std::string address;  ///< the one that connected
  int status = 0;
  Headers headers;  ///< all of them
  std::string body;
  bool body_cut = false;
  std::string trouble;
  struct Phases {  ///< each its own difference; -1 = not reached
    std::int64_t connect_us = -1, tls_us = -1, first_byte_us = -1, rest_us = -1;
  };
  std::vector<Phases> phases;  ///< one per sample
  std::int64_t duration_us = 0;
};

/// Asks once. The reply's own reader is the strict one. `patience` is for each phase: a connection, the handshake, the
/// reply's head, its body. Where the server repeats the secret in its reply, "(the token)" stands instead.
[[nodiscard]] HttpAnswer ask_http(const HttpQuestion& question, const Scope& scope);

/// Status, the headers that tell who answered (server, location, content-type, via, x-request-id, atgateway-*), phases;
/// never the body.
void write(json::Writer& out, const HttpAnswer& answer);
[[nodiscard]] std::string_view to_text(HttpAnswer::Outcome outcome) noexcept;

}  // namespace atgateway::probe
