// One TCP connection, and in which of many ways it did not come about.
#pragma once

#include "net/address.hpp"
#include "probe/socket.hpp"
#include "probe/tcp.hpp"
#include "probe/waiting.hpp"

#include <atgateway/clock.hpp>

#include <optional>
#include <string>

namespace atgateway::probe {

/// A connection under way.
struct Dialling {
  Socket socket;  ///< nonblocking; writable once it is decided
  TimePoint begun{};
  int error = 0;  ///< errno, when it failed at once
};

/// Sends the SYN.
[[nodiscard]] Dialling begin_dialling(const net::SocketAddress& address) noexcept;

struct DialEnd {
  TcpAttempt::Outcome outcome = TcpAttempt::Outcome::connected;
  std::string trouble;  ///< empty when it connected
};

/// What became of a connection that is decided: its socket is writable, or failed at once.
[[nodiscard]] DialEnd end_dialling(const Dialling& dialling);

/// For silence: "no answer within 300 ms".
[[nodiscard]] std::string silence(milliseconds patience);

struct Dialled {
  Socket socket;  ///< of `connected`
  DialEnd end;
  std::int64_t took_us = 0;
};

/// Both of the above and the wait in between.
[[nodiscard]] Dialled dial(const net::SocketAddress& address, milliseconds patience, Waiting& waiting);

/// How the other side ended the connection, if it did. Known also after the error was read.
enum class PeerEnd : std::uint8_t { none, ended, reset };
[[nodiscard]] PeerEnd peer_end(int fd) noexcept;

[[nodiscard]] std::int64_t microseconds_since(TimePoint begun) noexcept;

}  // namespace atgateway::probe
