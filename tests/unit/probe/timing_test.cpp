#include "probe/timing.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace atgateway::probe;

BOOST_AUTO_TEST_SUITE(timing)

BOOST_AUTO_TEST_CASE(of_nothing_there_is_nothing) {
  const Spread none = spread({});
  BOOST_TEST(none.min_us == 0);
  BOOST_TEST(none.median_us == 0);
  BOOST_TEST(none.p95_us == 0);
}

BOOST_AUTO_TEST_CASE(the_nearest_rank_is_a_time_that_was_measured) {
  struct Row {
    std::vector<std::int64_t> times;
    std::int64_t least, median, p95;
  };
  std::vector<std::int64_t> hundred;
  for (std::int64_t each = 100; each > 0; --each) hundred.push_back(each);
  const Row rows[] = {{{7}, 7, 7, 7},
                      {{9, 3}, 3, 3, 9},
                      {{5, 1, 9}, 1, 5, 9},
                      {{4, 3, 2, 1}, 1, 2, 4},
                      {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, 1, 10, 19},
                      {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21}, 1, 11, 20},
                      {hundred, 1, 50, 95}};
  for (const Row& row : rows) {
    const Spread seen = spread(row.times);
    BOOST_TEST_CONTEXT(row.times.size() << " times") {
      BOOST_TEST(seen.min_us == row.least);
      BOOST_TEST(seen.median_us == row.median);
      BOOST_TEST(seen.p95_us == row.p95);
    }
  }
}

BOOST_AUTO_TEST_CASE(evidence_names_the_unit_and_is_silent_about_nothing) {
  std::string text;
  atgateway::json::Writer out(text);
  out.begin_object();
  write_spread(out, "nothing", {});
  write_spread(out, "time", std::vector<std::int64_t>{30, 10, 20});
  out.end_object();
  BOOST_TEST(text == R"({"time":{"samples":3,"min_us":10,"median_us":20,"p95_us":30}})");
}

BOOST_AUTO_TEST_SUITE_END()
