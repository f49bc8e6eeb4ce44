// Which bytes may stand where in an HTTP/1.x head, as one lookup table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace atgateway::wire {

/// Bits of `character_classes`.
enum CharacterClass : std::uint8_t {
  token_character = 1,   ///< RFC 9110 5.6.2 tchar
  target_character = 2,  ///< visible ASCII without '#': a fragment is never sent
  host_character = 4,    ///< letters, digits and "-._~": names as DNS and clusters use them
  hex_digit = 8,
  control_character = 16,  ///< what no line may hold: C0 but TAB, and DEL
};

inline constexpr std::array<std::uint8_t, 256> character_classes = [] {
  std::array<std::uint8_t, 256> classes{};
  const auto mark = [&](std::string_view characters, int bit) {
    for (const char c : characters) {
      auto& entry = classes[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | bit);
    }
  };
  constexpr std::string_view alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  mark(alphanumeric, token_character | host_character);
  mark("!#$%&'*+-.^_`|~", token_character);
  mark("-._~", host_character);
  mark("0123456789abcdefABCDEF", hex_digit);
  for (std::size_t c = 0x21; c < 0x7f; ++c) {
    if (c != '#') classes[c] = static_cast<std::uint8_t>(classes[c] | target_character);
  }
  for (std::size_t c = 0; c < 0x20; ++c) {
    if (c != '\t') classes[c] = control_character;
  }
  classes[0x7f] = control_character;
  return classes;
}();

[[nodiscard]] constexpr bool is(CharacterClass bit, char c) noexcept {
  return (character_classes[static_cast<unsigned char>(c)] & bit) != 0;
}

[[nodiscard]] constexpr bool all(CharacterClass bit, std::string_view text) noexcept {
  for (const char c : text) {
    if (!is(bit, c)) return false;
  }
  return true;
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
  return !text.empty() && all(token_character, text);
}

[[nodiscard]] constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

[[nodiscard]] constexpr bool equal_without_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

/// Without the spaces and tabs around it (RFC 9110 5.6.3 OWS).
[[nodiscard]] constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace atgateway::wire
