#include "probe/dns_message.hpp"

#include "probe/clean_text.hpp"
#include "probe/dns_chain.hpp"
#include "probe/dns_extended_errors.hpp"
#include "probe/dns_rdata.hpp"

#include <arpa/nameser.h>

#include <algorithm>
#include <array>
#include <utility>

namespace atgateway::probe {
namespace {

constexpr std::size_t most_kept = 64;
constexpr std::size_t most_read = 2048;  // a message of 64 KiB has room for 5,400
constexpr std::size_t most_aliases = 128;
constexpr std::size_t most_of_others = 256;  // of the sections behind the answers
constexpr std::size_t most_data = 1024;

/// What is kept of every answer until it is known which names count.
struct Seen {
  std::string name;
  std::uint16_t type;
  std::string address;
};

bool is_address(unsigned type) { return type == ns_t_a || type == ns_t_aaaa; }

/// Reads the answers: the first ones whole, of all of them what a chain needs. False when one cannot be read.
bool read_answers(ns_msg& parsed, DnsMessage& message, std::vector<Seen>& seen, std::vector<DnsAlias>& aliases) {
  message.answer_count = ns_msg_count(parsed, ns_s_an);
  ns_rr record;
  for (std::size_t at = 0; at < std::min(message.answer_count, most_read); ++at) {
    if (ns_parserr(&parsed, ns_s_an, static_cast<int>(at), &record) != 0) return false;
    const auto type = static_cast<std::uint16_t>(ns_rr_type(record));
    const std::string name = ns_rr_name(record);
    std::optional<std::string> text;
    if (at < most_kept || is_address(type)) {
      text = dns_data_text(parsed, record);
      if (!text) return false;
    }
    if (at < most_kept) {
      message.answers.push_back(
          {clean_text(name, NS_MAXDNAME), dns_type_name(type), ns_rr_ttl(record), clean_text(*text, most_data)});
    }
    if (ns_rr_class(record) != ns_c_in) continue;
    if (type == ns_t_cname && aliases.size() < most_aliases) {
      auto target = dns_data_name(parsed, record);
      if (!target) return false;
      aliases.push_back({name, std::move(*target)});
    }
    seen.push_back({name, type, is_address(type) ? std::move(*text) : std::string()});
  }
  return true;
}

void walk(DnsMessage& message, const std::vector<Seen>& seen, const std::vector<DnsAlias>& aliases) {
  DnsChain chain{{message.head.name}};
  chain.walk(aliases);
  // An alias that was asked for is an answer, and no way to one.
  const std::string& last = message.head.type == ns_t_cname ? chain.names.front() : chain.names.back();
  for (const Seen& each : seen) {
    if (each.type != message.head.type || !same_dns_name(each.name, last)) continue;
    ++message.found;
    if (!is_address(each.type)) continue;
    ++message.address_count;
    if (message.addresses.size() < most_kept) message.addresses.push_back(each.address);
  }
  message.chain = std::move(chain.names);
  message.chain_loops = chain.loops;
  message.chain_is_cut = chain.is_cut;
}

bool read_others(ns_msg& parsed, DnsMessage& message) {
  ns_rr record;
  const auto authorities = std::min<std::size_t>(ns_msg_count(parsed, ns_s_ns), most_of_others);
  for (std::size_t at = 0; at < authorities && message.soa_zone.empty(); ++at) {
    if (ns_parserr(&parsed, ns_s_ns, static_cast<int>(at), &record) != 0) return false;
    if (ns_rr_type(record) == ns_t_soa) message.soa_zone = ns_rr_name(record);
    if (ns_rr_type(record) == ns_t_ns) message.referral_zone = ns_rr_name(record);
  }
  const bool refers = message.head.rcode == ns_r_noerror && message.answer_count == 0 && message.soa_zone.empty() &&
                      !message.head.authoritative;
  if (!refers) message.referral_zone.clear();
  const auto additional = std::min<std::size_t>(ns_msg_count(parsed, ns_s_ar), most_of_others);
  for (std::size_t at = 0; at < additional && !message.edns; ++at) {
    if (ns_parserr(&parsed, ns_s_ar, static_cast<int>(at), &record) != 0) return false;
    if (ns_rr_type(record) != ns_t_opt) continue;
    message.edns = true;
    message.rcode |= static_cast<unsigned>(ns_rr_ttl(record) >> 24) << 4;
    message.extended =
        read_extended_errors(std::span(ns_rr_rdata(record), static_cast<std::size_t>(ns_rr_rdlen(record))));
  }
  return true;
}

}  // namespace

std::optional<DnsHead> read_dns_head(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < NS_HFIXEDSZ) return std::nullopt;
  const std::uint8_t* const begin = bytes.data();
  const std::uint8_t* const end = begin + bytes.size();
  const unsigned flags = ns_get16(begin + 2);
  DnsHead head;
  head.id = static_cast<std::uint16_t>(ns_get16(begin));
  head.is_answer = (flags & 0x8000) != 0;
  head.opcode = flags >> 11 & 15;
  head.authoritative = (flags & 0x0400) != 0;
  head.truncated = (flags & 0x0200) != 0;
  head.recursion_available = (flags & 0x0080) != 0;
  head.authenticated = (flags & 0x0020) != 0;
  head.rcode = flags & 15;
  head.questions = ns_get16(begin + 4);
  if (head.questions == 0) return head;
  std::array<char, NS_MAXDNAME> name;
  const int used = ns_name_uncompress(begin, end, begin + NS_HFIXEDSZ, name.data(), name.size());
  if (used < 0 || bytes.size() - NS_HFIXEDSZ - static_cast<std::size_t>(used) < NS_QFIXEDSZ) return std::nullopt;
  const std::uint8_t* const behind = begin + NS_HFIXEDSZ + used;
  head.name = name.data();
  head.type = static_cast<std::uint16_t>(ns_get16(behind));
  head.class_ = static_cast<std::uint16_t>(ns_get16(behind + 2));
  return head;
}

std::optional<DnsMessage> read_dns_message(std::span<const std::uint8_t> bytes) {
  auto head = read_dns_head(bytes);
  if (!head || bytes.size() > NS_MAXMSG) return std::nullopt;
  DnsMessage message;
  message.head = std::move(*head);
  message.rcode = message.head.rcode;
  message.chain = {message.head.name};
  ns_msg parsed;
  if (ns_initparse(bytes.data(), static_cast<int>(bytes.size()), &parsed) != 0) {
    if (message.head.truncated) return message;  // some servers cut in the middle of a record
    return std::nullopt;
  }
  std::vector<Seen> seen;
  std::vector<DnsAlias> aliases;
  if (!read_answers(parsed, message, seen, aliases) || !read_others(parsed, message)) return std::nullopt;
  walk(message, seen, aliases);
  return message;
}

std::string dns_rcode_name(unsigned rcode) {
  constexpr std::array<std::string_view, 12> names = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                                      "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                                      "NXRRSET", "NOTAUTH", "NOTZONE",  "DSOTYPENI"};
  if (rcode < names.size()) return std::string(names[rcode]);
  if (rcode == 16) return "BADVERS";
  if (rcode == 23) return "BADCOOKIE";
  return "RCODE" + std::to_string(rcode);
}

}  // namespace atgateway::probe
