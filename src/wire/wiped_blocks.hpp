// Memory for zlib: its windows hold plain text, so every block is overwritten before it is freed.
#pragma once

#include <string.h>  // explicit_bzero is glibc's, not the standard library's

#include <cstddef>
#include <cstdlib>

namespace atgateway::wire {

// Each block remembers its size in front.
inline constexpr std::size_t wiped_block_head = alignof(std::max_align_t);

extern "C" {
/// zalloc
inline void* allocate_wiped_block(void*, unsigned items, unsigned size) noexcept {
  const std::size_t bytes = std::size_t{items} * size + wiped_block_head;
  void* block = std::malloc(bytes);
  if (block == nullptr) return nullptr;
  *static_cast<std::size_t*>(block) = bytes;
  return static_cast<char*>(block) + wiped_block_head;
}

/// zfree
inline void free_wiped_block(void*, void* address) noexcept {
  void* block = static_cast<char*>(address) - wiped_block_head;
  explicit_bzero(block, *static_cast<std::size_t*>(block));
  std::free(block);
}
}

}  // namespace atgateway::wire
