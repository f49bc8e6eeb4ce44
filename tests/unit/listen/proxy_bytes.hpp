// PROXY v2 headers as a load balancer sends them.
#pragma once

#include <arpa/inet.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

namespace atgateway::listen::test {

inline std::string proxy_v2_start(char command, char family, std::size_t length) {
  std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
  header += command;
  header += family;
  header += static_cast<char>(length >> 8U);
  header += static_cast<char>(length & 0xffU);
  return header;
}

/// TCP over IPv4, with Azure's LINKID (TLV 0xEE, subtype 1, little-endian) when one is given.
inline std::string proxy_v2(const std::string& ip, std::uint16_t port, std::optional<std::uint32_t> link_id) {
  std::string block(12, '\0');
  ::inet_pton(AF_INET, ip.c_str(), block.data());
  ::inet_pton(AF_INET, "10.0.0.4", block.data() + 4);
  const std::uint16_t ports[] = {htons(port), htons(443)};
  std::memcpy(block.data() + 8, ports, sizeof ports);
  if (link_id) {
    block += std::string("\xee\0\x05\x01", 4);
    for (unsigned shift = 0; shift < 32; shift += 8) block += static_cast<char>((*link_id >> shift) & 0xffU);
  }
  return proxy_v2_start('\x21', '\x11', block.size()) + block;
}

inline std::string proxy_v2_local() { return proxy_v2_start('\x20', '\0', 0); }

}  // namespace atgateway::listen::test
