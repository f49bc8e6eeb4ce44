// Folding: names written differently compare equal.
#pragma once

#include <string>
#include <string_view>

namespace atgateway::sandbox {

/// Lower case, Latin accents dropped, punctuation to single spaces, apostrophes and full stops dropped: "São Paulo" and
/// "SAO  PAULO" are "sao paulo", "D.C." is "dc". Cyrillic is lower-cased, other scripts stay. Bytes that are not UTF-8
/// become spaces. Linear.
[[nodiscard]] std::string fold(std::string_view text);

}  // namespace atgateway::sandbox
