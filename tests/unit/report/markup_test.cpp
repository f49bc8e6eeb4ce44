#include "report/markup.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::report;

BOOST_AUTO_TEST_SUITE(markup)

BOOST_AUTO_TEST_CASE(nothing_begins_markup) {
  BOOST_TEST(escaped("<a href=\"x\" b='y'>&amp;") == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
  BOOST_TEST(escaped("]]>") == "]]&gt;");
}

BOOST_AUTO_TEST_CASE(only_characters_that_xml_has) {
  BOOST_TEST(escaped(std::string("\0\x1b\xff\xef\xbf\xbf\n", 7)) == "\\x00\\x1b\\xff\\u{FFFF}\\x0a");
  BOOST_TEST(escaped_lines("a\nb\r") == "a\nb\\x0d");
}

BOOST_AUTO_TEST_SUITE_END()
