#include "dialect/clipped.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(clipped)

BOOST_AUTO_TEST_CASE(no_character_is_cut_in_two) {
  BOOST_TEST(dialect::clipped("abc", 3) == "abc");
  BOOST_TEST(dialect::clipped("abcd", 3) == "abc");
  BOOST_TEST(dialect::clipped("abñ", 3) == "ab");
  BOOST_TEST(dialect::clipped("añb", 3) == "añ");
  BOOST_TEST(dialect::clipped("a\xF0\x9F\x98\x80", 4) == "a");
  BOOST_TEST(dialect::clipped("\x80\x80\x80", 2) == "");
  BOOST_TEST(dialect::clipped("", 0) == "");
}

BOOST_AUTO_TEST_SUITE_END()
