// The line before each chunk: its size in hexadecimal, maybe extensions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace atgateway::wire {

inline constexpr std::size_t chunk_size_digits = 16;  ///< what 64 bits take

struct ChunkLine {
  std::uint64_t size = 0;
  std::size_t extension_bytes = 0;  ///< of the line, all after the size
};

/// `chunk-size [ chunk-ext ]` (RFC 9112 7.1), from a line without control characters.
/// Extensions are checked and dropped; the "bad whitespace" around `;` and `=` is allowed there as the RFC asks.
/// @return nothing when the size is not 1 to 16 hexadecimal digits, or an extension is malformed
[[nodiscard]] std::optional<ChunkLine> parse_chunk_line(std::string_view line) noexcept;

}  // namespace atgateway::wire
