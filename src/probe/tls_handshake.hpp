// One handshake over one connection.
#pragma once

#include "probe/tls.hpp"
#include "probe/waiting.hpp"

namespace atgateway::probe {

/// What one connection showed.
struct Handshake {
  TlsLook::Outcome outcome = TlsLook::Outcome::cut;
  std::string alert, first_bytes_are, trouble;
  net::TlsFacts facts;          ///< when they were wanted
  bool heard_anything = false;  ///< any byte came from the server
  std::int64_t took_us = 0;     ///< ClientHello to finished
};

enum class FactsWanted : bool { no, yes };

[[nodiscard]] Handshake shake_hands(const net::SocketAddress& address, const TlsQuestion& question, bool proxy_header,
                                    FactsWanted wanted, Waiting& waiting);

}  // namespace atgateway::probe
