#include "config/text_rules.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>

namespace atgateway::config {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_alnum(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool parses(int family, std::string_view text) {
  in6_addr room{};
  if (text.empty() || text.find('\0') != std::string_view::npos) return false;
  return inet_pton(family, std::string(text).c_str(), &room) == 1;
}
bool is_ip4(std::string_view text) { return parses(AF_INET, text); }
bool is_ip6(std::string_view text) { return parses(AF_INET6, text); }

// 127.1, 0x7f.1 and 2130706433 are addresses to some resolvers and names to others: a host that ends in a number is an
// ordinary IPv4 address or it is refused.
bool ends_in_number(std::string_view host) {
  const auto last = host.substr(host.rfind('.') + 1);
  return std::all_of(last.begin(), last.end(), is_digit) || last.starts_with("0x") || last.starts_with("0X");
}

bool is_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  std::size_t label = 0;
  for (const char c : host) {
    if (c == '.' ? label == 0 : !(is_alnum(c) || c == '-' || c == '_') || label == 63) return false;
    label = c == '.' ? 0 : label + 1;
  }
  return label > 0 && (!ends_in_number(host) || is_ip4(host));
}

std::optional<Complaint> judge_address(std::string_view text) {
  const auto given = split_host_port(text);
  const bool ip6 = given.bracketed && is_ip6(given.host);
  if ((ip6 || (!given.bracketed && is_ip4(given.host))) && (given.port == "0" || read_port(given.port))) return {};
  Complaint complaint{"an IP address and a port, IP:PORT", "Write for example 127.0.0.1:8443, or [::]:8443."};
  const std::string port = read_port(given.port) ? std::string(given.port) : "8443";
  if (given.host == "localhost" && given.has_port) {
    complaint.hint = "Names are not looked up here: write 127.0.0.1:" + port + ".";
  } else if (given.has_port && given.host.empty() && !given.bracketed) {
    complaint.hint = "Write 0.0.0.0:" + port + " for all addresses, or 127.0.0.1:" + port + " for this machine only.";
  } else if (read_port(text)) {
    complaint.hint = "Write 0.0.0.0:" + std::string(text) + " for all addresses, or 127.0.0.1:" + std::string(text) +
                     " for this machine only.";
  } else if (is_ip4(text)) {
    complaint.hint = "Add the port, for example :8443.";
  } else if (is_ip6(text) || (!given.bracketed && is_ip6(given.host))) {
    complaint.hint = "Put an IPv6 address in brackets and add the port: [::1]:8443.";
  } else if (ip6 || (!given.bracketed && is_ip4(given.host))) {
    complaint.hint = "The port is a number from 0 to 65535; 0 lets the system choose.";
  } else if (given.has_port && is_name(given.host)) {
    complaint.hint = "Names are not looked up here: write the IP address, or 0.0.0.0:" + port + " for all addresses.";
  }
  return complaint;
}

std::optional<Complaint> judge_host_port(std::string_view text) {
  const auto given = split_host_port(text);
  if (is_host(given) && read_port(given.port)) return {};
  return Complaint{"a host and a port, HOST:PORT", given.has_port ? "Write for example carto-router.carto.svc:443."
                                                                  : "Add the port, for example :443."};
}

std::optional<Complaint> judge_cidr(std::string_view text) {
  const Complaint complaint{"an address range", "Write for example 10.1.0.0/24 or fd00::/64."};
  const auto slash = text.find('/');
  const auto ip = text.substr(0, slash);
  const bool ip4 = is_ip4(ip);
  if (!ip4 && !is_ip6(ip)) return complaint;
  if (slash == std::string_view::npos) return {};  // one address
  const auto bits = text.substr(slash + 1);
  const auto read = read_port(bits);  // the same digits-only form
  if (bits != "0" && (!read || *read > (ip4 ? 32 : 128))) {
    return Complaint{complaint.must_be, ip4 ? "The number behind / is 0 to 32." : "The number behind / is 0 to 128."};
  }
  return {};
}

std::optional<Complaint> judge_path(std::string_view text) {
  const Complaint complaint{"a path such as /v3/maps: letters, digits, - . _ ~ and single slashes, no dot segments",
                            "Begin with / and do not end with one."};
  if (text == "/") return {};
  if (!text.starts_with('/')) return complaint;
  while (!text.empty()) {
    text.remove_prefix(1);
    const auto segment = text.substr(0, text.find('/'));
    const bool plain = std::all_of(segment.begin(), segment.end(),
                                   [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~'; });
    if (!plain || segment.empty() || segment == "." || segment == "..") return complaint;
    text.remove_prefix(segment.size());
  }
  return {};
}

std::optional<Complaint> judge_name(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
  if (plain && !text.empty() && text.size() <= 63) return {};
  return Complaint{"a name of at most 63 letters, digits, - and _", "Write for example private-link."};
}

}  // namespace

std::optional<std::uint16_t> read_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.front() == '0') return {};
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > 65535) return {};
  return static_cast<std::uint16_t>(value);
}

bool is_ip(std::string_view text) { return is_ip4(text) || is_ip6(text); }

bool is_loopback(std::string_view host) {
  if (is_ip4(host)) return host.starts_with("127.");
  in6_addr address{};
  if (!is_ip6(host) || inet_pton(AF_INET6, std::string(host).c_str(), &address) != 1) {
    constexpr std::string_view name = "localhost";
    return std::equal(host.begin(), host.end(), name.begin(), name.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
  }
  return IN6_IS_ADDR_LOOPBACK(&address) || (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == 127);
}

HostPort split_host_port(std::string_view text) {
  HostPort out;
  const auto close = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  if (close != std::string_view::npos) {
    out.bracketed = true;
    out.host = text.substr(1, close - 1);
    const auto rest = text.substr(close + 1);
    out.has_port = !rest.empty();
    // What follows the bracket without a colon is kept as a port that cannot be read.
    out.port = rest.starts_with(':') ? rest.substr(1) : rest.empty() ? rest : text;
    return out;
  }
  const auto colon = text.rfind(':');
  out.has_port = colon != std::string_view::npos;
  out.host = text.substr(0, colon);
  if (out.has_port) out.port = text.substr(colon + 1);
  return out;
}

bool is_host(const HostPort& given) { return given.bracketed ? is_ip6(given.host) : is_name(given.host); }

std::optional<Complaint> judge_text(Rule rule, std::string_view text) {
  switch (rule) {
    case Rule::address:
      return judge_address(text);
    case Rule::host_port:
      return judge_host_port(text);
    case Rule::cidr:
      return judge_cidr(text);
    case Rule::path:
      return judge_path(text);
    case Rule::name:
      return judge_name(text);
    case Rule::file:
    case Rule::base_url:
    case Rule::none:
      return {};
  }
  return {};
}

}  // namespace atgateway::config
