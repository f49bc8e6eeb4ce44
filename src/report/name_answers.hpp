// What each nameserver made of the name, as the evidence of dns.resolves tells it.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::report {

struct NamedAddress {
  std::string address;
  std::string type;                       ///< "A"; empty when not told
  std::int64_t ttl_s = -1;                ///< -1 = not told
  std::string kind;                       ///< "private", "public", "loopback", or empty
  bool judged = false, expected = false;  ///< is it one of those that were asked for with --expect-address?
};

/// One who was asked, and the way from the name to its addresses. All texts are a stranger's.
struct NameAnswer {
  std::string server;                    ///< "10.0.0.10:53", "this machine's resolver"
  std::string about;                     ///< "udp · 1.9 ms"
  std::vector<std::string> chain;        ///< the name, then the aliases; at most 17, at least one
  std::vector<std::int64_t> alias_ttls;  ///< of chain[i] to chain[i + 1]; -1 = not told
  std::vector<NamedAddress> addresses;   ///< at most 16
  std::size_t address_count = 0;
  std::string failure;  ///< where the chain ends without an address: "NXDOMAIN: there is no such name"
  std::string note;     ///< of the question that failed beside one that did not: "AAAA: REFUSED"
};

struct NameAnswers {
  std::vector<NameAnswer> servers;  ///< at most 16
  std::size_t server_count = 0;
  std::optional<NameAnswer> own;  ///< what programs on this machine get
  bool own_differs = false;       ///< from what the nameservers say, all together
  bool from_hosts_file = false;
};

[[nodiscard]] NameAnswers name_answers_of(const Report& report);

}  // namespace atgateway::report
