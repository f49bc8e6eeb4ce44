// Are we still the process that we were?
#pragma once

namespace atgateway::net {

/// How many forks lie between the process that first asked and this one. A child shares its parent's epoll and event
/// descriptors but has none of its threads, and mutexes may be held for ever: whoever remembers this number at birth
/// and finds another one later must touch nothing.
[[nodiscard]] unsigned forks_so_far() noexcept;

}  // namespace atgateway::net
