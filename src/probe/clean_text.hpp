// What strangers send, made fit to be shown: no control characters, bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::probe {

/// Control characters, DEL, and bytes that are not UTF-8 become "\xNN"; characters that steer a terminal or that nobody
/// sees (U+0080–U+009F, direction marks and overrides, zero-width and tag characters, line separators, byte order
/// marks) become "\u{NNNN}". The result has at most `most` bytes: what is cut ends with "…", never inside a character
/// or an escape.
[[nodiscard]] std::string clean_text(std::string_view text, std::size_t most = 1024);

}  // namespace atgateway::probe
