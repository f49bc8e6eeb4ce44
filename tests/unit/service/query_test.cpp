#include "service/query.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway::service;

BOOST_AUTO_TEST_SUITE(query)

BOOST_AUTO_TEST_CASE(only_unreserved_characters_stay) {
  std::string everything;
  for (int byte = 0; byte < 256; ++byte) everything += static_cast<char>(byte);
  std::string out;
  append_encoded(out, everything);
  std::string plain;
  for (std::size_t at = 0; at < out.size(); at += out[at] == '%' ? 3u : 1u) {
    if (out[at] != '%') plain += out[at];
  }
  BOOST_TEST(plain == "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");
}

BOOST_AUTO_TEST_CASE(bytes_become_upper_case_hex) {
  std::string out;
  append_encoded(out, "a b&c=d+e%f/g?h#ñ\n\xff");
  BOOST_TEST(out == "a%20b%26c%3Dd%2Be%25f%2Fg%3Fh%23%C3%B1%0A%FF");
}

BOOST_AUTO_TEST_CASE(parameters_are_joined) {
  std::string out;
  append_parameter(out, "a", "1");
  append_parameter(out, "b", "x y");
  append_parameter(out, "c", "");
  BOOST_TEST(out == "a=1&b=x%20y&c=");
}

BOOST_AUTO_TEST_SUITE_END()
