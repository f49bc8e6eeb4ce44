// IP addresses with ports, and CIDR ranges, as values.
#pragma once

#include <atgateway/result.hpp>

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::net {

/// An IPv4 or IPv6 address with a port.
class SocketAddress {
 public:
  SocketAddress() noexcept = default;
  /// "192.0.2.1:443", "[2001:db8::1]:443". Only literals in their full usual form; no names, no "127.1".
  [[nodiscard]] static Result<SocketAddress> parse(std::string_view text);
  /// An IP literal without port.
  [[nodiscard]] static Result<SocketAddress> parse_ip(std::string_view ip, std::uint16_t port);
  [[nodiscard]] static SocketAddress from(const sockaddr* address) noexcept;

  [[nodiscard]] const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&storage_); }
  [[nodiscard]] socklen_t size() const noexcept;
  [[nodiscard]] int family() const noexcept { return storage_.ss_family; }
  [[nodiscard]] std::uint16_t port() const noexcept;
  void set_port(std::uint16_t port) noexcept;
  [[nodiscard]] std::string ip() const;             ///< "192.0.2.1", "2001:db8::1"
  [[nodiscard]] std::string to_string() const;      ///< "192.0.2.1:443", "[2001:db8::1]:443"
  [[nodiscard]] bool is_loopback() const noexcept;  ///< 127/8, ::1, and IPv4-mapped 127/8

 private:
  sockaddr_storage storage_{};
};

/// An address range.
class Cidr {
 public:
  /// "10.0.0.0/8", "2001:db8::/32"; a bare address is a range of one.
  [[nodiscard]] static Result<Cidr> parse(std::string_view text);
  /// IPv4-mapped IPv6 addresses are judged as the IPv4 address.
  [[nodiscard]] bool contains(const SocketAddress& address) const noexcept;

 private:
  std::array<std::uint8_t, 16> prefix_{};
  int family_ = 0;
  unsigned bits_ = 0;
};

}  // namespace atgateway::net
