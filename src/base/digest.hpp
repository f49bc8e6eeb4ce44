// SHA-256 and HMAC-SHA-256.
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

}  // namespace atgateway::base
