#include "report/layout.hpp"

#include "json/utf8.hpp"
#include "report/visible.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace atgateway::report {
namespace {

struct Range {
  std::uint32_t first, last;
};

// The common ones: what is missing costs a ragged line, nothing more.
constexpr Range combining[] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},  {0x64B, 0x65F},
                               {0x93A, 0x93C},   {0x941, 0x948},   {0xE31, 0xE31},   {0xE34, 0xE3A},  {0x1AB0, 0x1AFF},
                               {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
                          {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                          {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};

template <std::size_t n>
bool in(const Range (&ranges)[n], std::uint32_t point) noexcept {
  return std::ranges::any_of(ranges, [&](const Range& range) { return range.first <= point && point <= range.last; });
}

}  // namespace

std::size_t columns(std::string_view text) noexcept {
  std::size_t count = 0;
  while (!text.empty()) {
    const auto step = json::utf8_step(text);
    const auto point = step.valid ? code_point_of(text.substr(0, step.bytes)) : '?';
    count += in(combining, point) ? 0U : in(wide, point) ? 2U : 1U;
    text.remove_prefix(step.bytes);
  }
  return count;
}

std::string wrapped(std::string_view first, std::string_view text, std::size_t width) {
  const auto indent = columns(first);
  std::string out(first);
  std::size_t at = indent;
  bool fresh = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    const auto wide_word = columns(word);
    if (!fresh && at + 1 + wide_word > width) {
      out += '\n';
      out.append(indent, ' ');
      at = indent;
      fresh = true;
    }
    if (!fresh) {
      out += ' ';
      ++at;
    }
    out += word;
    at += wide_word;
    fresh = false;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + '\n';
}

std::string shortened(std::string_view text, std::size_t most) {
  if (columns(text) <= most) return std::string(text);
  const auto end = (most - 1) / 2, begin = most - 1 - end;
  std::vector<std::string_view> characters;
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto character = text.substr(0, json::utf8_step(text).bytes);
    text.remove_prefix(character.size());
    characters.push_back(character);
  }
  std::size_t first = 0, last = characters.size();
  for (; (used += columns(characters[first])) <= begin; ++first) out += characters[first];
  for (used = 0; (used += columns(characters[last - 1])) <= end;) --last;
  out += "…";
  for (; last < characters.size(); ++last) out += characters[last];
  return out;
}

std::string ascii_only(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> likes[] = {
      {"…", "..."}, {"→", "->"}, {"·", "-"}, {"–", "-"}, {"—", "-"}, {"µ", "u"}, {"“", "\""}, {"”", "\""}, {"’", "'"}};
  std::string out;
  while (!text.empty()) {
    const auto step = json::utf8_step(text);
    const auto character = text.substr(0, step.bytes);
    text.remove_prefix(step.bytes);
    if (character.size() == 1) {
      out += character;
      continue;
    }
    const auto like = std::ranges::find(likes, character, [](const auto& pair) { return pair.first; });
    if (like != std::end(likes)) {
      out += like->second;
    } else {
      char escaped[16];
      std::snprintf(escaped, sizeof escaped, "\\u{%04X}", code_point_of(character));
      out += escaped;
    }
  }
  return out;
}

}  // namespace atgateway::report
