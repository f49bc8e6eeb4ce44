// One question put to one nameserver, until one answer counts.
#pragma once

#include "net/address.hpp"
#include "probe/dns.hpp"
#include "probe/dns_message.hpp"
#include "probe/dns_question.hpp"
#include "probe/waiting.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::probe {

inline constexpr milliseconds dns_patience{1500};  ///< per try
inline constexpr unsigned dns_tries = 2;

struct DnsExchange {
  DnsReply::Outcome outcome = DnsReply::Outcome::cut;
  DnsMessage message;  ///< of `answered`
  std::string_view transport = "udp";
  unsigned tries = 0;
  std::size_t ignored = 0;  ///< messages that do not belong to the question
  /// From the try that was answered to its answer; over TCP from its beginning on.
  std::int64_t took_us = 0;
  std::string trouble;  ///< of everything but `answered`; and why a cut answer could not be had whole
};

/// Why a message with the right id is none that can be believed; empty when it is one.
[[nodiscard]] std::string_view why_not_an_answer(const DnsHead& head, const DnsQuestion& question) noexcept;

/// Over UDP with EDNS; without when the server does not know it, or is silent at first; over TCP when the answer is
/// cut. Only messages with the question's id, name, type and class count.
[[nodiscard]] DnsExchange exchange_dns(const net::SocketAddress& server, const DnsQuestion& question, Waiting& waiting);

}  // namespace atgateway::probe
