// Reading UTF-8 one code point at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace atgateway::sandbox {

struct CodePoint {
  char32_t code = 0;
  std::size_t size = 1;  ///< bytes it takes
  bool valid = false;
};

/// The code point at the front of `text`, which must not be empty.
[[nodiscard]] inline CodePoint next_code_point(std::string_view text) noexcept {
  const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  char32_t code = lead & (0x7Fu >> size);
  for (std::size_t at = 1; at < size; ++at) {
    if ((byte(at) & 0xC0u) != 0x80u) return {};
    code = (code << 6) | (byte(at) & 0x3Fu);
  }
  return {code, size, true};
}

}  // namespace atgateway::sandbox
