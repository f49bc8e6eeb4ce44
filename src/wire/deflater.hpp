// zlib's deflate, without leaving bytes behind.
#pragma once

#include "wire/inflater.hpp"

#include <string>
#include <string_view>

namespace atgateway::wire {

/// The bytes packed: gzip is one member (RFC 1952), deflate the zlib form (RFC 1950), which is what HTTP means by it.
/// @throws std::bad_alloc only
[[nodiscard]] std::string deflate_bytes(Packing packing, std::string_view plain);

}  // namespace atgateway::wire
