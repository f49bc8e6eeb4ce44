#include "report/layout.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::report;

BOOST_AUTO_TEST_SUITE(layout)

BOOST_AUTO_TEST_CASE(columns_are_what_a_terminal_takes) {
  BOOST_TEST(columns("") == 0);
  BOOST_TEST(columns("abc") == 3);
  BOOST_TEST(columns("é✓·") == 3);
  BOOST_TEST(columns("e\xcc\x81") == 1);
  BOOST_TEST(columns("日本") == 4);
  BOOST_TEST(columns("\xff") == 1);
}

BOOST_AUTO_TEST_CASE(lines_break_at_blanks_and_hang) {
  BOOST_TEST(wrapped("> ", "one two three four", 11) == "> one two\n  three\n  four\n");
  BOOST_TEST(wrapped("", "", 10) == "\n");
  BOOST_TEST(wrapped("label ", "", 10) == "label\n");
  BOOST_TEST(wrapped("", "exactly ten", 11) == "exactly ten\n");
  BOOST_TEST(wrapped("", "exactly tenn", 11) == "exactly\ntenn\n");
  BOOST_TEST(wrapped("", "日本 語", 6) == "日本\n語\n");
}

BOOST_AUTO_TEST_CASE(a_long_word_stays_whole) {
  BOOST_TEST(wrapped("- ", "see https://example.com/a/very/long/path now", 12) ==
             "- see\n  https://example.com/a/very/long/path\n  now\n");
}

BOOST_AUTO_TEST_CASE(the_middle_of_a_long_name_goes_first) {
  BOOST_TEST(shortened("", 5) == "");
  BOOST_TEST(shortened("12345", 5) == "12345");
  BOOST_TEST(shortened("123456", 5) == "12…56");
  BOOST_TEST(shortened("1234567", 6) == "123…67");
  BOOST_TEST(shortened("日本語の名前です", 10) == "日本…です");
  BOOST_TEST(shortened("\xff\xff\xff\xff\xff\xff\xff", 5) == "\xff\xff…\xff\xff");
  for (std::size_t most = 5; most < 40; ++most) {
    BOOST_TEST(columns(shortened("日本ae\xcc\x81語bc日本語日本語defgh本", most)) <= most, most);
  }
}

BOOST_AUTO_TEST_CASE(ascii_for_those_who_have_nothing_else) {
  BOOST_TEST(ascii_only("a → b … 3 µs · é\n") == "a -> b ... 3 us - \\u{00E9}\n");
}

BOOST_AUTO_TEST_SUITE_END()
