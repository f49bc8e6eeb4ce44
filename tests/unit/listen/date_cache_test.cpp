#include "listen/date_cache.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using atgateway::listen::DateCache;

BOOST_AUTO_TEST_SUITE(date_cache)

BOOST_AUTO_TEST_CASE(formats_imf_fixdate) {
  // The first is RFC 9110's own example.
  const std::pair<std::time_t, std::string> table[] = {{784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
                                                       {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
                                                       {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},
                                                       {1735689599, "Tue, 31 Dec 2024 23:59:59 GMT"},
                                                       {4102444800, "Fri, 01 Jan 2100 00:00:00 GMT"}};
  DateCache cache;
  for (const auto& [second, text] : table) {
    BOOST_TEST(cache.at(second) == text);
    BOOST_TEST(cache.at(second) == text);  // from memory
  }
}

BOOST_AUTO_TEST_CASE(follows_the_clock) {
  DateCache cache;
  const std::string first(cache.at(10)), second(cache.at(11));
  BOOST_TEST(first != second);
}

BOOST_AUTO_TEST_SUITE_END()
