// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing past U+10FFFF.
#pragma once

#include <cstddef>
#include <string_view>

namespace atgateway::json {

/// The first bytes of a text: one whole character, or bytes that are none.
struct Utf8Step {
  std::size_t bytes;  ///< at least 1; of a bad sequence its longest beginning that could have been good
  bool valid;
};

/// Looks at the front of `text`, which is not empty.
[[nodiscard]] Utf8Step utf8_step(std::string_view text) noexcept;

/// Where the first byte stands that is not part of a UTF-8 character; `text.size()` when all are.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text) noexcept;

}  // namespace atgateway::json
