// A DNS message, read: by libresolv, which has followed compressed names longer than we have.
#pragma once

#include "probe/dns.hpp"
#include "probe/dns_question.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::probe {

/// Header and question: what even a cut message has.
struct DnsHead {
  std::uint16_t id = 0;
  bool is_answer = false;
  unsigned opcode = 0, rcode = 0;  ///< the header's four bits
  bool authoritative = false, truncated = false, recursion_available = false, authenticated = false;
  unsigned questions = 0;
  std::string name;  ///< of the first question
  std::uint16_t type = 0, class_ = 0;
};

struct DnsMessage {
  DnsHead head;
  unsigned rcode = 0;  ///< with the bits that EDNS adds
  bool edns = false;
  std::vector<DnsReply::Extended> extended;
  std::vector<DnsRecord> answers;  ///< the first 64
  std::size_t answer_count = 0;
  std::vector<std::string> chain;  ///< from the question's name along CNAMEs, at most 17 names
  bool chain_loops = false;
  bool chain_is_cut = false;           ///< it has more names than that
  std::vector<std::string> addresses;  ///< of the chain's last name, the first 64
  std::size_t address_count = 0;       ///< all of them
  std::size_t found = 0;               ///< records of the question's type at the chain's last name
  std::string soa_zone;                ///< of the authority section: who says that there is nothing
  std::string referral_zone;           ///< whose other nameservers it names instead of an answer
};

/// Nothing when it has no whole header, or a question that cannot be read.
[[nodiscard]] std::optional<DnsHead> read_dns_head(std::span<const std::uint8_t> bytes);

/// The whole of it; of a message that says it is cut perhaps only the head. Nothing when a record cannot be read. Looks
/// at 2048 answers at most.
[[nodiscard]] std::optional<DnsMessage> read_dns_message(std::span<const std::uint8_t> bytes);

[[nodiscard]] std::string dns_rcode_name(unsigned rcode);  ///< "NXDOMAIN", "RCODE11"

}  // namespace atgateway::probe
