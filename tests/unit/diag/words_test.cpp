#include "diag/words.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::diag;

BOOST_AUTO_TEST_SUITE(words)

BOOST_AUTO_TEST_CASE(times_have_the_unit_that_fits) {
  BOOST_TEST(as_time(0) == "0 µs");
  BOOST_TEST(as_time(999) == "999 µs");
  BOOST_TEST(as_time(12449) == "12.4 ms");
  BOOST_TEST(as_time(1000000) == "1.0 s");
  BOOST_TEST(as_time(2950000) == "3.0 s");
}

BOOST_AUTO_TEST_CASE(lists_read_like_sentences) {
  BOOST_TEST(as_list({}) == "");
  BOOST_TEST(as_list({"a"}) == "a");
  BOOST_TEST(as_list({"a", "b"}) == "a and b");
  BOOST_TEST(as_list({"a", "b", "c"}) == "a, b and c");
  BOOST_TEST(as_list({"a", "b", "c", "d"}, 2) == "a, b and 2 more");
}

BOOST_AUTO_TEST_CASE(counts_and_moments) {
  BOOST_TEST(count_of(1, "day", "days") == "1 day");
  BOOST_TEST(count_of(0, "day", "days") == "0 days");
  BOOST_TEST(as_date(1795424400) == "2026-11-23");
  BOOST_TEST(as_moment(1795424400) == "2026-11-23T09:00:00Z");
  BOOST_TEST(as_date(INT64_MAX) == std::to_string(INT64_MAX));
}

BOOST_AUTO_TEST_SUITE_END()
