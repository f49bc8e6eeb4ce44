// SHA-256 and HMAC-SHA-256; MD5 where a protocol of others asks for it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::base {

using Digest = std::array<std::uint8_t, 32>;

[[nodiscard]] Digest sha256(std::string_view bytes);
[[nodiscard]] Digest hmac_sha256(std::string_view key, std::string_view bytes);
/// First `bytes` bytes in lower-case hex: a fingerprint that names a secret without showing it.
[[nodiscard]] std::string hex(const Digest& digest, std::size_t bytes = 32);
/// MD5 in Base64, as in Content-MD5 (RFC 1864). Tells damaged bytes from whole ones, and protects nothing.
/// @return empty where the machine's cryptographic policy has no MD5
[[nodiscard]] std::string md5_base64(std::string_view bytes);

}  // namespace atgateway::base
