#include "upstream/breaker.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <ostream>
#include <thread>
#include <vector>

namespace atgateway::upstream {
std::ostream& operator<<(std::ostream& out, Breaker::State state) {
  return out << (state == Breaker::State::closed ? "closed" : state == Breaker::State::open ? "open" : "half-open");
}
std::ostream& operator<<(std::ostream& out, Breaker::Answer answer) {
  return out << (answer == Breaker::Answer::go ? "go" : answer == Breaker::Answer::probe ? "probe" : "wait");
}
}  // namespace atgateway::upstream

using namespace atgateway;
using namespace std::chrono_literals;
using upstream::Breaker;
using Answer = Breaker::Answer;
using State = Breaker::State;

namespace {

constexpr TimePoint start{50000s};
constexpr BreakerConfig usual{.failures = 5, .window = 10s, .open = 5s, .probes = 3};

void fail(Breaker& breaker, int times, TimePoint at) {
  for (int i = 0; i < times; ++i) {
    BOOST_REQUIRE_EQUAL(breaker.ask(at), Answer::go);
    breaker.failed(Answer::go, at);
  }
}

/// Opened at `start`; half open from five seconds later.
struct Opened {
  Breaker breaker{usual};
  const TimePoint half = start + 5s;
  Opened() { fail(breaker, 5, start); }
  void probes(int count, TimePoint at) {
    for (int i = 0; i < count; ++i) BOOST_REQUIRE_EQUAL(breaker.ask(at), Answer::probe);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(breaker)

BOOST_AUTO_TEST_CASE(opens_at_so_many_failures_in_the_window) {
  Breaker breaker(usual);
  fail(breaker, 4, start);
  breaker.succeeded(Answer::go, start);  // a few successes beside them heal nothing
  BOOST_TEST(breaker.state(start) == State::closed);
  BOOST_TEST(breaker.wait(start) == 0ms);
  fail(breaker, 1, start + 10s);
  BOOST_TEST(breaker.state(start + 10s) == State::open);
  BOOST_TEST(breaker.ask(start + 10s) == Answer::wait);
  BOOST_TEST(breaker.wait(start + 11s) == 4000ms);
  BOOST_TEST(breaker.wait(start + 11s + 1ns) == 4000ms);  // never too early
}

BOOST_AUTO_TEST_CASE(a_busy_upstream_may_lose_a_call_here_and_there) {
  Breaker breaker(usual);
  for (int i = 0; i < 7; ++i) breaker.succeeded(Answer::go, start);
  fail(breaker, 6, start);
  BOOST_TEST(breaker.state(start) == State::closed);
  fail(breaker, 1, start);
  BOOST_TEST(breaker.state(start) == State::open);
}

BOOST_AUTO_TEST_CASE(failures_outside_the_window_do_not_count) {
  Breaker breaker(usual);
  for (int i = 0; i < 100; ++i) fail(breaker, 1, start + i * 3s);
  BOOST_TEST(breaker.state(start + 300s) == State::closed);
}

BOOST_AUTO_TEST_CASE(what_tells_nothing_counts_as_nothing) {
  Breaker breaker(usual);
  for (int i = 0; i < 100; ++i) {
    breaker.unused(breaker.ask(start), start);
    breaker.failed(Answer::wait, start);
  }
  BOOST_TEST(breaker.state(start) == State::closed);
}

BOOST_FIXTURE_TEST_CASE(after_a_while_a_few_may_try, Opened) {
  BOOST_TEST(breaker.ask(half - 1ns) == Answer::wait);
  BOOST_TEST(breaker.state(half - 1ns) == State::open);
  BOOST_TEST(breaker.state(half) == State::half_open);
  BOOST_TEST(breaker.wait(half) == 0ms);
  probes(3, half);
  BOOST_TEST(breaker.ask(half + 1h) == Answer::wait);
  BOOST_TEST(breaker.wait(half) > 0ms);
  breaker.unused(Answer::probe, half);
  BOOST_TEST(breaker.wait(half) == 0ms);
  probes(1, half);
  BOOST_TEST(breaker.ask(half) == Answer::wait);
}

BOOST_FIXTURE_TEST_CASE(successes_in_a_row_close_it, Opened) {
  probes(3, half);
  breaker.succeeded(Answer::probe, half);
  breaker.succeeded(Answer::probe, half);
  breaker.unused(Answer::probe, half);  // neither a success nor a failure
  BOOST_TEST(breaker.state(half) == State::half_open);
  probes(1, half);
  breaker.succeeded(Answer::probe, half);
  BOOST_TEST(breaker.state(half) == State::closed);
  BOOST_TEST(breaker.ask(half) == Answer::go);
  fail(breaker, 4, half);  // counted from nothing
  BOOST_TEST(breaker.state(half) == State::closed);
  fail(breaker, 1, half);
  BOOST_TEST(breaker.state(half) == State::open);
}

BOOST_FIXTURE_TEST_CASE(a_failed_probe_opens_it_again_for_the_whole_time, Opened) {
  probes(2, half);
  breaker.succeeded(Answer::probe, half + 1s);
  breaker.failed(Answer::probe, half + 2s);
  BOOST_TEST(breaker.state(half + 2s) == State::open);
  BOOST_TEST(breaker.wait(half + 2s) == 5000ms);
  BOOST_TEST(breaker.state(half + 7s) == State::half_open);
  probes(3, half + 7s);
  for (int i = 0; i < 2; ++i) breaker.succeeded(Answer::probe, half + 7s);
  BOOST_TEST(breaker.state(half + 7s) == State::half_open);  // the success from before does not count
  breaker.succeeded(Answer::probe, half + 7s);
  BOOST_TEST(breaker.state(half + 7s) == State::closed);
}

BOOST_FIXTURE_TEST_CASE(calls_from_before_decide_nothing, Opened) {
  for (int i = 0; i < 10; ++i) breaker.failed(Answer::go, start + 4s);
  BOOST_TEST(breaker.wait(start + 4s) == 1000ms);  // not open for longer
  for (int i = 0; i < 10; ++i) breaker.succeeded(Answer::go, start + 4s);
  BOOST_TEST(breaker.state(start + 4s) == State::open);
  probes(1, half);
  for (int i = 0; i < 10; ++i) breaker.succeeded(Answer::go, half);
  BOOST_TEST(breaker.state(half) == State::half_open);
  for (int i = 0; i < 10; ++i) breaker.failed(Answer::go, half);
  BOOST_TEST(breaker.state(half) == State::half_open);
}

BOOST_FIXTURE_TEST_CASE(a_report_itself_sees_that_the_time_is_over, Opened) {
  for (int i = 0; i < 10; ++i) breaker.failed(Answer::go, half + 1s);  // nobody asked since it could be tried again
  BOOST_TEST(breaker.state(half + 1s) == State::half_open);
}

BOOST_FIXTURE_TEST_CASE(probes_from_before_decide_nothing, Opened) {
  probes(3, half);
  breaker.failed(Answer::probe, half);  // two are still out
  BOOST_TEST(breaker.state(half) == State::open);
  const auto again = half + 5s;
  probes(1, again);
  BOOST_TEST(breaker.ask(again) == Answer::wait);  // three at a time, whenever they were sent
  breaker.failed(Answer::probe, again);
  breaker.succeeded(Answer::probe, again);
  BOOST_TEST(breaker.state(again) == State::half_open);
  probes(2, again);
  for (int i = 0; i < 2; ++i) breaker.succeeded(Answer::probe, again);
  BOOST_TEST(breaker.state(again) == State::half_open);
  breaker.succeeded(Answer::probe, again);
  BOOST_TEST(breaker.state(again) == State::closed);
}

BOOST_FIXTURE_TEST_CASE(a_probe_that_comes_back_when_all_is_well_is_a_call_like_others, Opened) {
  probes(3, half);
  for (int i = 0; i < 2; ++i) breaker.succeeded(Answer::probe, half);
  probes(2, half);
  breaker.succeeded(Answer::probe, half);  // closed, with two out
  BOOST_TEST(breaker.state(half) == State::closed);
  breaker.failed(Answer::probe, half);
  BOOST_TEST(breaker.state(half) == State::closed);
  fail(breaker, 4, half);
  BOOST_TEST(breaker.state(half) == State::open);
  probes(2, half + 5s);  // one is out since long ago
  BOOST_TEST(breaker.ask(half + 5s) == Answer::wait);
}

BOOST_AUTO_TEST_CASE(a_new_configuration_keeps_what_was_counted) {
  Breaker breaker(usual);
  fail(breaker, 4, start);
  auto other = usual;
  other.window = 60s;
  other.open = 20s;
  other.probes = 1;
  breaker.configure(other);
  fail(breaker, 1, start + 50s);
  BOOST_TEST(breaker.wait(start + 50s) == 20000ms);
  other.open = 2s;
  breaker.configure(other);
  BOOST_TEST(breaker.ask(start + 52s) == Answer::probe);
  BOOST_TEST(breaker.ask(start + 52s) == Answer::wait);
  breaker.succeeded(Answer::probe, start + 52s);
  BOOST_TEST(breaker.state(start + 52s) == State::closed);
}

BOOST_AUTO_TEST_CASE(many_threads_get_no_more_probes_than_one) {
  Breaker breaker(usual);
  fail(breaker, 5, start);
  std::atomic<int> out{0}, most{0}, probes{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5000; ++n) {
        const auto asked = breaker.ask(start + 5s);
        if (asked != Answer::probe) continue;
        const int now_out = ++out;
        for (int seen = most; seen < now_out && !most.compare_exchange_weak(seen, now_out);) continue;
        ++probes;
        --out;
        breaker.unused(asked, start + 5s);
      }
    });
  }
  threads.clear();
  BOOST_TEST(probes > 0);
  BOOST_TEST(most <= 3);
  BOOST_TEST(breaker.state(start + 5s) == State::half_open);
  for (int i = 0; i < 3; ++i) BOOST_TEST(breaker.ask(start + 5s) == Answer::probe);  // none got lost
  BOOST_TEST(breaker.ask(start + 5s) == Answer::wait);
}

BOOST_AUTO_TEST_SUITE_END()
