#include "report/visible.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::report;

BOOST_AUTO_TEST_SUITE(visible)

BOOST_AUTO_TEST_CASE(plain_text_stays) {
  for (const std::string text : {"", "plain", "Zażółć gęślą jaźń", "日本 🙂", "a\\b"}) {
    BOOST_TEST(atgateway::report::visible(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(hidden_characters_become_text) {
  const std::pair<std::string, std::string> table[] = {
      {"\x1b[2J", "\\x1b[2J"},
      {"a\nb\tc\rd", "a\\x0ab\\x09c\\x0dd"},
      {std::string("\0", 1), "\\x00"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b", "\\x9b"},
      {"\xe2\x80\xae", "\\u{202E}"},
      {"\xe2\x80\x8b", "\\u{200B}"},
      {"\xef\xbb\xbf", "\\u{FEFF}"},
      {"\xf3\xa0\x81\x81", "\\u{E0041}"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
  };
  for (const auto& [text, shown] : table) BOOST_TEST(atgateway::report::visible(text) == shown);
}

BOOST_AUTO_TEST_CASE(lines_stay_where_they_may) { BOOST_TEST(visible_lines("a\nb\x1b") == "a\nb\\x1b"); }

BOOST_AUTO_TEST_CASE(long_text_is_cut_between_characters) {
  BOOST_TEST(atgateway::report::visible("abcdef", 3) == "abc…");
  BOOST_TEST(atgateway::report::visible("aéé", 3) == "aé…");
  BOOST_TEST(atgateway::report::visible("aé", 3) == "aé");
  BOOST_TEST(atgateway::report::visible("a\x1b", 3) == "a…");
}

BOOST_AUTO_TEST_SUITE_END()
