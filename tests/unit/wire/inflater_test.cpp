#include "wire/inflater.hpp"

#include "unit/wire/packing.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using test::pack;
using wire::inflate_bytes;
using wire::Packing;

namespace {
constexpr int gzip_bits = 15 + 16, zlib_bits = 15, bare_bits = -15;
}

BOOST_AUTO_TEST_SUITE(inflater)

BOOST_AUTO_TEST_CASE(what_was_packed_comes_out) {
  for (const std::size_t size : {0U, 1U, 100U, 16383U, 16384U, 16385U, 1000000U}) {
    std::string plain;
    for (std::size_t i = 0; i < size; ++i) plain += static_cast<char>('a' + (i * i / 7) % 26);
    BOOST_TEST((inflate_bytes(Packing::gzip, pack(plain, gzip_bits), 1000000).value() == plain), size);
    BOOST_TEST((inflate_bytes(Packing::deflate, pack(plain, zlib_bits), 1000000).value() == plain), size);
    BOOST_TEST((inflate_bytes(Packing::deflate, pack(plain, bare_bits), 1000000).value() == plain), size);
  }
}

BOOST_AUTO_TEST_CASE(members_follow_one_another) {
  const auto packed = pack("abc", gzip_bits) + pack("", gzip_bits) + pack("def", gzip_bits);
  BOOST_TEST(inflate_bytes(Packing::gzip, packed, 6).value() == "abcdef");
  BOOST_TEST((inflate_bytes(Packing::gzip, packed, 5).error().code() == Errc::body_too_large));
}

BOOST_AUTO_TEST_CASE(deflate_has_one_member) {
  for (const int bits : {zlib_bits, bare_bits}) {
    const auto plain = inflate_bytes(Packing::deflate, pack("abc", bits) + pack("def", bits), 100);
    BOOST_TEST((!plain.ok() && plain.error().code() == Errc::bad_request));
  }
}

BOOST_AUTO_TEST_CASE(the_limit_is_exact) {
  for (const std::size_t size : {1U, 16384U, 16385U, 100000U}) {
    const auto packed = pack(std::string(size, 'a'), gzip_bits);
    BOOST_TEST(inflate_bytes(Packing::gzip, packed, size).ok());
    BOOST_TEST((inflate_bytes(Packing::gzip, packed, size - 1).error().code() == Errc::body_too_large));
  }
  BOOST_TEST(inflate_bytes(Packing::gzip, pack("abc", gzip_bits), SIZE_MAX).ok());
}

BOOST_AUTO_TEST_CASE(a_bomb_stops_at_the_limit) {
  // A thousandfold: 64 MiB of zeros in 64 KiB, and the same after an innocent member.
  const auto bomb = pack(std::string(64U << 20, '\0'), gzip_bits);
  BOOST_TEST(bomb.size() < 100000);
  BOOST_TEST((inflate_bytes(Packing::gzip, bomb, 1U << 20).error().code() == Errc::body_too_large));
  BOOST_TEST(
      (inflate_bytes(Packing::gzip, pack("a", gzip_bits) + bomb, 1U << 20).error().code() == Errc::body_too_large));
}

BOOST_AUTO_TEST_CASE(cut_off_anywhere_it_is_refused) {
  for (const int bits : {gzip_bits, zlib_bits, bare_bits}) {
    const auto packed = pack("{\"rows\": [{\"address\": \"Calle Mayor\"}, {\"address\": \"Calle Menor\"}]}", bits);
    const auto packing = bits == gzip_bits ? Packing::gzip : Packing::deflate;
    for (std::size_t size = 0; size < packed.size(); ++size) {
      const auto plain = inflate_bytes(packing, packed.substr(0, size), 1000);
      BOOST_TEST((!plain.ok() && plain.error().code() == Errc::bad_request), "after " << size << " bytes");
    }
    const auto longer = inflate_bytes(packing, packed + "x", 1000);
    BOOST_TEST((!longer.ok() && longer.error().code() == Errc::bad_request));
  }
}

BOOST_AUTO_TEST_CASE(damage_is_found) {
  auto packed = pack("some text that is packed", gzip_bits);
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);  // in its CRC
  BOOST_TEST((inflate_bytes(Packing::gzip, packed, 1000).error().code() == Errc::bad_request));
  BOOST_TEST(
      (inflate_bytes(Packing::gzip, "not gzip at all, not even nearly", 1000).error().code() == Errc::bad_request));
  BOOST_TEST((inflate_bytes(Packing::gzip, pack("a", zlib_bits), 1000).error().code() == Errc::bad_request));
}

BOOST_AUTO_TEST_SUITE_END()
