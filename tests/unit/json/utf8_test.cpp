#include "json/utf8.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

namespace json = atgateway::json;

BOOST_AUTO_TEST_SUITE(utf8)

// Every code point, encoded by hand: all are good but the surrogates.
BOOST_AUTO_TEST_CASE(accepts_exactly_the_scalar_values) {
  const auto tail = [](unsigned bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  for (unsigned c = 0; c < 0x120000; ++c) {
    std::string bytes;
    if (c < 0x80) {
      bytes = {static_cast<char>(c)};
    } else if (c < 0x800) {
      bytes = {static_cast<char>(0xC0 | (c >> 6)), tail(c)};
    } else if (c < 0x10000) {
      bytes = {static_cast<char>(0xE0 | (c >> 12)), tail(c >> 6), tail(c)};
    } else {
      bytes = {static_cast<char>(0xF0 | (c >> 18)), tail(c >> 12), tail(c >> 6), tail(c)};
    }
    const bool good = c < 0xD800 || (c > 0xDFFF && c < 0x110000);
    const auto step = json::utf8_step(bytes);
    if (step.valid != good || (good && step.bytes != bytes.size()) ||
        (json::find_invalid_utf8(bytes) == bytes.size()) != good) {
      BOOST_ERROR("code point " << c);
    }
  }
}

BOOST_AUTO_TEST_CASE(refuses_every_overlong_form) {
  for (unsigned c = 0; c < 0x10000; ++c) {
    const auto tail = [](unsigned bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
    if (c < 0x80) BOOST_REQUIRE(!json::utf8_step(std::string{static_cast<char>(0xC0 | (c >> 6)), tail(c)}).valid);
    if (c < 0x800) BOOST_REQUIRE(!json::utf8_step(std::string{'\xE0', tail(c >> 6), tail(c)}).valid);
    BOOST_REQUIRE(!json::utf8_step(std::string{'\xF0', tail(c >> 12), tail(c >> 6), tail(c)}).valid);
  }
}

// Unicode, chapter 3, "U+FFFD substitution of maximal subparts": how many bytes one bad step takes.
BOOST_AUTO_TEST_CASE(a_bad_step_takes_the_longest_good_beginning) {
  const struct {
    std::string_view bytes;
    std::size_t taken;
  } cases[] = {{"\x80", 1},         {"\xBF", 1},         {"\xC0\xAF", 1},      {"\xC1\x80", 1},     {"\xC2", 1},
               {"\xC2 ", 1},        {"\xE0\x80\xAF", 1}, {"\xE1\x80", 2},      {"\xE1\x80\xE2", 2}, {"\xED\xA0\x80", 1},
               {"\xF0\x80\x80", 1}, {"\xF0\x91\x92", 3}, {"\xF1\xBF\xBF ", 3}, {"\xF4\x90\x80", 1}, {"\xF5\x80", 1},
               {"\xF8\x88\x80", 1}, {"\xFE", 1},         {"\xFF", 1}};
  for (const auto& c : cases) {
    const auto step = json::utf8_step(c.bytes);
    BOOST_TEST(!step.valid);
    BOOST_TEST(step.bytes == c.taken);
  }
}

// Blocks are looked at as words: a bad byte must be found wherever it stands, and a character may cross any border.
BOOST_AUTO_TEST_CASE(finds_the_first_bad_byte_at_every_place) {
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string good(length, 'a');
    BOOST_REQUIRE_EQUAL(json::find_invalid_utf8(good), length);
    for (std::size_t at = 0; at < length; ++at) {
      std::string bad = good;
      bad[at] = '\xFF';
      BOOST_REQUIRE_EQUAL(json::find_invalid_utf8(bad), at);
      bad = good;
      bad.replace(at, 1, "\xF0\x9F\x98\x80");
      BOOST_REQUIRE_EQUAL(json::find_invalid_utf8(bad), bad.size());
      bad += "\xE2\x82";
      BOOST_REQUIRE_EQUAL(json::find_invalid_utf8(bad), bad.size() - 2);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
