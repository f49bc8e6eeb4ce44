// Room in a string that may hold a token: no buffer is given back with its bytes still in it.
#pragma once

#include <atgateway/secret.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::base {

/// Makes room for `needed` bytes. Doubles, at most up to `ceiling`, and begins with `first`: memory follows what has
/// arrived, not what was promised. The old buffer is overwritten before it is freed.
inline void grow_wiping(std::string& text, std::size_t needed, std::size_t ceiling, std::size_t first = 8192) {
  if (needed <= text.capacity()) return;
  std::string bigger;
  bigger.reserve(std::max(needed, std::min(ceiling, std::max(first, text.capacity() * 2))));
  bigger.append(text);
  text.swap(bigger);
  wipe(bigger);
}

}  // namespace atgateway::base
