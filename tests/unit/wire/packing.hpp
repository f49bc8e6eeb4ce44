// Packs with zlib, for tests of unpacking.
#pragma once

#include <boost/test/unit_test.hpp>

#include <string>

#include <zlib.h>

namespace atgateway::test {

/// @param bits  zlib's windowBits: 31 gzip, 15 zlib, -15 bare
inline std::string pack(const std::string& plain, int bits) {
  z_stream stream{};
  BOOST_REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, plain.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  BOOST_REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace atgateway::test
