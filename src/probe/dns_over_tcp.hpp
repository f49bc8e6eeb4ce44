// A DNS question over TCP, for answers that are too large for UDP.
#pragma once

#include "net/address.hpp"
#include "probe/dns_message.hpp"
#include "probe/dns_question.hpp"
#include "probe/waiting.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace atgateway::probe {

struct DnsOverTcp {
  std::optional<DnsMessage> message;  ///< one that answers the question
  std::int64_t took_us = 0;           ///< from the SYN to the message's last byte
  std::string trouble;                ///< why there is none
};

/// One connection, one question.  @source RFC 7766
[[nodiscard]] DnsOverTcp ask_dns_over_tcp(const net::SocketAddress& server, const DnsQuestion& question, bool edns,
                                          Waiting& waiting);

}  // namespace atgateway::probe
