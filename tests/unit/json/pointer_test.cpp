#include "json/pointer.hpp"

#include <boost/test/unit_test.hpp>

namespace json = atgateway::json;

BOOST_AUTO_TEST_SUITE(pointer)

// RFC 6901, section 5.
BOOST_AUTO_TEST_CASE(escapes_slash_and_tilde_only) {
  const struct {
    std::string_view token, expected;
  } cases[] = {{"foo", "/foo"},   {"", "/"},   {"a/b", "/a~1b"}, {"c%d", "/c%d"}, {"e^f", "/e^f"},
               {"k\"l", "/k\"l"}, {" ", "/ "}, {"m~n", "/m~0n"}, {"~1", "/~01"},  {"/~", "/~1~0"}};
  for (const auto& c : cases) {
    std::string pointer;
    json::append_pointer(pointer, c.token);
    BOOST_TEST(pointer == c.expected);
  }
}

BOOST_AUTO_TEST_CASE(appends_to_what_is_there) {
  std::string pointer = "/rows";
  json::append_pointer(pointer, 3);
  json::append_pointer(pointer, "x/y");
  BOOST_TEST(pointer == "/rows/3/x~1y");
}

BOOST_AUTO_TEST_SUITE_END()
