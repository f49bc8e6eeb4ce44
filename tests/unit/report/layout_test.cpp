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

BOOST_AUTO_TEST_CASE(ascii_for_those_who_have_nothing_else) {
  BOOST_TEST(ascii_only("a → b … 3 µs · é\n") == "a -> b ... 3 us - \\u{00E9}\n");
}

BOOST_AUTO_TEST_SUITE_END()
