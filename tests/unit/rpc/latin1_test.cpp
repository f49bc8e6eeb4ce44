#include "rpc/latin1.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::rpc;

BOOST_AUTO_TEST_SUITE(latin1)

BOOST_AUTO_TEST_CASE(every_byte_there_and_back) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const auto text = from_latin1(all);
  BOOST_TEST(text.size() == 128U + 2 * 128U);
  BOOST_TEST((to_latin1(text) == all));
}

BOOST_AUTO_TEST_CASE(text_as_people_write_it) {
  BOOST_TEST(from_latin1("caf\xE9") == "café");
  BOOST_TEST(to_latin1("ÿ").value() == "\xFF");
  BOOST_TEST(to_latin1("").value() == "");
}

BOOST_AUTO_TEST_CASE(characters_that_are_no_byte) {
  for (const auto* text : {"Ā", "€", "𝄞", "abc€"}) BOOST_TEST(!to_latin1(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
