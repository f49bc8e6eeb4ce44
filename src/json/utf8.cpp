#include "json/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace atgateway::json {
namespace {

// What may follow a lead byte (RFC 3629, section 4): how many bytes, and the range of the first of them. The narrow
// ranges keep out overlong forms, surrogates and what lies past U+10FFFF; later bytes are always 80..BF.
struct Tail {
  std::size_t count;
  unsigned char low, high;
};

Tail tail_of(unsigned char lead) noexcept {
  if (lead < 0xC2) return {0, 0, 0};  // a continuation byte, or the lead of an overlong form
  if (lead < 0xE0) return {1, 0x80, 0xBF};
  if (lead < 0xF0)
    return {2, static_cast<unsigned char>(lead == 0xE0 ? 0xA0 : 0x80),
            static_cast<unsigned char>(lead == 0xED ? 0x9F : 0xBF)};
  if (lead < 0xF5)
    return {3, static_cast<unsigned char>(lead == 0xF0 ? 0x90 : 0x80),
            static_cast<unsigned char>(lead == 0xF4 ? 0x8F : 0xBF)};
  return {0, 0, 0};
}

constexpr std::uint64_t high_bits = 0x8080808080808080;

}  // namespace

Utf8Step utf8_step(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x80) return {1, true};
  const Tail tail = tail_of(byte(0));
  if (tail.count == 0) return {1, false};
  for (std::size_t i = 1; i <= tail.count; ++i) {
    if (i >= text.size()) return {i, false};
    const unsigned char low = i == 1 ? tail.low : 0x80, high = i == 1 ? tail.high : 0xBF;
    if (byte(i) < low || byte(i) > high) return {i, false};
  }
  return {tail.count + 1, true};
}

std::size_t find_invalid_utf8(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t words[2];
    while (text.size() - at >= sizeof words) {
      std::memcpy(words, text.data() + at, sizeof words);
      if (((words[0] | words[1]) & high_bits) != 0) break;
      at += sizeof words;
    }
    // At least one step, at most one block, byte by byte: then try whole blocks again.
    for (const std::size_t stop = at + sizeof words; at < stop && at < text.size();) {
      const Utf8Step step = utf8_step(text.substr(at));
      if (!step.valid) return at;
      at += step.bytes;
    }
  }
  return text.size();
}

}  // namespace atgateway::json
