// zlib's inflate with a cap, and without leaving bytes behind.
#pragma once

#include <atgateway/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::wire {

enum class Packing : std::uint8_t {
  gzip,     ///< RFC 1952, one or more members
  deflate,  ///< RFC 1950, or RFC 1951 without its wrapping
};

/// @return the plain bytes; `body_too_large` as soon as they pass `limit`; `bad_request` when `packed` is not of that
///         kind, is damaged, ends early or goes on after its end
[[nodiscard]] Result<std::string> inflate_bytes(Packing packing, std::string_view packed, std::size_t limit);

}  // namespace atgateway::wire
