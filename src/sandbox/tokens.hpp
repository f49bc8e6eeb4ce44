// Tokens: the few that the sandbox knows, and how it tells one without showing it.
#pragma once

#include <atgateway/http.hpp>

#include <cstdint>
#include <string>

namespace atgateway::sandbox {

enum class TokenState : std::uint8_t { absent, unknown, working, expired, no_lds, no_quota };

struct Token {
  TokenState state = TokenState::absent;
  std::string fingerprint;  ///< first 8 hex digits of its SHA-256; empty when there was none
};

/// Reads the one `Authorization: Bearer …`; anything else there, or two of them, is a token nobody knows.
[[nodiscard]] Token judge_token(const Headers& headers);

}  // namespace atgateway::sandbox
