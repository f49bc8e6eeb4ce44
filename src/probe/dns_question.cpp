#include "probe/dns_question.hpp"

#include "base/ascii.hpp"

#include <arpa/nameser.h>
#include <sys/random.h>

#include <array>
#include <random>

namespace atgateway::probe {
namespace {

struct Type {
  std::string_view name;
  std::uint16_t number;
};

constexpr std::array<Type, 28> types = {
    {{"A", 1},       {"NS", 2},     {"CNAME", 5},  {"SOA", 6},   {"PTR", 12},   {"HINFO", 13}, {"MX", 15},
     {"TXT", 16},    {"RP", 17},    {"AFSDB", 18}, {"AAAA", 28}, {"LOC", 29},   {"SRV", 33},   {"NAPTR", 35},
     {"CERT", 37},   {"DNAME", 39}, {"OPT", 41},   {"DS", 43},   {"SSHFP", 44}, {"RRSIG", 46}, {"NSEC", 47},
     {"DNSKEY", 48}, {"NSEC3", 50}, {"TLSA", 52},  {"SVCB", 64}, {"HTTPS", 65}, {"SPF", 99},   {"CAA", 257}}};

constexpr std::uint16_t recursion_desired = 0x0100;
constexpr std::uint16_t authentic_data = 0x0020;

using WireName = std::array<std::uint8_t, NS_MAXCDNAME>;

bool to_wire(std::string_view text, WireName& wire) {
  if (text.empty() || text.size() >= NS_MAXDNAME || text.find('\0') != std::string_view::npos) return false;
  return ns_name_pton(std::string(text).c_str(), wire.data(), wire.size()) >= 0;
}

void append_16(DnsBytes& bytes, unsigned value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value & 0xFF));
}

}  // namespace

std::optional<std::string> usual_dns_name(std::string_view text) {
  WireName wire;
  std::array<char, NS_MAXDNAME> usual;
  if (!to_wire(text, wire) || ns_name_ntop(wire.data(), usual.data(), usual.size()) < 0) return std::nullopt;
  return std::string(usual.data());
}

bool same_dns_name(std::string_view a, std::string_view b) noexcept { return base::equal_without_case(a, b); }

bool is_within_zone(std::string_view name, std::string_view zone) noexcept {
  if (zone == ".") return true;
  if (name.size() < zone.size() || !same_dns_name(name.substr(name.size() - zone.size()), zone)) return false;
  if (name.size() == zone.size()) return true;
  std::string_view before = name.substr(0, name.size() - zone.size());
  if (!before.ends_with('.')) return false;
  before.remove_suffix(1);
  const auto last = before.find_last_not_of('\\');
  const std::size_t backslashes = before.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 0;  // an escaped dot is part of a label
}

std::optional<std::uint16_t> dns_type_from(std::string_view name) noexcept {
  for (const Type& type : types) {
    if (base::equal_without_case(type.name, name)) return type.number;
  }
  return std::nullopt;
}

std::string dns_type_name(std::uint16_t number) {
  for (const Type& type : types) {
    if (type.number == number) return std::string(type.name);
  }
  return "TYPE" + std::to_string(number);
}

std::uint16_t random_dns_id() {
  std::uint16_t id = 0;
  if (getrandom(&id, sizeof id, GRND_NONBLOCK) == sizeof id) return id;
  return static_cast<std::uint16_t>(std::random_device()());
}

std::optional<DnsBytes> write_dns_question(const DnsQuestion& question, std::uint16_t id, bool edns) {
  WireName wire;
  if (!to_wire(question.name, wire)) return std::nullopt;
  const std::uint8_t* end = wire.data();
  if (ns_name_skip(&end, wire.data() + wire.size()) != 0) return std::nullopt;
  DnsBytes bytes;
  append_16(bytes, id);
  append_16(bytes, recursion_desired | (edns ? authentic_data : 0U));
  append_16(bytes, 1);  // questions
  append_16(bytes, 0);
  append_16(bytes, 0);
  append_16(bytes, edns ? 1 : 0);  // additional records
  bytes.insert(bytes.end(), static_cast<const std::uint8_t*>(wire.data()), end);
  append_16(bytes, question.type);
  append_16(bytes, ns_c_in);
  if (edns) {
    bytes.push_back(0);  // the root's name
    append_16(bytes, ns_t_opt);
    append_16(bytes, edns_payload_bytes);  // where other records have their class
    append_16(bytes, 0);                   // and their time to live: version 0, no flags
    append_16(bytes, 0);
    append_16(bytes, 0);  // no options
  }
  return bytes;
}

}  // namespace atgateway::probe
