#include "net/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace atgateway::net {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// Digits only, no sign, no leading zero: the one usual form.
std::optional<unsigned> small_number(std::string_view digits, unsigned largest) {
  if (digits.empty() || digits.size() > 5 || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value > largest) return std::nullopt;
  return value;
}

/// inet_pton takes exactly the usual forms (no "127.1", no octal, no zone), but needs a terminated string.
template <class Address>
bool read_literal(int family, std::string_view text, Address& into) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return false;
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  std::copy(text.begin(), text.end(), terminated.begin());
  return inet_pton(family, terminated.data(), &into) == 1;
}

const sockaddr_in& as_v4(const sockaddr* address) noexcept { return *reinterpret_cast<const sockaddr_in*>(address); }
const sockaddr_in6& as_v6(const sockaddr* address) noexcept { return *reinterpret_cast<const sockaddr_in6*>(address); }

bool is_mapped(const std::uint8_t* bytes) noexcept {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes);
}

/// The address's bytes in network order; an IPv4-mapped IPv6 address gives the IPv4 address.
struct Bytes {
  const std::uint8_t* data = nullptr;
  int family = AF_UNSPEC;
};

Bytes bytes_of(const SocketAddress& address) noexcept {
  if (address.family() == AF_INET) {
    return {reinterpret_cast<const std::uint8_t*>(&as_v4(address.data()).sin_addr), AF_INET};
  }
  if (address.family() != AF_INET6) return {};
  const std::uint8_t* bytes = as_v6(address.data()).sin6_addr.s6_addr;
  if (is_mapped(bytes)) return {bytes + mapped_prefix.size(), AF_INET};
  return {bytes, AF_INET6};
}

bool same_bits(const std::uint8_t* a, const std::uint8_t* b, unsigned bits) noexcept {
  const std::size_t whole = bits / 8;
  if (!std::equal(a, a + whole, b)) return false;
  const unsigned rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xffU << (8 - rest));
  return ((a[whole] ^ b[whole]) & mask) == 0;
}

}  // namespace

Result<SocketAddress> SocketAddress::parse(std::string_view text) {
  const Error bad(Errc::bad_config, "not an IP address with a port; write 192.0.2.1:443 or [2001:db8::1]:443");
  std::string_view ip;
  const bool bracketed = text.starts_with('[');
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad;
  ip = text.substr(0, colon);
  if (bracketed) {
    if (!ip.ends_with(']')) return bad;
    ip = ip.substr(1, ip.size() - 2);
  }
  const auto port = small_number(text.substr(colon + 1), 65535);
  // Brackets belong to IPv6 and only to it: without them the last colon would not tell the port from the address.
  if (!port || bracketed != (ip.find(':') != std::string_view::npos)) return bad;
  auto address = parse_ip(ip, static_cast<std::uint16_t>(*port));
  if (!address) return bad;
  return address;
}

Result<SocketAddress> SocketAddress::parse_ip(std::string_view ip, std::uint16_t port) {
  SocketAddress address;
  sockaddr_in v4{};
  if (read_literal(AF_INET, ip, v4.sin_addr)) {
    v4.sin_family = AF_INET;
    std::memcpy(&address.storage_, &v4, sizeof v4);
  } else {
    sockaddr_in6 v6{};
    if (!read_literal(AF_INET6, ip, v6.sin6_addr)) {
      return Error(Errc::bad_config, "not an IP address; write 192.0.2.1 or 2001:db8::1");
    }
    v6.sin6_family = AF_INET6;
    std::memcpy(&address.storage_, &v6, sizeof v6);
  }
  address.set_port(port);
  return address;
}

SocketAddress SocketAddress::from(const sockaddr* address) noexcept {
  SocketAddress copy;
  if (address == nullptr) return copy;
  if (address->sa_family == AF_INET) std::memcpy(&copy.storage_, address, sizeof(sockaddr_in));
  if (address->sa_family == AF_INET6) std::memcpy(&copy.storage_, address, sizeof(sockaddr_in6));
  return copy;
}

socklen_t SocketAddress::size() const noexcept {
  if (family() == AF_INET) return sizeof(sockaddr_in);
  if (family() == AF_INET6) return sizeof(sockaddr_in6);
  return 0;
}

std::uint16_t SocketAddress::port() const noexcept {
  if (family() == AF_INET) return ntohs(as_v4(data()).sin_port);
  if (family() == AF_INET6) return ntohs(as_v6(data()).sin6_port);
  return 0;
}

void SocketAddress::set_port(std::uint16_t port) noexcept {
  if (family() == AF_INET) reinterpret_cast<sockaddr_in*>(&storage_)->sin_port = htons(port);
  if (family() == AF_INET6) reinterpret_cast<sockaddr_in6*>(&storage_)->sin6_port = htons(port);
}

std::string SocketAddress::ip() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (family() == AF_INET) bytes = &as_v4(data()).sin_addr;
  if (family() == AF_INET6) bytes = &as_v6(data()).sin6_addr;
  if (bytes == nullptr || inet_ntop(family(), bytes, text.data(), text.size()) == nullptr) return {};
  return text.data();
}

std::string SocketAddress::to_string() const {
  if (size() == 0) return {};
  const std::string address = ip();
  return (family() == AF_INET6 ? '[' + address + ']' : address) + ':' + std::to_string(port());
}

bool SocketAddress::is_loopback() const noexcept {
  const Bytes bytes = bytes_of(*this);
  if (bytes.family == AF_INET) return bytes.data[0] == 127;
  return bytes.family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&as_v6(data()).sin6_addr);
}

Result<Cidr> Cidr::parse(std::string_view text) {
  const Error bad(Errc::bad_config, "not an address range; write 10.0.0.0/8 or 2001:db8::/32");
  const std::size_t slash = text.find('/');
  const auto address = SocketAddress::parse_ip(text.substr(0, slash), 0);
  if (!address) return bad;
  const unsigned width = address->family() == AF_INET ? 32 : 128;
  Cidr range;
  range.bits_ = width;
  if (slash != std::string_view::npos) {
    const auto bits = small_number(text.substr(slash + 1), width);
    if (!bits) return bad;
    range.bits_ = *bits;
  }
  const Bytes bytes = bytes_of(*address);
  range.family_ = address->family();
  if (bytes.family == range.family_) {
    std::copy_n(bytes.data, width / 8, range.prefix_.begin());
  } else if (range.bits_ >= 96) {
    // ::ffff:10.0.0.0/104 means 10.0.0.0/8, the form in which addresses are judged.
    range.family_ = AF_INET;
    range.bits_ -= 96;
    std::copy_n(bytes.data, 4, range.prefix_.begin());
  } else {
    return bad;
  }
  return range;
}

bool Cidr::contains(const SocketAddress& address) const noexcept {
  const Bytes bytes = bytes_of(address);
  return bytes.data != nullptr && bytes.family == family_ && same_bits(bytes.data, prefix_.data(), bits_);
}

}  // namespace atgateway::net
