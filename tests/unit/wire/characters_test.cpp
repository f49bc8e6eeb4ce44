#include "wire/characters.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::wire;

BOOST_AUTO_TEST_SUITE(characters)

BOOST_AUTO_TEST_CASE(classes_hold_what_the_rfcs_list) {
  int tokens = 0, targets = 0, hosts = 0, digits = 0, controls = 0;
  for (int c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    tokens += is(token_character, byte) ? 1 : 0;
    targets += is(target_character, byte) ? 1 : 0;
    hosts += is(host_character, byte) ? 1 : 0;
    digits += is(hex_digit, byte) ? 1 : 0;
    controls += is(control_character, byte) ? 1 : 0;
  }
  BOOST_TEST(tokens == 77);       // RFC 9110 5.6.2: 62 letters and digits, 15 others
  BOOST_TEST(targets == 94 - 1);  // VCHAR without '#'
  BOOST_TEST(hosts == 62 + 4);
  BOOST_TEST(digits == 22);
  BOOST_TEST(controls == 32 - 1 + 1);  // C0 without TAB, and DEL
}

BOOST_AUTO_TEST_CASE(borders) {
  for (const char c :
       {'(', ')', ',', '/', ':', ';', '<', '=', '>', '?', '@', '[', '\\', ']', '{', '}', '"', ' ', '\t'}) {
    BOOST_TEST(!is(token_character, c), c);
  }
  BOOST_TEST(!is(control_character, '\t'));
  BOOST_TEST(is(control_character, '\x7f'));
  BOOST_TEST(!is(control_character, '\x80'));
  BOOST_TEST(!is(target_character, ' '));
  BOOST_TEST(!is(target_character, '\x80'));
}

BOOST_AUTO_TEST_CASE(case_and_whitespace) {
  BOOST_TEST(equal_without_case("Content-LENGTH", "content-length"));
  BOOST_TEST(!equal_without_case("content-length", "content-lengt"));
  BOOST_TEST(!equal_without_case("[", "{"));  // differ in bit 5 only, and are no letters
  BOOST_TEST(!equal_without_case("@", "`"));
  BOOST_TEST(trim(" \t a b\t ") == "a b");
  BOOST_TEST(trim(" \t ") == "");
  BOOST_TEST(!is_token(""));
  BOOST_TEST(!is_token("a b"));
}

BOOST_AUTO_TEST_SUITE_END()
