// One at a time, and not too often.
#include "gateway/diagnosis.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

using namespace atgateway;
using gateway::Diagnosis;

namespace {

/// Runs one to its end. @return whether it was let in
bool run(Diagnosis& diagnosis, TimePoint now) {
  auto done = std::make_shared<std::promise<void>>();
  auto finished = done->get_future();
  if (!diagnosis.start(now, [done](const std::stop_token&) { return [done] { done->set_value(); }; })) return false;
  finished.wait();
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagnosis)

BOOST_AUTO_TEST_CASE(one_at_a_time) {
  Diagnosis diagnosis;
  std::promise<void> release;
  const TimePoint now{};
  BOOST_TEST(diagnosis.start(now, [until = release.get_future().share()](const std::stop_token&) {
    until.wait();
    return [] {};
  }));
  BOOST_TEST(!run(diagnosis, now));
  release.set_value();
  while (!run(diagnosis, now)) std::this_thread::yield();
}

BOOST_AUTO_TEST_CASE(a_few_at_once_and_then_one_in_five_seconds) {
  Diagnosis diagnosis;
  TimePoint now{};
  for (unsigned i = 0; i < Diagnosis::burst; ++i) BOOST_TEST(run(diagnosis, now));
  for (int i = 0; i < 100; ++i) BOOST_TEST(!run(diagnosis, now));
  now += Diagnosis::interval;
  BOOST_TEST(run(diagnosis, now));
  for (int i = 0; i < 100; ++i) BOOST_TEST(!run(diagnosis, now));
  now += 100 * Diagnosis::interval;  // and no more than a few are saved up
  for (unsigned i = 0; i < Diagnosis::burst; ++i) BOOST_TEST(run(diagnosis, now));
  for (int i = 0; i < 100; ++i) BOOST_TEST(!run(diagnosis, now));
}

BOOST_AUTO_TEST_CASE(going_stops_what_runs) {
  std::promise<void> began;
  {
    Diagnosis diagnosis;
    BOOST_TEST(diagnosis.start(TimePoint{}, [&](const std::stop_token& stop) {
      std::promise<void> stopped;
      const std::stop_callback callback(stop, [&] { stopped.set_value(); });
      began.set_value();
      stopped.get_future().wait();
      return [] {};
    }));
    began.get_future().wait();
  }
  BOOST_TEST(true);  // it ended
}

BOOST_AUTO_TEST_SUITE_END()
