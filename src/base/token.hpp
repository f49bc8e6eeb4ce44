// What a bearer token may look like.
#pragma once

#include <cstddef>
#include <string_view>

namespace atgateway::base {

inline constexpr std::size_t longest_token = 8192;

/// RFC 6750's b64token, not empty, at most 8 KiB: what may stand in an Authorization header without breaking it.
[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
  if (text.empty() || text.size() > longest_token) return false;
  const auto padding = text.find_last_not_of('=');
  if (padding == std::string_view::npos) return false;
  for (const char c : text.substr(0, padding + 1)) {
    const bool allowed = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                         c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
    if (!allowed) return false;
  }
  return true;
}

}  // namespace atgateway::base
