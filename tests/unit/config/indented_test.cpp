#include "config/indented.hpp"

#include <boost/test/unit_test.hpp>

using atgateway::config::Indented;

BOOST_AUTO_TEST_SUITE(indented)

BOOST_AUTO_TEST_CASE(two_spaces_and_comments_behind_commas) {
  std::string text;
  Indented out(text);
  out.open('{');
  out.key("a").number(1);
  out.comment("first");
  out.key("b").open('[');
  out.item().string("x\"y");
  out.comment("second");
  out.close(']');
  out.key("c").open('{');
  out.close('}');
  out.close('}');
  out.end();
  BOOST_TEST(text == "{\n  \"a\": 1, // first\n  \"b\": [\n    \"x\\\"y\" // second\n  ],\n  \"c\": {}\n}\n");
}

BOOST_AUTO_TEST_SUITE_END()
