#include "probe/clean_text.hpp"

#include "json/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace probe = atgateway::probe;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(clean_text)

BOOST_AUTO_TEST_CASE(what_people_write_stays_as_it_is) {
  for (const std::string& text : {""s, "carto-atg.example.com"s, "años, 地図, 🗺, \"quoted\" \\ and <b>"s}) {
    BOOST_TEST(probe::clean_text(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(what_steers_or_hides_becomes_visible) {
  const std::pair<std::string, std::string> rows[] = {
      {"\x1b[31mred\x1b[0m"s, "\\x1B[31mred\\x1B[0m"s},
      {"a\0b"s, "a\\x00b"s},
      {"line\r\nline\t\x7f"s, "line\\x0D\\x0Aline\\x09\\x7F"s},
      {"\xc2\x9b"
       "31m"s,
       "\\u{009B}31m"s},
      {"user\u202Egnp.exe"s, "user\\u{202E}gnp.exe"s},
      {"a\u200Bb\u2028c\u2066d\uFEFFe\u061Cf\u00ADg"s,
       "a\\u{200B}b\\u{2028}c\\u{2066}d\\u{FEFF}e\\u{061C}f\\u{00AD}g"s},
      {"tag\U000E0041"s, "tag\\u{E0041}"s},
      {"\xff\xfe"s, "\\xFF\\xFE"s},
      {"cut \xe5\x9c"s, "cut \\xE5\\x9C"s},
      {"overlong \xc0\x80"s, "overlong \\xC0\\x80"s},
      {"surrogate \xed\xa0\x80"s, "surrogate \\xED\\xA0\\x80"s}};
  for (const auto& [given, shown] : rows) BOOST_TEST(probe::clean_text(given) == shown);
}

BOOST_AUTO_TEST_CASE(the_bound_holds_and_nothing_is_cut_in_two) {
  const std::string text = "é地🗺\x1b\xff\u202Eabc";
  const std::string whole = probe::clean_text(text);
  for (std::size_t most = 0; most <= whole.size() + 2; ++most) {
    const std::string cut = probe::clean_text(text, most);
    BOOST_TEST_CONTEXT("at most " << most) {
      BOOST_TEST(cut.size() <= most);
      BOOST_TEST(atgateway::json::find_invalid_utf8(cut) == cut.size());
      if (most >= whole.size()) {
        BOOST_TEST(cut == whole);
      } else if (most >= 3) {
        BOOST_TEST(cut.ends_with("…"));
        const std::string kept = cut.substr(0, cut.size() - 3);
        BOOST_TEST(whole.starts_with(kept));
        BOOST_TEST(
            (kept.rfind('\\') == std::string::npos || kept.find_first_of("\\", kept.rfind('\\')) + 4 <= kept.size()));
      } else {
        BOOST_TEST(cut.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_large_text_costs_no_more_than_what_is_kept) {
  const std::string text(std::size_t{64} << 20, '\x01');
  BOOST_TEST(probe::clean_text(text).size() <= 1024U);
  BOOST_TEST(probe::clean_text(std::string(1024, 'x')) == std::string(1024, 'x'));
  BOOST_TEST(probe::clean_text(std::string(1025, 'x')) == std::string(1021, 'x') + "…");
}

BOOST_AUTO_TEST_SUITE_END()
