#include "wire/line_scanner.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using atgateway::wire::LineScanner;
using Found = LineScanner::Found;

BOOST_AUTO_TEST_SUITE(line_scanner)

BOOST_AUTO_TEST_CASE(finds_each_kind_of_end_at_each_position) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string text(size, 'a');
    std::size_t found_size = 0;
    const auto scan = [&](std::string_view rest, std::size_t limit = 100) {
      LineScanner scanner;
      const Found found = scanner.scan(rest, limit);
      found_size = scanner.size();
      return found;
    };
    BOOST_TEST((scan(text) == Found::need_more));
    BOOST_TEST((scan(text + "\r") == Found::need_more));
    BOOST_TEST((scan(text + "\r\n") == Found::line));
    BOOST_TEST(found_size == size);
    BOOST_TEST((scan(text + "\r\nmore than eight bytes") == Found::line));
    BOOST_TEST((scan(text + "\rmore than eight bytes") == Found::bare_cr));
    BOOST_TEST((scan(text + "\nmore than eight bytes") == Found::bare_lf));
    BOOST_TEST((scan(text + "\x7fmore than eight bytes") == Found::control));
    BOOST_TEST((scan(text + std::string(1, '\0') + "more than eight bytes") == Found::control));
    BOOST_TEST((scan(text + "\t\x80\xff more\r\n") == Found::line));
    BOOST_TEST(found_size == size + 8);
    BOOST_TEST((scan(text + "\r\n", size) == Found::line));
    BOOST_TEST((scan(text + "a\r\n", size) == Found::too_long));
    BOOST_TEST((scan(text + "a", size) == Found::too_long));
  }
}

BOOST_AUTO_TEST_CASE(every_byte_value_is_judged_in_every_lane) {
  for (int c = 0; c < 256; ++c) {
    const bool control = (c < 0x20 && c != '\t') || c == 0x7f;
    for (std::size_t lane = 0; lane < 8; ++lane) {
      std::string text(24, 'a');
      text[8 + lane] = static_cast<char>(c);
      LineScanner scanner;
      const Found found = scanner.scan(text, 100);
      BOOST_TEST((found != Found::need_more) == control, "byte " << c << " in lane " << lane);
    }
  }
}

BOOST_AUTO_TEST_CASE(goes_on_where_it_stopped) {
  const std::string text = "GET / HTTP/1.1\r\n";
  LineScanner scanner;
  for (std::size_t size = 0; size < text.size(); ++size) {
    BOOST_TEST((scanner.scan(std::string_view(text).substr(0, size), 100) == Found::need_more));
  }
  BOOST_TEST((scanner.scan(text, 100) == Found::line));
  BOOST_TEST(scanner.size() == 14);
  scanner.reset();
  BOOST_TEST((scanner.scan("\r\n", 0) == Found::line));
  BOOST_TEST(scanner.size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
