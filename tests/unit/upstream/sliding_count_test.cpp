#include "upstream/sliding_count.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace std::chrono_literals;
using upstream::SlidingCount;

namespace {
constexpr TimePoint start{1234567ms};  // not at the beginning of a slice
}

BOOST_AUTO_TEST_SUITE(sliding_count)

BOOST_AUTO_TEST_CASE(counts_what_is_in_the_window_and_forgets_the_rest) {
  for (const milliseconds offset : {0ms, 1ms, 500ms, 999ms}) {
    SlidingCount count(10s);
    const auto first = start + offset;
    count.add(first);
    count.add(first + 4s);
    count.add(first + 4s);
    BOOST_TEST(count.sum(first + 4s) == 3);
    BOOST_TEST(count.sum(first + 10s) == 3);
    BOOST_TEST(count.sum(first + 11s) == 2);
    BOOST_TEST(count.sum(first + 14s) == 2);
    BOOST_TEST(count.sum(first + 15s) == 0);
    count.add(first + 1000h);
    BOOST_TEST(count.sum(first + 1000h) == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_slice_is_used_again_only_for_its_own_time) {
  SlidingCount count(10s);
  for (int i = 0; i < 1000; ++i) count.add(start + i * 100ms);
  const auto last = start + 999 * 100ms;
  BOOST_TEST(count.sum(last) > 100);  // ten whole seconds, and what is in the one that runs
  BOOST_TEST(count.sum(last) <= 110);
}

BOOST_AUTO_TEST_CASE(time_that_goes_backwards_is_now) {
  SlidingCount count(10s);
  count.add(start);
  count.add(start - 1h);
  BOOST_TEST(count.sum(start) == 2);
  BOOST_TEST(count.sum(start - 2h) == 2);
  BOOST_TEST(count.sum(start + 11s) == 0);
}

BOOST_AUTO_TEST_CASE(another_window_keeps_the_counts) {
  SlidingCount count(10s);
  count.add(start);
  count.add(start + 8s);
  count.set_window(100s);
  BOOST_TEST(count.sum(start + 8s) == 2);
  BOOST_TEST(count.sum(start + 95s) == 2);
  BOOST_TEST(count.sum(start + 130s) == 0);
  count.set_window(1s);
  BOOST_TEST(count.sum(start + 130s) == 0);

  SlidingCount narrower(100s);
  narrower.add(start);
  narrower.add(start + 99s);
  narrower.set_window(50s);
  BOOST_TEST(narrower.sum(start + 99s) == 1);
}

BOOST_AUTO_TEST_CASE(clearing_forgets_everything) {
  SlidingCount count(10s);
  count.add(start);
  count.clear();
  BOOST_TEST(count.sum(start) == 0);
  count.add(start);
  BOOST_TEST(count.sum(start) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
