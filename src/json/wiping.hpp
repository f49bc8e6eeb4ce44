// Memory that forgets: what a token may have passed through is overwritten before it goes back.
#pragma once

#include <string.h>
#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>
#include <vector>

namespace atgateway::json {

template <class T>
struct WipingAllocator {
  static_assert(std::is_trivially_destructible_v<T>);
  using value_type = T;

  WipingAllocator() noexcept = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) noexcept {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
  void deallocate(T* block, std::size_t count) noexcept {
    ::explicit_bzero(block, count * sizeof(T));
    std::allocator<T>().deallocate(block, count);
  }
  friend bool operator==(WipingAllocator, WipingAllocator) noexcept { return true; }
};

using WipedBytes = std::vector<char, WipingAllocator<char>>;

}  // namespace atgateway::json
