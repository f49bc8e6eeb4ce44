// Finds where a line ends, and refuses what must not stand inside one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace atgateway::wire {

/// Looks for CRLF. Remembers how far it looked, so that each byte is looked at once however the line arrives.
class LineScanner {
 public:
  enum class Found : std::uint8_t { need_more, line, bare_cr, bare_lf, control, too_long };

  /// @param rest   begins with the line, the same bytes as in the call before and maybe more
  /// @param limit  the longest line, without its CRLF
  /// @return `line` when it is complete; a fault is told as soon as its byte is there, not at the end of the line
  [[nodiscard]] Found scan(std::string_view rest, std::size_t limit) noexcept;

  /// Length of the line just found, without CRLF.
  [[nodiscard]] std::size_t size() const noexcept { return scanned_; }
  /// Call before the next line.
  void reset() noexcept { scanned_ = 0; }

 private:
  std::size_t scanned_ = 0;
};

}  // namespace atgateway::wire
