#include "upstream/retry_budget.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <limits>
#include <thread>
#include <vector>

using namespace atgateway;
using namespace std::chrono_literals;
using upstream::RetryBudget;

namespace {

constexpr TimePoint start{70000s};

RetryConfig config(std::uint32_t percent, std::uint32_t per_second) {
  RetryConfig config;
  config.budget_percent = percent;
  config.min_per_second = per_second;
  return config;
}

int take_all(RetryBudget& budget, TimePoint at) {
  int taken = 0;
  while (taken < 1'000'000 && budget.take(at)) ++taken;
  return taken;
}

void count_calls(RetryBudget& budget, int calls, TimePoint at) {
  for (int i = 0; i < calls; ++i) budget.count_call(at);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(retry_budget)

BOOST_AUTO_TEST_CASE(a_share_of_the_calls_rounded_down) {
  for (const auto [percent, calls, repeats] : {std::array{20, 100, 20}, std::array{20, 4, 0}, std::array{20, 5, 1},
                                               std::array{33, 100, 33}, std::array{0, 100, 0}, std::array{100, 7, 7}}) {
    RetryBudget budget(config(static_cast<std::uint32_t>(percent), 0));
    count_calls(budget, calls, start);
    BOOST_TEST(take_all(budget, start) == repeats);
    BOOST_TEST(take_all(budget, start + 9s) == 0);  // what is taken stays taken as long as the calls count
  }
}

BOOST_AUTO_TEST_CASE(calls_count_for_ten_seconds) {
  RetryBudget budget(config(20, 0));
  count_calls(budget, 100, start);
  count_calls(budget, 50, start + 10s);
  RetryBudget late(config(20, 0));
  count_calls(late, 100, start);
  BOOST_TEST(take_all(budget, start + 10s) == 30);
  BOOST_TEST(take_all(late, start + 11s) == 0);
}

BOOST_AUTO_TEST_CASE(no_ten_seconds_have_more_repeats_than_their_share) {
  RetryBudget budget(config(20, 0));
  std::vector<int> taken;
  for (int tick = 0; tick < 1000; ++tick) {
    const auto now = start + tick * 100ms;
    count_calls(budget, 7, now);
    taken.push_back(take_all(budget, now));
  }
  int all = 0;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    all += taken[i];
    int in_ten_seconds = 0;
    for (std::size_t j = i < 99 ? 0 : i - 99; j <= i; ++j) in_ten_seconds += taken[j];
    BOOST_REQUIRE_LE(in_ten_seconds, 7 * 110 / 5);
  }
  BOOST_TEST(all > 7 * 1000 / 5 * 9 / 10);
  BOOST_TEST(all <= 7 * 1000 / 5);
}

BOOST_AUTO_TEST_CASE(the_floor_is_there_without_calls) {
  RetryBudget budget(config(0, 10));
  BOOST_TEST(take_all(budget, start) == 10);
  BOOST_TEST(take_all(budget, start + 100ms - 1ns) == 0);
  BOOST_TEST(take_all(budget, start + 100ms) == 1);
  BOOST_TEST(take_all(budget, start + 1h) == 10);  // one second's worth, however long it was quiet
}

BOOST_AUTO_TEST_CASE(the_floor_does_not_drift) {
  RetryBudget budget(config(0, 7));
  take_all(budget, start);
  int taken = 0;
  // Steps that no seventh of a second fits into.
  for (int i = 1; i <= 1'000'000; ++i) taken += budget.take(start + i * 100'003ns) ? 1 : 0;
  BOOST_TEST(taken == 700);  // 7 * 100.003 s
}

BOOST_AUTO_TEST_CASE(the_share_comes_on_top_of_the_floor) {
  RetryBudget budget(config(20, 10));
  count_calls(budget, 100, start);
  BOOST_TEST(take_all(budget, start) == 30);
}

BOOST_AUTO_TEST_CASE(time_that_goes_backwards_gives_nothing) {
  RetryBudget budget(config(20, 10));
  count_calls(budget, 100, start);
  take_all(budget, start);
  BOOST_TEST(take_all(budget, start - 1h) == 0);
  BOOST_TEST(take_all(budget, start) == 0);
  BOOST_TEST(take_all(budget, start + 100ms) == 1);
}

BOOST_AUTO_TEST_CASE(a_new_configuration_counts_from_now_on) {
  RetryBudget budget(config(20, 10));
  count_calls(budget, 100, start);
  budget.configure(config(50, 2));
  BOOST_TEST(take_all(budget, start) == 52);
  budget.configure(config(20, 100));
  BOOST_TEST(take_all(budget, start + 100ms) == 10);
}

BOOST_AUTO_TEST_CASE(the_greatest_numbers_do_not_overflow) {
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  RetryBudget budget(config(0, most));
  for (int i = 0; i < 10; ++i) BOOST_TEST(budget.take(start + i * 1h));
}

BOOST_AUTO_TEST_CASE(threads_share_it_exactly) {
  RetryBudget budget(config(20, 10));
  count_calls(budget, 1000, start);
  std::atomic<int> taken{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) {
        budget.count_call(start);
        if (budget.take(start)) ++taken;
      }
    });
  }
  threads.clear();
  taken += take_all(budget, start);
  BOOST_TEST(taken == 10 + 1000);  // 20 % of 5000 calls, and the floor
}

BOOST_AUTO_TEST_SUITE_END()
