#include "json/writer.hpp"

#include "json/document.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <limits>
#include <random>
#include <string>

using namespace std::literals;
namespace json = atgateway::json;

namespace {

std::string written(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

std::string written(double value) {
  std::string out;
  json::Writer(out).number(value);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writer)

BOOST_AUTO_TEST_CASE(commas_and_nesting) {
  std::string out = "x=";
  json::Writer w(out);
  w.begin_object();
  w.member("a", 1).member("b", "text").member("c", "view"sv).member("d", "string"s).member("e", true).member("f", 1.5);
  w.key("g").begin_array().end_array();
  w.key("h")
      .begin_array()
      .number(1)
      .null()
      .boolean(false)
      .begin_object()
      .end_object()
      .string("s")
      .raw("[0, 1]")
      .end_array();
  w.key("i").begin_object().key("j").raw("1E400").end_object();
  w.member("k", std::uint64_t{18446744073709551615U}).member("l", std::int64_t{-5}).member("m", std::uint16_t{7});
  w.end_object();
  BOOST_TEST(out == R"(x={"a":1,"b":"text","c":"view","d":"string","e":true,"f":1.5,"g":[],)"
                    R"("h":[1,null,false,{},"s",[0, 1]],"i":{"j":1E400},"k":18446744073709551615,"l":-5,"m":7})");
}

BOOST_AUTO_TEST_CASE(escapes) {
  const struct {
    std::string_view text, expected;
  } cases[] = {
      {"", R"("")"},
      {"plain / text", R"("plain / text")"},
      {"\"\\", R"("\"\\")"},
      {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
      {"\0\x01\x1f\x7f"sv, R"("\u0000\u0001\u001f\u007f")"},
      {"\xC2\x80\xC2\x85\xC2\x9F\xC2\xA0", "\"\\u0080\\u0085\\u009f\xC2\xA0\""},
      {"a\xE2\x80\xA8z\xE2\x80\xA9", R"("a\u2028z\u2029")"},
      {"\xE2\x80\xA7\xE2\x80\xAA", "\"\xE2\x80\xA7\xE2\x80\xAA\""},
      {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""},
  };
  for (const auto& c : cases) BOOST_TEST(written(c.text) == c.expected);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_become_the_replacement_character) {
  const auto fffd = "\xEF\xBF\xBD"s;
  const struct {
    std::string_view text;
    std::string expected;
  } cases[] = {
      {"\xFF", fffd},
      {"a\x80z", "a" + fffd + "z"},
      {"\xC0\xAF", fffd + fffd},
      {"\xED\xA0\x80", fffd + fffd + fffd},
      {"\xE2\x82", fffd},
      {"\xE2\x82\"", fffd + "\\\""},
      {"\xF0\x9F\x98\xE2\x82\xAC", fffd + "\xE2\x82\xAC"},
      {"\xC2", fffd},
  };
  for (const auto& c : cases) BOOST_TEST(written(c.text) == "\"" + c.expected + "\"");
}

BOOST_AUTO_TEST_CASE(doubles_are_shortest_and_json) {
  const struct {
    double value;
    std::string_view expected;
  } cases[] = {{0.0, "0"},
               {-0.0, "-0"},
               {1.0, "1"},
               {0.1, "0.1"},
               {-122.4194155, "-122.4194155"},
               {1e300, "1e+300"},
               {5e-324, "5e-324"},
               {0.30000000000000004, "0.30000000000000004"},
               {std::numeric_limits<double>::infinity(), "null"},
               {-std::numeric_limits<double>::infinity(), "null"},
               {std::numeric_limits<double>::quiet_NaN(), "null"}};
  for (const auto& c : cases) BOOST_TEST(written(c.value) == c.expected);
}

BOOST_AUTO_TEST_CASE(doubles_read_back_the_same) {
  std::mt19937_64 random(1);  // NOLINT(cert-msc51-cpp): the same numbers in every run
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    const std::string text = written(value);
    BOOST_REQUIRE(json::Document::parse(text).ok());
    if (text != "null") BOOST_REQUIRE_EQUAL(std::strtod(text.c_str(), nullptr), value);
  }
}

BOOST_AUTO_TEST_CASE(integers_at_their_ends) {
  std::string out;
  json::Writer w(out);
  w.begin_array().number(INT64_MIN).number(INT64_MAX).number(UINT64_MAX).number(std::uint32_t{UINT32_MAX}).number(-1);
  w.end_array();
  BOOST_TEST(out == "[-9223372036854775808,9223372036854775807,18446744073709551615,4294967295,-1]");
}

// Whatever the bytes, what is written is read; and when they are UTF-8, they come back.
BOOST_AUTO_TEST_CASE(strings_read_back) {
  std::mt19937 random(2);  // NOLINT(cert-msc51-cpp)
  constexpr std::string_view pieces[] = {"a",
                                         "\"",
                                         "\\",
                                         "\n",
                                         "\0"sv,
                                         "\x7F",
                                         "\xC2\x85",
                                         "\xC3\xA9",
                                         "\xE2\x80\xA8",
                                         "\xF0\x9F\x98\x80",
                                         "/",
                                         "\x1F",
                                         "longer than one word"};
  for (int i = 0; i < 5000; ++i) {
    std::string text, bytes;
    for (std::size_t n = random() % 12; n > 0; --n) {
      text += pieces[random() % std::size(pieces)];
      bytes += static_cast<char>(random());
    }
    const auto same = json::Document::parse(written(text));
    BOOST_REQUIRE(same);
    BOOST_REQUIRE(same.value().root().text() == text);
    BOOST_REQUIRE(json::Document::parse(written(bytes)).ok());
    BOOST_REQUIRE(written(text).find('\n') == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
