// PROXY protocol version 2: what a load balancer says about a connection before its first byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::wire {

/// What a complete header said.
struct ProxyV2Header {
  enum class Command : std::uint8_t {
    local,  ///< the proxy speaks for itself, e.g. a health probe; nothing in the header describes a caller
    proxy,
  };
  Command command = Command::local;
  /// Caller's address as "IP:PORT" or "[IPv6]:PORT"; empty for `local` and for the unspecified family.
  std::string source;
  /// Azure Private Link's LINKID, from TLV 0xEE subtype 0x01.
  std::optional<std::uint32_t> link_id;
  /// Bytes the header took; the connection's own bytes begin there.
  std::size_t consumed = 0;
};

struct ProxyV2Result {
  enum class Step : std::uint8_t {
    need_more,  ///< so far it could be a header
    header,
    bad,  ///< not a v2 header, or a malformed one; the connection must be closed and nothing read from it
  };
  Step step = Step::need_more;
  ProxyV2Header header;  ///< set with Step::header
};

/// The longest header that is read. The protocol expects a header to travel in one segment, and 536 bytes is what every
/// IPv4 path carries in one (RFC 9293 3.7.1). Private Link sends 36 bytes over IPv4; names and several TLVs fit too.
inline constexpr std::size_t proxy_v2_most_bytes = 536;

/// Reads a PROXY v2 header from the front of `bytes`, always from its first byte.
///
/// TCP over IPv4 and IPv6, the unspecified family, and LOCAL (whose family and block are skipped, as the protocol
/// asks). Datagram and UNIX families, version 1 (text), and TLVs that do not fill the block exactly are `bad`, and so
/// are a second or a malformed LINKID. Other TLVs, the CRC32C among them, are skipped: TCP carries its own checksum. A
/// first byte that cannot be a header's is `bad` at once.
/// @source haproxy.org, "The PROXY protocol", section 2.2; Azure Private Link service overview, "TCP Proxy v2"
[[nodiscard]] ProxyV2Result read_proxy_v2(std::string_view bytes, std::size_t most_bytes = proxy_v2_most_bytes);

/// The header of a LOCAL connection: whoever sends it speaks for itself. 16 bytes, static storage.
[[nodiscard]] std::string_view proxy_v2_local_header() noexcept;

}  // namespace atgateway::wire
