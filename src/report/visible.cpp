#include "report/visible.hpp"

#include "json/utf8.hpp"

#include <algorithm>
#include <cstdio>

namespace atgateway::report {
namespace {

struct Range {
  std::uint32_t first, last;
};

constexpr Range hidden[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},      {0x34F, 0x34F},   {0x61C, 0x61C},
                            {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F}, {0xFEFF, 0xFEFF},
                            {0xFFF9, 0xFFFB}, {0xFFFE, 0xFFFF}, {0xE0000, 0xE007F}};

void append_hidden(std::string& out, std::uint32_t code_point) {
  char text[16];
  std::snprintf(text, sizeof text, code_point < 0x100 ? "\\x%02x" : "\\u{%04X}", code_point);
  out += text;
}

std::string shown(std::string_view text, std::size_t most, bool keep_lines) {
  std::string out;
  out.reserve(std::min(text.size(), most));
  while (!text.empty()) {
    const auto step = json::utf8_step(text);
    const auto character = text.substr(0, step.bytes);
    text.remove_prefix(step.bytes);
    const auto before = out.size();
    if (!step.valid) {
      for (const char byte : character) append_hidden(out, static_cast<unsigned char>(byte));
    } else if (const auto point = code_point_of(character); is_hidden(point) && !(keep_lines && point == '\n')) {
      append_hidden(out, point);
    } else {
      out += character;
    }
    if (out.size() > most) {
      out.resize(before);
      out += "…";
      break;
    }
  }
  return out;
}

}  // namespace

bool is_hidden(std::uint32_t code_point) noexcept {
  return std::ranges::any_of(hidden,
                             [&](const Range& range) { return range.first <= code_point && code_point <= range.last; });
}

std::uint32_t code_point_of(std::string_view character) noexcept {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[at]));
  };
  switch (character.size()) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3:
      return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    case 4:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    default:
      return 0;
  }
}

std::string visible(std::string_view text, std::size_t most) { return shown(text, most, false); }

std::string visible_lines(std::string_view text, std::size_t most) { return shown(text, most, true); }

}  // namespace atgateway::report
