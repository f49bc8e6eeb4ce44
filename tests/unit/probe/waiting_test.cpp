#include "probe/waiting.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <thread>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using Ended = Waiting::Ended;

namespace {

struct Pipe {
  Pipe() { BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void write() const { BOOST_REQUIRE(::write(ends[1], "x", 1) == 1); }
  std::array<int, 2> ends{};
};

milliseconds since(TimePoint start) { return std::chrono::duration_cast<milliseconds>(Clock::now() - start); }
Deadline soon() { return Deadline::after(milliseconds(30)); }
constexpr milliseconds long_time = std::chrono::seconds(30);

}  // namespace

BOOST_AUTO_TEST_SUITE(waiting)

BOOST_AUTO_TEST_CASE(what_is_ready_ends_the_wait_and_is_marked) {
  Waiting waiting{Scope{}};
  const Pipe quiet;
  const Pipe busy;
  busy.write();
  std::array<pollfd, 2> fds{{{quiet.ends[0], POLLIN, 0}, {busy.ends[0], POLLIN, 0}}};
  BOOST_TEST((waiting.wait(fds, Deadline::after(long_time)) == Ended::ready));
  BOOST_TEST(fds[0].revents == 0);
  BOOST_TEST(fds[1].revents == POLLIN);
  BOOST_TEST((waiting.wait(busy.ends[0], POLLIN) == Ended::ready));
}

BOOST_AUTO_TEST_CASE(time_runs_out_at_the_sooner_of_both_ends) {
  const Pipe quiet;
  const auto start = Clock::now();
  Waiting own{Scope{}};
  BOOST_TEST((own.wait(quiet.ends[0], POLLIN, soon()) == Ended::timed_out));
  BOOST_TEST(since(start).count() >= 30);
  Waiting scoped{Scope{soon(), {}}};
  BOOST_TEST((scoped.wait(quiet.ends[0], POLLIN, Deadline::after(long_time)) == Ended::timed_out));
  BOOST_TEST(scoped.over());
  BOOST_TEST((scoped.rest(Deadline::never()) == Ended::timed_out));
  BOOST_TEST(!own.over());
  BOOST_TEST(since(start).count() < long_time.count() / 2);
}

BOOST_AUTO_TEST_CASE(whoever_sends_without_pause_does_not_keep_us) {
  const Pipe busy;
  busy.write();
  Waiting waiting{Scope{}};
  BOOST_TEST((waiting.wait(busy.ends[0], POLLIN, Deadline(Clock::now())) == Ended::timed_out));
}

BOOST_AUTO_TEST_CASE(stop_ends_a_wait_at_once) {
  const Pipe quiet;
  std::stop_source source;
  Waiting waiting{Scope{Deadline::after(long_time), source.get_token()}};
  const auto start = Clock::now();
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(20));
    source.request_stop();
  });
  BOOST_TEST((waiting.wait(quiet.ends[0], POLLIN) == Ended::stopped));
  stopper.join();
  BOOST_TEST(since(start).count() < long_time.count() / 2);
  BOOST_TEST(waiting.over());
  BOOST_TEST((waiting.wait(quiet.ends[0], POLLIN) == Ended::stopped));
  BOOST_TEST((waiting.rest(Deadline::never()) == Ended::stopped));
  Waiting born_late{Scope{Deadline::never(), source.get_token()}};
  BOOST_TEST((born_late.wait(quiet.ends[0], POLLIN) == Ended::stopped));
}

BOOST_AUTO_TEST_CASE(stop_ends_a_wait_for_many_descriptors) {
  const Pipe quiet;
  const Pipe busy;
  std::stop_source source;
  Waiting waiting{Scope{Deadline::after(long_time), source.get_token()}};
  std::vector<pollfd> fds(500, pollfd{quiet.ends[0], POLLIN, 0});
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(20));
    source.request_stop();
  });
  const auto start = Clock::now();
  BOOST_TEST((waiting.wait(fds) == Ended::stopped));
  BOOST_TEST(since(start).count() < long_time.count() / 2);
  stopper.join();
  busy.write();
  fds.push_back({busy.ends[0], POLLIN, 0});
  Waiting other{Scope{}};
  BOOST_TEST((other.wait(fds) == Ended::ready));
  BOOST_TEST(fds.back().revents == POLLIN);
}

BOOST_AUTO_TEST_CASE(without_a_descriptor_for_it_stop_still_works) {
  const Pipe quiet;
  rlimit before{};
  BOOST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 0;
  BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  std::stop_source source;
  {
    Waiting waiting{Scope{Deadline::after(long_time), source.get_token()}};
    BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    std::thread stopper([&] { source.request_stop(); });
    const auto start = Clock::now();
    BOOST_TEST((waiting.rest(Deadline::never()) == Ended::stopped));
    BOOST_TEST(since(start).count() < long_time.count() / 2);
    stopper.join();
  }
}

BOOST_AUTO_TEST_SUITE_END()
