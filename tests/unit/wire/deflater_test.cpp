#include "wire/deflater.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>

using namespace atgateway;
using wire::deflate_bytes;
using wire::inflate_bytes;
using wire::Packing;

namespace {

/// Bytes that do not pack, so that the output passes every border of its buffer.
std::string noise(std::size_t size) {
  std::string bytes;
  std::uint32_t state = 1;
  while (bytes.size() < size) {
    state = state * 1664525 + 1013904223;
    bytes += static_cast<char>(state >> 24);
  }
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(deflater)

BOOST_AUTO_TEST_CASE(what_was_packed_comes_out_again) {
  for (const auto packing : {Packing::gzip, Packing::deflate}) {
    for (const std::size_t size : {0U, 1U, 16300U, 16383U, 16384U, 16385U, 500000U}) {
      for (const auto& plain : {noise(size), std::string(size, 'a')}) {
        BOOST_TEST((inflate_bytes(packing, deflate_bytes(packing, plain), size).value() == plain), size);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(text_becomes_smaller) {
  std::string rows;
  for (int i = 0; i < 1000; ++i) rows += "[\"Calle Mayor " + std::to_string(i) + "\", null],";
  BOOST_TEST(deflate_bytes(Packing::gzip, rows).size() * 4 < rows.size());
}

BOOST_AUTO_TEST_CASE(the_forms_are_the_ones_that_http_means) {
  const auto gzip = deflate_bytes(Packing::gzip, "abc");
  BOOST_TEST(gzip.substr(0, 3) == "\x1f\x8b\x08");  // RFC 1952 2.3.1
  const auto zlib = deflate_bytes(Packing::deflate, "abc");
  BOOST_TEST((static_cast<unsigned char>(zlib[0]) & 0x0f) == 8);  // RFC 1950 2.2
  BOOST_TEST((static_cast<unsigned char>(zlib[0]) * 256 + static_cast<unsigned char>(zlib[1])) % 31 == 0);
}

BOOST_AUTO_TEST_CASE(equal_bytes_pack_equally) {
  BOOST_TEST(deflate_bytes(Packing::gzip, "the same") == deflate_bytes(Packing::gzip, "the same"));
}

BOOST_AUTO_TEST_SUITE_END()
