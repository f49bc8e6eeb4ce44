#include "wire/chunk_line.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using atgateway::wire::parse_chunk_line;

BOOST_AUTO_TEST_SUITE(chunk_line)

BOOST_AUTO_TEST_CASE(sizes) {
  BOOST_TEST((parse_chunk_line("0")->size == 0));
  BOOST_TEST((parse_chunk_line("1aF")->size == 0x1af));
  BOOST_TEST((parse_chunk_line("ffffffffffffffff")->size == UINT64_MAX));
  BOOST_TEST((parse_chunk_line("0000000000000010")->size == 16));
  for (const char* text : {"", "g", "-1", "+1", "0x1", "1_", " 1", "1 ", "1\t", "00000000000000001", "1,2", "1.0"}) {
    BOOST_TEST(!parse_chunk_line(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(extensions) {
  for (const char* text :
       {"1;a", "1;a=b", "1;a=\"b\"", "1;a=\"\"", "1;a=\"\\\"\"", "1;a;b=c;d=\"e;f\"", "1 ; a = b ;c", "1;a \t;b"}) {
    BOOST_TEST(parse_chunk_line(text).has_value(), text);
  }
  for (const char* text : {"1;", "1;;a", "1;=b", "1;a=", "1;a=\"", "1;a=\"\\\"", "1;a=\"b\"c", "1;a b", "1;a=b=c",
                           "1 a", "1;a ", "1;a=@", "1:a", "1;a=b "}) {
    BOOST_TEST(!parse_chunk_line(text).has_value(), text);
  }
  BOOST_TEST((parse_chunk_line("1f;a=b")->extension_bytes == 4));
  BOOST_TEST((parse_chunk_line("1f")->extension_bytes == 0));
}

BOOST_AUTO_TEST_SUITE_END()
