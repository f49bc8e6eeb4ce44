// Who answers a TCP connection: each address on its own.
#pragma once

#include "json/writer.hpp"
#include "net/address.hpp"

#include <atgateway/clock.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::probe {

struct TcpAttempt {
  enum class Outcome : std::uint8_t {
    connected,
    refused,      ///< RST in answer to SYN: nobody listens, or something in between says so
    timed_out,    ///< silence
    reset,        ///< connected and reset at once (looked for in the first sample)
    unreachable,  ///< no route, or an ICMP message said so
    forbidden,    ///< this machine's own firewall or policy
    failed,       ///< anything else; see `trouble`
    cut,          ///< the deadline, or stop
  };
  net::SocketAddress address;
  Outcome outcome = Outcome::cut;
  std::string trouble;                 ///< the system's words, or empty
  std::vector<std::int64_t> times_us;  ///< SYN to established, one per sample
  std::optional<std::int64_t> rtt_us;  ///< TCP_INFO's smoothed round trip, of the last sample that connected
  /// Samples that did not connect although the first one did; `trouble` then says what happened to the last of them.
  unsigned failures = 0;
};

struct TcpAttempts {
  std::vector<TcpAttempt> attempts;  ///< in the order of the addresses, at most 64
  std::size_t not_tried = 0;         ///< addresses beyond that
  std::int64_t duration_us = 0;
};

/// Connects to all addresses at once, each with `patience`; closes again without a byte. An address whose first sample
/// does not connect gets no second one.
[[nodiscard]] TcpAttempts try_addresses(const std::vector<net::SocketAddress>& addresses, unsigned samples,
                                        milliseconds patience, const Scope& scope);

void write(json::Writer& out, const TcpAttempts& attempts);
[[nodiscard]] std::string_view to_text(TcpAttempt::Outcome outcome) noexcept;

}  // namespace atgateway::probe
