// Which of a caller's names an error may repeat.
#pragma once

#include <cstddef>
#include <string_view>

namespace atgateway::flow {

/// Does this read like the name of a field? Only such a name may stand in an error: whoever mixes up names and values
/// would otherwise find an address or a token in a log.
[[nodiscard]] constexpr bool is_plain_name(std::string_view name) noexcept {
  constexpr std::size_t longest = 40;
  if (name.empty() || name.size() > longest) return false;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const char c = name[at];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool inner = (c >= '0' && c <= '9') || c == '-';
    if (!letter && (at == 0 || !inner)) return false;
  }
  return true;
}

}  // namespace atgateway::flow
