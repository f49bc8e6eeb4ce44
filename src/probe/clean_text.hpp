// What strangers send, made fit to be shown: no control characters, bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::probe {

/// Control characters, DEL, and bytes that are not UTF-8 become "\xNN"; direction overrides and other invisible
/// formatting characters (U+200B–U+200F, U+2028–U+202E, U+2060–U+2069, U+FEFF) become "\u{NNNN}". More than `most`
/// bytes are cut, with "…" at the end, never inside a character.
[[nodiscard]] std::string clean_text(std::string_view text, std::size_t most = 1024);

}  // namespace atgateway::probe
