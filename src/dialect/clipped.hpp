// Texts of others, cut to a bearable length.
#pragma once

#include <cstddef>
#include <string_view>

namespace atgateway::dialect {

/// What the log keeps of a name that a platform gives to a user, a job or a statement.
inline constexpr std::size_t longest_context = 256;

/// The first `most` bytes at the most, no character cut in two.
[[nodiscard]] constexpr std::string_view clipped(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most) return text;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace atgateway::dialect
