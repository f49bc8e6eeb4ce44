#include "report/compact.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::report;

BOOST_AUTO_TEST_SUITE(compact)

BOOST_AUTO_TEST_CASE(one_line_and_the_same_value) {
  BOOST_TEST(compact_evidence("{ \"a\" : [1, 2.50, 1e400,\n null, true],\r\n \"a\": {\"b\":\"\\u00e9\"} }") ==
             R"({"a":[1,2.50,1e400,null,true],"a":{"b":"é"}})");
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_empty) {
  for (const auto* text : {"", "[]", "3", "{", "{}x", "{\"a\":\"\x1b\"}", "null"}) {
    BOOST_TEST(compact_evidence(text) == "{}");
  }
}

BOOST_AUTO_TEST_CASE(hidden_characters_are_escaped) {
  BOOST_TEST(compact_evidence("{\"a\":\"\\u001b\xe2\x80\xaeX\xf3\xa0\x81\x81\xc2\x9b\"}") ==
             R"({"a":"\u001b\u202eX\udb40\udc41\u009b"})");
  BOOST_TEST(with_hidden_escaped("\"zażółć\"") == "\"zażółć\"");
}

BOOST_AUTO_TEST_SUITE_END()
