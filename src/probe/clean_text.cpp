#include "probe/clean_text.hpp"

#include "json/utf8.hpp"

#include <array>
#include <cstdint>

namespace atgateway::probe {
namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::string_view digits = "0123456789ABCDEF";

struct Range {
  std::uint32_t first, last;
};

/// What has no shape of its own but changes how its neighbours look, or what a terminal does.
constexpr std::array<Range, 11> unseen = {{{0x80, 0x9F},
                                           {0xAD, 0xAD},
                                           {0x61C, 0x61C},
                                           {0x180E, 0x180E},
                                           {0x200B, 0x200F},
                                           {0x2028, 0x202E},
                                           {0x2060, 0x206F},
                                           {0xFE00, 0xFE0F},
                                           {0xFEFF, 0xFEFF},
                                           {0xFFF9, 0xFFFB},
                                           {0xE0000, 0xE0FFF}}};

/// Of one character that is known to be valid.
std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[at]));
  };
  if (character.size() == 1) return byte(0);
  std::uint32_t value = byte(0) & (0x7FU >> character.size());
  for (std::size_t at = 1; at < character.size(); ++at) value = value << 6 | (byte(at) & 0x3FU);
  return value;
}

bool is_unseen(std::uint32_t point) {
  for (const Range& range : unseen) {
    if (point >= range.first && point <= range.last) return true;
  }
  return false;
}

std::string byte_escapes(std::string_view bytes) {
  std::string out;
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    out += "\\x";
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string point_escape(std::uint32_t point) {
  std::string out = "\\u{";
  bool begun = false;
  for (int shift = 20; shift >= 0; shift -= 4) {
    const std::uint32_t digit = point >> shift & 15;
    begun = begun || digit != 0 || shift == 12;  // four digits at least
    if (begun) out += digits[digit];
  }
  return out + '}';
}

std::string shown(std::string_view piece, bool valid) {
  if (!valid) return byte_escapes(piece);
  const std::uint32_t point = code_point(piece);
  if (point < 0x20 || point == 0x7F) return byte_escapes(piece);
  if (is_unseen(point)) return point_escape(point);
  return std::string(piece);
}

}  // namespace

std::string clean_text(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t room_for_ellipsis = 0;  // the longest beginning that leaves room for the ellipsis
  while (!text.empty()) {
    const json::Utf8Step step = json::utf8_step(text);
    const std::string piece = shown(text.substr(0, step.bytes), step.valid);
    if (out.size() + piece.size() > most) {
      out.resize(room_for_ellipsis);
      if (out.size() + ellipsis.size() <= most) out += ellipsis;
      return out;
    }
    out += piece;
    if (out.size() + ellipsis.size() <= most) room_for_ellipsis = out.size();
    text.remove_prefix(step.bytes);
  }
  return out;
}

}  // namespace atgateway::probe
