// Text that others chose, made fit to be shown: nothing in it moves a cursor, hides, or turns the line around.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::report {

/// Control characters, and those that are not seen but change how others are: zero-width, direction, tags.
[[nodiscard]] bool is_hidden(std::uint32_t code_point) noexcept;

/// The code point of one whole UTF-8 character.
[[nodiscard]] std::uint32_t code_point_of(std::string_view character) noexcept;

/// Hidden characters become "\xNN" or "\u{NNNN}", bytes that are not UTF-8 too. What is longer than `most` bytes is
/// cut, with "…" at the end, never inside a character.
[[nodiscard]] std::string visible(std::string_view text, std::size_t most = 65536);

/// The same, and line ends stay: for commands, which may have several lines.
[[nodiscard]] std::string visible_lines(std::string_view text, std::size_t most = 65536);

}  // namespace atgateway::report
