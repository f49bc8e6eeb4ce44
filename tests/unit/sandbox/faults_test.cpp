#include "sandbox/faults.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace atgateway;
using sandbox::draw_fault;
using sandbox::RateWindow;

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(none_by_default) {
  for (std::uint64_t n = 1; n <= 1000; ++n) {
    const auto fault = draw_fault({}, n);
    BOOST_REQUIRE((!fault.reset && !fault.error && fault.delay.count() == 0));
  }
}

BOOST_AUTO_TEST_CASE(the_seed_and_the_number_decide) {
  SandboxOptions options;
  options.error_rate = options.reset_rate = 0.3;
  options.latency = milliseconds(100);
  options.latency_jitter = milliseconds(50);
  auto other = options;
  other.seed = 2;
  int differing = 0;
  for (std::uint64_t n = 1; n <= 200; ++n) {
    const auto a = draw_fault(options, n), b = draw_fault(options, n), c = draw_fault(other, n);
    BOOST_REQUIRE((a.reset == b.reset && a.error == b.error && a.delay == b.delay));
    differing += a.reset != c.reset || a.error != c.error ? 1 : 0;
  }
  BOOST_TEST(differing > 50);
}

BOOST_AUTO_TEST_CASE(rates_are_shares) {
  SandboxOptions options;
  options.error_rate = 0.2;
  options.reset_rate = 0.1;
  int errors = 0, resets = 0;
  constexpr int calls = 20'000;
  for (std::uint64_t n = 1; n <= calls; ++n) {
    const auto fault = draw_fault(options, n);
    BOOST_REQUIRE(!(fault.error && fault.reset));
    errors += fault.error ? 1 : 0;
    resets += fault.reset ? 1 : 0;
  }
  // The draw is a fixed sequence, so these are not luck.
  BOOST_TEST(std::abs(errors - calls / 5) < calls / 50);
  BOOST_TEST(std::abs(resets - calls / 10) < calls / 50);
}

BOOST_AUTO_TEST_CASE(certain_faults_are_certain) {
  SandboxOptions options;
  options.error_rate = 1;
  for (std::uint64_t n = 0; n < 1000; ++n) BOOST_REQUIRE(draw_fault(options, n).error);
  options.reset_rate = 1;
  for (std::uint64_t n = 0; n < 1000; ++n) BOOST_REQUIRE(draw_fault(options, n).reset);
}

BOOST_AUTO_TEST_CASE(latency_stays_within_its_jitter) {
  SandboxOptions options;
  options.latency = milliseconds(30);
  options.latency_jitter = milliseconds(50);
  bool shorter = false, longer = false;
  for (std::uint64_t n = 1; n <= 1000; ++n) {
    const auto delay = draw_fault(options, n).delay;
    BOOST_REQUIRE((delay >= milliseconds(0) && delay <= milliseconds(80)));
    shorter |= delay < milliseconds(20);
    longer |= delay > milliseconds(60);
  }
  BOOST_TEST((shorter && longer));
}

BOOST_AUTO_TEST_CASE(a_window_lets_so_many_through) {
  RateWindow window(3);
  const auto begin = TimePoint(std::chrono::hours(5));
  for (int i = 0; i < 3; ++i) BOOST_TEST(window.allow(begin));
  BOOST_TEST(!window.allow(begin));
  BOOST_TEST(!window.allow(begin + milliseconds(999)));
  BOOST_TEST(window.allow(begin + milliseconds(1000)));
  RateWindow open(0);
  for (int i = 0; i < 1000; ++i) BOOST_REQUIRE(open.allow(begin));
}

BOOST_AUTO_TEST_SUITE_END()
