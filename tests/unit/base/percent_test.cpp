#include "base/percent.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(percent)

BOOST_AUTO_TEST_CASE(everything_but_unreserved_is_encoded) {
  std::string out = "x=";
  base::append_percent_encoded(out, "aZ09-._~ /?&=%+ñ\n");
  BOOST_TEST(out == "x=aZ09-._~%20%2F%3F%26%3D%25%2B%C3%B1%0A");
}

BOOST_AUTO_TEST_CASE(only_unreserved_characters_stay) {
  std::string everything;
  for (int byte = 0; byte < 256; ++byte) everything += static_cast<char>(byte);
  std::string out;
  base::append_percent_encoded(out, everything);
  std::string plain;
  for (std::size_t at = 0; at < out.size(); at += out[at] == '%' ? 3u : 1u) {
    if (out[at] != '%') plain += out[at];
  }
  BOOST_TEST(plain == "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");
}

BOOST_AUTO_TEST_CASE(bytes_become_upper_case_hex) {
  std::string out;
  base::append_percent_encoded(out, "a b&c=d+e%f/g?h#ñ\n\xff");
  BOOST_TEST(out == "a%20b%26c%3Dd%2Be%25f%2Fg%3Fh%23%C3%B1%0A%FF");
}

BOOST_AUTO_TEST_CASE(decodes_what_is_whole) {
  const std::pair<std::string_view, std::string> good[] = {
      {"", ""}, {"a+b%20c", "a b c"}, {"%7B%22a%22%3a1%7D", "{\"a\":1}"}, {"%c3%B1", "ñ"}, {"%2525", "%25"}};
  for (const auto& [text, wanted] : good) BOOST_TEST(base::percent_decoded(text).value_or("-") == wanted);
  for (const char* text : {"%", "a%2", "%zz", "%2g", "%-1"}) BOOST_TEST(!base::percent_decoded(text));
}

BOOST_AUTO_TEST_SUITE_END()
