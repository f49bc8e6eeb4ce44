// What DNS says: the system's answer, and each nameserver's own.
#pragma once

#include "json/document.hpp"
#include "json/writer.hpp"
#include "net/address.hpp"

#include <atgateway/clock.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::probe {

struct DnsRecord {
  std::string name, type;  ///< "A", "CNAME", … or "TYPE65"
  std::uint32_t ttl = 0;   ///< seconds
  std::string data;        ///< presentation form; at most 1 KiB of it
};

/// One question put to one nameserver, with its answer or what came instead.
struct DnsReply {
  enum class Outcome : std::uint8_t {
    answered,     ///< a message came that answers this question; see `rcode`
    timed_out,    ///< silence, on all tries
    refused,      ///< nobody listens at that address and port
    unreachable,  ///< no route
    malformed,    ///< only messages came that cannot be read, or do not belong to the question
    cut,          ///< the deadline, or stop; or it could not even be asked, see `trouble`
  };
  std::string server;  ///< "10.0.0.10:53"
  std::string name, type;
  Outcome outcome = Outcome::timed_out;
  std::string transport;  ///< "udp" or "tcp", of the answer that counts
  std::string rcode;      ///< "NOERROR", "NXDOMAIN", "SERVFAIL", …
  bool authoritative = false, truncated = false, recursion_available = false, authenticated = false;
  bool edns = false;                   ///< the answer has EDNS
  std::vector<DnsRecord> answers;      ///< in the order of the message; at most 64
  std::size_t answer_count = 0;        ///< all of them
  std::vector<std::string> chain;      ///< names, from the one asked for along CNAMEs to the last; at most 17
  bool chain_loops = false;            ///< the last one's CNAME leads back to one of them
  std::string chain_trouble;           ///< why the chain's end is not known: "asked for x.example.net: REFUSED"
  std::vector<std::string> addresses;  ///< at the end of the chain, at most 64
  std::size_t address_count = 0;
  struct Extended {
    std::uint16_t code = 0;
    std::string name, text;  ///< "Blocked"; the server's own words, cleaned
  };
  std::vector<Extended> extended;      ///< RFC 8914
  std::string soa_zone;                ///< of the SOA record of an empty answer: whose zone says that there is nothing
  std::string referral_zone;           ///< the zone for which it names other nameservers instead of an answer
  unsigned tries = 0;                  ///< of the first sample
  std::size_t ignored = 0;             ///< messages that came and did not belong to the question
  std::vector<std::int64_t> times_us;  ///< one per sample that was answered: from question to answer
  std::size_t lost = 0;                ///< samples after the first that were not answered
  /// For people: why it was not answered ("no answer within 2 s (2 tries)"), or why a cut answer could not be had
  /// whole.
  std::string trouble;
};

/// What programs on this machine get.
struct SystemAnswer {
  std::string name;
  std::vector<std::string> addresses;  ///< in the system's order, at most 64
  std::size_t address_count = 0;
  std::string failure;                   ///< getaddrinfo's words, or empty
  bool finished = true;                  ///< false: the deadline came first
  bool from_hosts_file = false;          ///< the hosts file has the name
  bool literal = false;                  ///< the "name" is an address
  std::vector<std::string> nameservers;  ///< "127.0.0.53:53", as resolv.conf has them
  std::vector<std::string> search;
  unsigned ndots = 1;
  std::string search_note;  ///< what the search list does to this name, or empty
  std::vector<std::int64_t> times_us;
};

/// All questions about one name: A and AAAA to each nameserver.
struct DnsAnswers {
  std::vector<DnsReply> replies;
  std::int64_t duration_us = 0;
};

/// Asks the system on a thread of its own (getaddrinfo cannot be cancelled), and waits at most until the deadline.
[[nodiscard]] SystemAnswer ask_system(const std::string& name, unsigned samples, const Scope& scope);

/// The nameservers and rules of resolv.conf, and whether the hosts file has the name. Reads files only.
[[nodiscard]] SystemAnswer read_system_rules(const std::string& name,
                                             const std::string& resolv_conf = "/etc/resolv.conf",
                                             const std::string& hosts = "/etc/hosts");

/// Asks one nameserver once (per sample, 1–100): UDP with EDNS, again without when that is refused, TCP when the answer
/// is cut. Follows a CNAME chain whose end the server left out, at most 16 aliases. `type` as in "A" or "TXT".
[[nodiscard]] DnsReply ask_nameserver(const net::SocketAddress& server, const std::string& name, std::string_view type,
                                      unsigned samples, const Scope& scope);

/// A and AAAA of each nameserver (the first 16), all at once; two replies each, in the order of the servers.
[[nodiscard]] DnsAnswers ask_nameservers(const std::vector<net::SocketAddress>& servers, const std::string& name,
                                         unsigned samples, const Scope& scope);

// As evidence.
void write(json::Writer& out, const DnsReply& reply);
void write(json::Writer& out, const SystemAnswer& answer);
[[nodiscard]] std::string_view to_text(DnsReply::Outcome outcome) noexcept;  ///< "timed-out"

}  // namespace atgateway::probe
