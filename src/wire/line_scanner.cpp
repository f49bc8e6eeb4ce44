#include "wire/line_scanner.hpp"

#include "wire/characters.hpp"

#include <cstring>

namespace atgateway::wire {
namespace {

constexpr std::uint64_t each(std::uint64_t byte) { return byte * 0x0101010101010101U; }

/// May one of the eight bytes be below 0x20 or DEL? Says yes too often (TAB), never no too often.
bool suspicious(std::uint64_t word) noexcept {
  const std::uint64_t low = (word - each(0x20)) & ~word;
  const std::uint64_t delta = word ^ each(0x7f);
  const std::uint64_t del = (delta - each(1)) & ~delta;
  return ((low | del) & each(0x80)) != 0;
}

/// First position in [from, stop) with a control character, or `stop`.
std::size_t find_control(std::string_view text, std::size_t from, std::size_t stop) noexcept {
  std::size_t at = from;
  while (at < stop) {
    if (stop - at >= sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, sizeof word);
      if (!suspicious(word)) {
        at += sizeof word;
        continue;
      }
    }
    const std::size_t end = stop - at < sizeof(std::uint64_t) ? stop : at + sizeof(std::uint64_t);
    for (; at < end; ++at) {
      if (is(control_character, text[at])) return at;
    }
  }
  return stop;
}

}  // namespace

LineScanner::Found LineScanner::scan(std::string_view rest, std::size_t limit) noexcept {
  const std::size_t stop = limit < rest.size() ? limit + 1 : rest.size();
  if (scanned_ < stop) scanned_ = find_control(rest, scanned_, stop);
  if (scanned_ > limit) return Found::too_long;
  if (scanned_ >= rest.size()) return Found::need_more;
  if (rest[scanned_] == '\n') return Found::bare_lf;
  if (rest[scanned_] != '\r') return Found::control;
  if (scanned_ + 1 == rest.size()) return Found::need_more;
  return rest[scanned_ + 1] == '\n' ? Found::line : Found::bare_cr;
}

}  // namespace atgateway::wire
