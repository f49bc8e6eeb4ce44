#include "wire/inflater.hpp"

#include "base/wiping_growth.hpp"
#include "wire/wiped_blocks.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace atgateway::wire {
namespace {

/// RFC 1950 2.2: method 8, and the first two bytes are a multiple of 31. Bare deflate data begins so very rarely.
bool has_zlib_header(std::string_view packed) noexcept {
  if (packed.size() < 2) return false;
  const auto first = static_cast<unsigned char>(packed[0]);
  const auto second = static_cast<unsigned char>(packed[1]);
  return (first & 0x0f) == 8 && (first * 256 + second) % 31 == 0;
}

int window_bits(Packing packing, std::string_view packed) noexcept {
  if (packing == Packing::gzip) return MAX_WBITS + 16;
  return has_zlib_header(packed) ? MAX_WBITS : -MAX_WBITS;
}

class Inflater {
 public:
  explicit Inflater(int bits) {
    stream_.zalloc = allocate_wiped_block;
    stream_.zfree = free_wiped_block;
    if (inflateInit2(&stream_, bits) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  z_stream* operator->() noexcept { return &stream_; }
  int run() noexcept { return inflate(&stream_, Z_NO_FLUSH); }
  int next_member() noexcept { return inflateReset(&stream_); }

 private:
  z_stream stream_{};
};

Error damaged(const char* detail) { return Error(Errc::bad_request, detail); }

/// Runs to the end of `packed`; what came out is in `plain`, also on failure.
std::optional<Error> inflate_into(std::string& plain, Packing packing, std::string_view packed, std::size_t limit) {
  limit = std::min(limit, std::numeric_limits<std::size_t>::max() - 1);
  constexpr std::size_t most_at_once = std::numeric_limits<unsigned>::max();
  constexpr std::size_t piece = 16384;
  Inflater inflater(window_bits(packing, packed));
  inflater->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  std::size_t given = 0;
  for (;;) {
    if (inflater->avail_in == 0) {
      inflater->avail_in = static_cast<unsigned>(std::min(packed.size() - given, most_at_once));
      given += inflater->avail_in;
    }
    // One byte of room past the limit tells "exactly full" from "too much".
    const std::size_t before = plain.size();
    const std::size_t room = std::min(piece, limit - before + 1);
    base::grow_wiping(plain, before + room, limit + 1, std::max(piece, packed.size() * 4));
    plain.resize(before + room);
    inflater->next_out = reinterpret_cast<Bytef*>(plain.data() + before);
    inflater->avail_out = static_cast<unsigned>(room);
    const int outcome = inflater.run();
    plain.resize(before + room - inflater->avail_out);

    if (plain.size() > limit) {
      return Error(Errc::body_too_large,
                   "The unpacked body is over the limit of " + std::to_string(limit) + " bytes for a body.");
    }
    const bool at_end = inflater->avail_in == 0 && given == packed.size();
    if (outcome == Z_STREAM_END) {
      if (at_end) return std::nullopt;
      if (packing != Packing::gzip) return damaged("The body goes on after the end of its deflate data.");
      if (inflater.next_member() != Z_OK) return damaged("The gzip body is damaged.");
      continue;
    }
    if (outcome == Z_MEM_ERROR) throw std::bad_alloc();
    if (outcome != Z_OK && outcome != Z_BUF_ERROR) return damaged("The body is not what Content-Encoding says.");
    if (at_end && inflater->avail_out > 0) return damaged("The packed body ends early.");
  }
}

}  // namespace

Result<std::string> inflate_bytes(Packing packing, std::string_view packed, std::size_t limit) {
  std::string plain;
  auto error = inflate_into(plain, packing, packed, limit);
  if (!error) return plain;
  wipe(plain);
  return std::move(*error);
}

}  // namespace atgateway::wire
