#include "wire/deflater.hpp"

#include "base/wiping_growth.hpp"
#include "wire/wiped_blocks.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <new>

namespace atgateway::wire {
namespace {

class Deflater {
 public:
  explicit Deflater(Packing packing) {
    stream_.zalloc = allocate_wiped_block;
    stream_.zfree = free_wiped_block;
    constexpr int usual_memory = 8;
    const int bits = packing == Packing::gzip ? MAX_WBITS + 16 : MAX_WBITS;
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, bits, usual_memory, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  z_stream* operator->() noexcept { return &stream_; }
  int run(int flush) noexcept { return deflate(&stream_, flush); }

 private:
  z_stream stream_{};
};

}  // namespace

std::string deflate_bytes(Packing packing, std::string_view plain) {
  constexpr std::size_t most_at_once = std::numeric_limits<unsigned>::max();
  constexpr std::size_t piece = 16384;
  Deflater deflater(packing);
  deflater->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  std::size_t given = 0;
  std::string packed;
  for (;;) {
    if (deflater->avail_in == 0) {
      deflater->avail_in = static_cast<unsigned>(std::min(plain.size() - given, most_at_once));
      given += deflater->avail_in;
    }
    const std::size_t before = packed.size();
    base::grow_wiping(packed, before + piece, std::numeric_limits<std::size_t>::max(), piece);
    packed.resize(before + piece);
    deflater->next_out = reinterpret_cast<Bytef*>(packed.data() + before);
    deflater->avail_out = static_cast<unsigned>(piece);
    const int outcome = deflater.run(given == plain.size() ? Z_FINISH : Z_NO_FLUSH);
    packed.resize(before + piece - deflater->avail_out);
    // With room to write and a stream of our own, deflate cannot fail in another way than ending.
    if (outcome == Z_STREAM_END) return packed;
  }
}

}  // namespace atgateway::wire
