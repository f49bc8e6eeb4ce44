// What a server shows in its TLS handshake: judged by nobody here, and trusted by nobody.
#pragma once

#include "json/writer.hpp"
#include "net/address.hpp"
#include "net/tls_inspection.hpp"

#include <atgateway/clock.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::probe {

/// One connection, as far as its handshake came.
struct TlsLook {
  enum class Outcome : std::uint8_t {
    done,
    not_connected,  ///< TCP itself failed; see tcp.connects
    alert,          ///< the server refused with an alert; see `alert`
    not_tls,        ///< what came is not TLS; see `first_bytes_are`
    closed,         ///< ended before the handshake was done
    reset,
    timed_out,  ///< connected, then silence
    failed,     ///< anything else; see `trouble`
    cut,        ///< the deadline, or stop
  };
  net::SocketAddress address;
  std::string server_name;  ///< asked for by SNI; empty for an IP literal
  bool sent_proxy_header = false;
  Outcome outcome = Outcome::cut;
  std::string alert;            ///< "unrecognized_name"
  std::string first_bytes_are;  ///< "http", "proxy-v2", "proxy-v1", "ssh", "other", or empty
  std::string trouble;
  net::TlsFacts facts;  ///< of `done`; parts of it for others; where only the second try was done, of that
  /// Without a PROXY header it did not work, with one (LOCAL) TLS is spoken. If `sent_proxy_header`: the other way
  /// round.
  bool wants_proxy_header = false;
  std::vector<std::int64_t> times_us;  ///< ClientHello to finished, one per sample
  /// Samples that failed although the first one was done; `trouble` then says what happened to the last of them.
  unsigned failures = 0;
};

struct TlsLooks {
  std::vector<TlsLook> looks;  ///< one per address that was tried, at most 8
  std::size_t not_tried = 0;   ///< addresses beyond that
  std::int64_t duration_us = 0;
};

struct TlsQuestion {
  std::vector<net::SocketAddress> addresses;
  std::string host;     ///< the name or literal that the certificate must be for
  std::string ca_file;  ///< authorities to trust besides the system's; empty = none
  bool proxy_header = false;
  unsigned samples = 1;
  milliseconds patience{5000};
};

/// One handshake per address (and sample), side by side. When one ends or stays silent without a byte from the server,
/// it is tried again with a PROXY v2 LOCAL header in front, to see whether that is the difference; one that had the
/// header is tried again without, however it failed.
[[nodiscard]] TlsLooks look_at_tls(const TlsQuestion& question, const Scope& scope);

void write(json::Writer& out, const TlsLooks& looks);
[[nodiscard]] std::string_view to_text(TlsLook::Outcome outcome) noexcept;

}  // namespace atgateway::probe
