#include "net/timer_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

using namespace std::chrono_literals;
using atgateway::TimePoint;
using atgateway::net::TimerNode;
using atgateway::net::TimerQueue;

namespace {

const auto ignore = [](const std::exception_ptr&) {};

TimePoint at(int ms) { return TimePoint() + std::chrono::milliseconds(ms); }

}  // namespace

BOOST_AUTO_TEST_SUITE(timer_queue)

BOOST_AUTO_TEST_CASE(timers_fire_in_the_order_of_their_times) {
  TimerQueue queue;
  std::vector<std::unique_ptr<TimerNode>> timers;
  std::vector<int> fired;
  std::vector<int> times(1000);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<int>(i);
  std::shuffle(times.begin(), times.end(), std::mt19937(1));
  for (const int ms : times) {
    timers.push_back(std::make_unique<TimerNode>());
    timers.back()->callback = [&fired, ms] { fired.push_back(ms); };
    queue.arm(*timers.back(), at(ms));
  }
  queue.fire(at(499), ignore);
  BOOST_TEST(fired.size() == 500U);
  BOOST_TEST((queue.next() == at(500)));
  queue.fire(at(5000), ignore);
  BOOST_TEST(fired.size() == 1000U);
  BOOST_TEST(std::is_sorted(fired.begin(), fired.end()));
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(random_moves_cancels_and_removals_agree_with_a_simple_model) {
  std::mt19937 random(7);
  TimerQueue queue;
  constexpr std::size_t count = 200;
  constexpr int never = -1;
  std::vector<std::unique_ptr<TimerNode>> timers(count);
  std::vector<int> wanted(count, never);
  std::vector<int> fired_at(count, never);
  int now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    timers[i] = std::make_unique<TimerNode>();
    timers[i]->callback = [&fired_at, &now, i] { fired_at[i] = now; };
  }
  for (int step = 0; step < 20000; ++step) {
    const std::size_t i = random() % count;
    switch (random() % 8) {
      case 0:
        queue.cancel(*timers[i]);
        wanted[i] = never;
        break;
      case 1:
        queue.remove(*timers[i]);
        timers[i] = std::make_unique<TimerNode>();
        timers[i]->callback = [&fired_at, &now, i] { fired_at[i] = now; };
        wanted[i] = never;
        break;
      case 2:
        ++now;
        queue.fire(at(now), ignore);
        for (std::size_t k = 0; k < count; ++k) {
          const bool due = wanted[k] != never && wanted[k] <= now;
          BOOST_REQUIRE_EQUAL(fired_at[k] == now, due);
          if (due) wanted[k] = never;
          BOOST_REQUIRE_EQUAL(timers[k]->armed, wanted[k] != never);
        }
        break;
      default:
        wanted[i] = now + static_cast<int>(random() % 50);
        queue.arm(*timers[i], at(wanted[i]));
    }
  }
}

BOOST_AUTO_TEST_CASE(moving_to_a_later_time_leaves_the_heap_alone) {
  TimerQueue queue;
  TimerNode early;
  TimerNode late;
  int fired = 0;
  early.callback = [&] { ++fired; };
  late.callback = [&] { ++fired; };
  queue.arm(early, at(10));
  queue.arm(late, at(20));
  const auto index = early.index;
  queue.arm(early, at(1000));
  BOOST_TEST(early.index == index);
  BOOST_TEST((queue.next() == at(10)));
  queue.fire(at(15), ignore);
  BOOST_TEST(fired == 0);
  BOOST_TEST((queue.next() == at(20)));
  queue.fire(at(999), ignore);
  BOOST_TEST(fired == 1);
  queue.fire(at(1000), ignore);
  BOOST_TEST(fired == 2);
}

BOOST_AUTO_TEST_CASE(a_callback_may_destroy_itself_and_others) {
  TimerQueue queue;
  auto self = std::make_unique<TimerNode>();
  auto other = std::make_unique<TimerNode>();
  bool other_fired = false;
  const auto drop = [&queue](std::unique_ptr<TimerNode>& timer) {
    queue.remove(*timer);
    timer.reset();
  };
  auto kept = std::make_shared<int>(5);
  int seen = 0;
  self->callback = [&, kept] {
    drop(other);
    drop(self);
    seen = *kept;  // what the callback holds must still be there
  };
  kept.reset();
  other->callback = [&] { other_fired = true; };
  queue.arm(*self, at(1));
  queue.arm(*other, at(2));
  queue.fire(at(3), ignore);
  BOOST_TEST(seen == 5);
  BOOST_TEST(!other_fired);
  BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(what_a_callback_arms_waits_for_the_next_turn) {
  TimerQueue queue;
  TimerNode timer;
  int fired = 0;
  timer.callback = [&] {
    ++fired;
    queue.arm(timer, at(0));
  };
  queue.arm(timer, at(1));
  queue.fire(at(5), ignore);
  BOOST_TEST(fired == 1);
  queue.fire(at(5), ignore);
  BOOST_TEST(fired == 2);
}

BOOST_AUTO_TEST_CASE(a_due_timer_that_another_one_moves_does_not_fire) {
  TimerQueue queue;
  TimerNode first;
  TimerNode second;
  TimerNode third;
  std::vector<int> fired;
  first.callback = [&] {
    fired.push_back(1);
    queue.arm(second, at(100));
    queue.cancel(third);
  };
  second.callback = [&] { fired.push_back(2); };
  third.callback = [&] { fired.push_back(3); };
  queue.arm(first, at(1));
  queue.arm(second, at(2));
  queue.arm(third, at(3));
  queue.fire(at(10), ignore);
  BOOST_TEST(fired == std::vector<int>({1}));
  queue.fire(at(100), ignore);
  BOOST_TEST(fired == std::vector<int>({1, 2}));
}

BOOST_AUTO_TEST_CASE(an_exception_is_handed_over_and_the_rest_fires) {
  TimerQueue queue;
  TimerNode thrower;
  TimerNode calm;
  int fired = 0;
  int caught = 0;
  thrower.callback = [] { throw std::runtime_error("no"); };
  calm.callback = [&] { ++fired; };
  queue.arm(thrower, at(1));
  queue.arm(calm, at(2));
  queue.fire(at(3), [&](const std::exception_ptr& error) {
    BOOST_CHECK_THROW(std::rethrow_exception(error), std::runtime_error);
    ++caught;
  });
  BOOST_TEST(fired == 1);
  BOOST_TEST(caught == 1);
  // The callback is still there for the next time.
  queue.arm(thrower, at(4));
  queue.fire(at(5), [&](const std::exception_ptr&) { ++caught; });
  BOOST_TEST(caught == 2);
}

BOOST_AUTO_TEST_SUITE_END()
