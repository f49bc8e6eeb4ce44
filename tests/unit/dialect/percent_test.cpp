#include "dialect/percent.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(percent)

BOOST_AUTO_TEST_CASE(everything_but_unreserved_is_encoded) {
  std::string out = "x=";
  dialect::append_percent_encoded(out, "aZ09-._~ /?&=%+ñ\n");
  BOOST_TEST(out == "x=aZ09-._~%20%2F%3F%26%3D%25%2B%C3%B1%0A");
}

BOOST_AUTO_TEST_CASE(decodes_what_is_whole) {
  const std::pair<std::string_view, std::string> good[] = {
      {"", ""}, {"a+b%20c", "a b c"}, {"%7B%22a%22%3a1%7D", "{\"a\":1}"}, {"%c3%B1", "ñ"}, {"%2525", "%25"}};
  for (const auto& [text, wanted] : good) BOOST_TEST(dialect::percent_decoded(text).value_or("-") == wanted);
  for (const char* text : {"%", "a%2", "%zz", "%2g", "%-1"}) BOOST_TEST(!dialect::percent_decoded(text));
}

BOOST_AUTO_TEST_SUITE_END()
