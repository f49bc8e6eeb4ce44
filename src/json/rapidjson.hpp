// RapidJSON's reader, tamed: every include of RapidJSON goes through this file.
//
// Release 1.1.0 is used for its table-driven grammar alone. Scalars are ours, because its own code refuses numbers that
// do not fit a double, lets half surrogates through, and with the wrong flags reads out of bounds on long fractions.
#pragma once

#include "json/wiping.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

namespace atgateway::json {
/// RapidJSON found its own state impossible. Never leaves the room.
struct BrokenReader {};
}  // namespace atgateway::json

// A namespace of our own: a host that links us may bring another RapidJSON, configured otherwise.
#define RAPIDJSON_NAMESPACE atgateway_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace atgateway_rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#define RAPIDJSON_ASSERT(condition)                            \
  do {                                                         \
    if (!(condition)) throw ::atgateway::json::BrokenReader{}; \
  } while (false)
#include <rapidjson/reader.h>

namespace atgateway::json {

/// RapidJSON's Allocator concept. Its own allocators return null, which its stack then writes to.
class ReaderMemory {
 public:
  static constexpr bool kNeedFree = true;

  void* Malloc(std::size_t size) {
    if (size > SIZE_MAX - sizeof(Header)) throw std::bad_alloc();
    auto* block = static_cast<Header*>(::operator new(sizeof(Header) + size));
    block->size = size;
    return block + 1;
  }
  void* Realloc(void* old, std::size_t old_size, std::size_t size) {
    void* fresh = Malloc(size);
    if (old != nullptr) std::memcpy(fresh, old, old_size < size ? old_size : size);
    Free(old);
    return fresh;
  }
  static void Free(void* memory) noexcept {
    if (memory == nullptr) return;
    auto* block = static_cast<Header*>(memory) - 1;
    ::explicit_bzero(block, sizeof(Header) + block->size);
    ::operator delete(block);
  }

 private:
  struct alignas(std::max_align_t) Header {
    std::size_t size;
  };
};

}  // namespace atgateway::json
