// Text in columns, as a terminal counts them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::report {

/// Columns that the text takes: 0 for combining marks, 2 for wide characters.
[[nodiscard]] std::size_t columns(std::string_view text) noexcept;

/// `text` as lines of at most `width` columns, ending in a line end each. The first begins with `first`, the others
/// with as many blanks as `first` has columns. It is broken at blanks only: a long word stays whole and sticks out.
[[nodiscard]] std::string wrapped(std::string_view first, std::string_view text, std::size_t width);

/// At most `most` columns (5 at least): of longer text the middle is replaced by "…", for names differ at both ends.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most);

/// ASCII for those who have nothing else: known signs by their like, other characters as "\u{NNNN}".
[[nodiscard]] std::string ascii_only(std::string_view text);

}  // namespace atgateway::report
