#include "wire/proxy_v2.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace atgateway::wire {
namespace {

using Step = ProxyV2Result::Step;

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t fixed_bytes = 16;
constexpr std::uint8_t azure_tlv = 0xee;
constexpr std::uint8_t azure_link_id = 0x01;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) noexcept { return static_cast<std::uint8_t>(bytes[at]); }

std::uint16_t big_endian_16(std::string_view bytes, std::size_t at) noexcept {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

std::uint32_t little_endian_32(std::string_view bytes) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | byte_at(bytes, i);
  return value;
}

/// Source address, destination address, source port, destination port; `size` bytes an address.
std::string source_text(std::string_view block, int family, std::size_t size) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, block.data(), text.data(), text.size());
  const std::string port = std::to_string(big_endian_16(block, 2 * size));
  const std::string address = text.data();
  return family == AF_INET6 ? "[" + address + "]:" + port : address + ":" + port;
}

/// @return false when the TLVs do not fill `block`, or a LINKID is malformed or stands twice
bool read_tlvs(std::string_view block, std::optional<std::uint32_t>& link_id) noexcept {
  while (!block.empty()) {
    if (block.size() < 3) return false;
    const std::uint8_t type = byte_at(block, 0);
    const std::size_t size = big_endian_16(block, 1);
    if (size > block.size() - 3) return false;
    const auto value = block.substr(3, size);
    block.remove_prefix(3 + size);
    if (type != azure_tlv || value.empty() || byte_at(value, 0) != azure_link_id) continue;
    if (value.size() != 5 || link_id) return false;
    link_id = little_endian_32(value.substr(1));
  }
  return true;
}

bool read_block(std::uint8_t family, std::string_view block, ProxyV2Header& header) {
  std::size_t address_bytes = 0;
  switch (family) {
    case 0x00:
      return true;  // unspecified: where its TLVs would begin is not said, so the block is skipped
    case 0x11:
      address_bytes = 4;
      break;
    case 0x21:
      address_bytes = 16;
      break;
    default:
      return false;
  }
  const std::size_t size = 2 * address_bytes + 4;
  if (block.size() < size) return false;
  header.source = source_text(block, family == 0x11 ? AF_INET : AF_INET6, address_bytes);
  return read_tlvs(block.substr(size), header.link_id);
}

}  // namespace

ProxyV2Result read_proxy_v2(std::string_view bytes, std::size_t most_bytes) {
  ProxyV2Result result;
  result.step = Step::bad;
  const auto compared = std::min(bytes.size(), signature.size());
  if (bytes.substr(0, compared) != signature.substr(0, compared)) return result;
  if (bytes.size() > 12) {
    const std::uint8_t version_and_command = byte_at(bytes, 12);
    if (version_and_command != 0x20 && version_and_command != 0x21) return result;
  }
  if (bytes.size() < fixed_bytes) {
    result.step = Step::need_more;
    return result;
  }
  const std::size_t total = fixed_bytes + big_endian_16(bytes, 14);
  if (total > most_bytes) return result;
  if (bytes.size() < total) {
    result.step = Step::need_more;
    return result;
  }
  auto& header = result.header;
  header.consumed = total;
  header.command = byte_at(bytes, 12) == 0x21 ? ProxyV2Header::Command::proxy : ProxyV2Header::Command::local;
  const auto block = bytes.substr(fixed_bytes, total - fixed_bytes);
  if (header.command == ProxyV2Header::Command::local || read_block(byte_at(bytes, 13), block, header)) {
    result.step = Step::header;
  } else {
    header = ProxyV2Header();
  }
  return result;
}

std::string_view proxy_v2_local_header() noexcept {
  // Version 2 and LOCAL, no family, no block.
  return {"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", fixed_bytes};
}

}  // namespace atgateway::wire
