#include "net/reactor.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using atgateway::Clock;
using atgateway::TimePoint;
using atgateway::net::Reactor;
using atgateway::net::Timer;
using atgateway::net::Watcher;

namespace {

std::unique_ptr<Reactor> make() {
  auto made = Reactor::make();
  BOOST_REQUIRE(made.ok());
  return std::move(*made);
}

/// Two connected sockets.
struct Pair {
  Pair() { BOOST_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    for (const int fd : fds) {
      if (fd >= 0) close(fd);
    }
  }
  void close_other() {
    close(fds[1]);
    fds[1] = -1;
  }
  void send() { BOOST_REQUIRE(write(fds[1], "x", 1) == 1); }
  [[nodiscard]] int fd() const { return fds[0]; }
  int fds[2] = {-1, -1};
};

struct Scripted final : Watcher {
  void on_ready(std::uint32_t events) override {
    ++calls;
    last = events;
    if (script) script(events);
  }
  void on_exception(std::exception_ptr) noexcept override { ++exceptions; }
  std::function<void(std::uint32_t)> script;
  int calls = 0;
  int exceptions = 0;
  std::uint32_t last = 0;
};

/// Ends a test that would hang, in the loop itself.
struct Watchdog {
  explicit Watchdog(Reactor& reactor)
      : timer(reactor, [&] {
          expired = true;
          reactor.stop();
        }) {
    timer.arm(Clock::now() + 20s);
  }
  ~Watchdog() { BOOST_TEST(!expired); }
  bool expired = false;
  Timer timer;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reactor)

BOOST_AUTO_TEST_CASE(a_stop_before_run_still_runs_what_was_posted) {
  auto loop = make();
  std::vector<int> order;
  loop->post([&] { order.push_back(1); });
  loop->post([&] { order.push_back(2); });
  loop->stop();
  loop->run();
  BOOST_TEST(order == std::vector<int>({1, 2}));
}

BOOST_AUTO_TEST_CASE(posts_from_many_threads_all_run_once_and_in_each_threads_order) {
  auto loop = make();
  constexpr int threads = 8;
  constexpr int each = 5000;
  std::vector<int> next(threads, 0);
  bool in_order = true;
  bool on_loop = true;
  std::thread runner([&] { loop->run(); });
  std::vector<std::thread> posters;
  for (int t = 0; t < threads; ++t) {
    posters.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        loop->post([&, t, i] {
          in_order = in_order && next[static_cast<std::size_t>(t)]++ == i;
          on_loop = on_loop && loop->in_loop();
        });
      }
    });
  }
  for (std::thread& poster : posters) poster.join();
  loop->stop();
  runner.join();
  BOOST_TEST(in_order);
  BOOST_TEST(on_loop);
  BOOST_TEST(next == std::vector<int>(threads, each));
}

BOOST_AUTO_TEST_CASE(a_sleeping_loop_is_woken_by_each_post) {
  auto loop = make();
  std::thread runner([&] { loop->run(); });
  for (int i = 0; i < 1000; ++i) {
    std::promise<void> ran;
    loop->post([&] { ran.set_value(); });
    BOOST_REQUIRE((ran.get_future().wait_for(20s) == std::future_status::ready));
  }
  loop->stop();
  runner.join();
}

BOOST_AUTO_TEST_CASE(current_is_the_loop_only_inside_it) {
  auto loop = make();
  BOOST_TEST(Reactor::current() == nullptr);
  loop->post([&] {
    BOOST_TEST(Reactor::current() == loop.get());
    loop->stop();
  });
  loop->run();
  BOOST_TEST(Reactor::current() == nullptr);
  BOOST_TEST(!loop->in_loop());
}

BOOST_AUTO_TEST_CASE(deferred_tasks_run_at_the_end_of_the_turn) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  std::vector<std::string> order;
  loop->post([&] {
    loop->defer([&] {
      order.emplace_back("deferred");
      loop->defer([&] {
        order.emplace_back("deferred again");
        loop->stop();
      });
    });
    order.emplace_back("first");
  });
  loop->post([&] { order.emplace_back("second"); });
  loop->run();
  BOOST_TEST(order == std::vector<std::string>({"first", "second", "deferred", "deferred again"}));
}

BOOST_AUTO_TEST_CASE(a_task_that_posts_for_ever_does_not_starve_sockets) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  Pair pair;
  Scripted watcher;
  watcher.script = [&](std::uint32_t) { loop->stop(); };
  BOOST_REQUIRE(loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  std::function<void()> again = [&] { loop->post(again); };
  loop->post(again);
  pair.send();
  loop->run();
  BOOST_TEST(watcher.calls >= 1);
  loop->unwatch(pair.fd());
}

BOOST_AUTO_TEST_CASE(tasks_left_over_are_destroyed_unrun) {
  auto loop = make();
  auto held = std::make_shared<int>(1);
  bool ran = false;
  loop->stop();
  loop->run();
  loop->post([&ran, held] { ran = true; });
  loop->defer([&ran, held] { ran = true; });
  // A task may own a timer of the same loop, and post while it dies.
  struct Last {
    Reactor* loop;
    std::shared_ptr<int> held;
    ~Last() {
      loop->post([kept = held] {});
    }
  };
  loop->post([timer = std::make_unique<Timer>(*loop, [] {}), last = std::make_unique<Last>(loop.get(), held)] {});
  BOOST_TEST(held.use_count() == 4);
  loop.reset();
  BOOST_TEST(!ran);
  BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(readiness_is_level_triggered) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  Pair pair;
  pair.send();
  Scripted watcher;
  watcher.script = [&](std::uint32_t) {
    if (watcher.calls < 3) return;
    loop->unwatch(pair.fd());
    loop->stop();
  };
  BOOST_REQUIRE(loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  loop->run();
  BOOST_TEST(watcher.calls == 3);
  BOOST_TEST(watcher.last == static_cast<std::uint32_t>(EPOLLIN));
}

BOOST_AUTO_TEST_CASE(hang_ups_are_reported_without_asking) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  Pair pair;
  Scripted watcher;
  watcher.script = [&](std::uint32_t) { loop->stop(); };
  BOOST_REQUIRE(loop->watch(pair.fd(), 0, watcher).ok());
  pair.close_other();
  loop->run();
  BOOST_TEST((watcher.last & EPOLLHUP) != 0U);
  loop->unwatch(pair.fd());
}

BOOST_AUTO_TEST_CASE(change_asks_for_other_events) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  Pair pair;
  Scripted watcher;
  BOOST_REQUIRE(loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  watcher.script = [&](std::uint32_t) { loop->stop(); };
  loop->change(pair.fd(), EPOLLOUT);
  pair.send();
  loop->run();
  BOOST_TEST(watcher.last == static_cast<std::uint32_t>(EPOLLOUT));
  loop->unwatch(pair.fd());
}

BOOST_AUTO_TEST_CASE(a_watcher_that_was_unwatched_in_this_turn_is_not_called) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  Pair one;
  Pair two;
  one.send();
  two.send();
  Scripted first;
  Scripted second;
  // Whichever comes first takes both away; both events are already in hand.
  const auto take_away = [&](std::uint32_t) {
    loop->unwatch(one.fd());
    loop->unwatch(two.fd());
    loop->post([&] { loop->stop(); });
  };
  first.script = second.script = take_away;
  BOOST_REQUIRE(loop->watch(one.fd(), EPOLLIN, first).ok());
  BOOST_REQUIRE(loop->watch(two.fd(), EPOLLIN, second).ok());
  loop->run();
  BOOST_TEST(first.calls + second.calls == 1);
}

BOOST_AUTO_TEST_CASE(an_event_of_a_closed_descriptor_does_not_reach_its_successor) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  Pair one;
  Pair two;
  one.send();
  two.send();
  Scripted first;
  Scripted second;
  Scripted successor;
  std::optional<Pair> fresh;
  const auto replace = [&](const Pair& self, Pair& victim) {
    loop->unwatch(self.fd());
    const int number = victim.fd();
    loop->unwatch(number);
    close(victim.fds[0]);
    victim.fds[0] = -1;
    fresh.emplace();
    BOOST_REQUIRE_EQUAL(fresh->fd(), number);  // the system gives the lowest free number
    BOOST_REQUIRE(loop->watch(number, EPOLLIN, successor).ok());
    loop->post([&] { loop->stop(); });
  };
  first.script = [&](std::uint32_t) { replace(one, two); };
  second.script = [&](std::uint32_t) { replace(two, one); };
  BOOST_REQUIRE(loop->watch(one.fd(), EPOLLIN, first).ok());
  BOOST_REQUIRE(loop->watch(two.fd(), EPOLLIN, second).ok());
  loop->run();
  BOOST_TEST(first.calls + second.calls == 1);
  BOOST_TEST(successor.calls == 0);
}

BOOST_AUTO_TEST_CASE(a_watcher_may_destroy_itself) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  Pair pair;
  pair.send();
  auto watcher = std::make_unique<Scripted>();
  watcher->script = [&](std::uint32_t) {
    loop->unwatch(pair.fd());
    loop->post([&] { loop->stop(); });
    const auto gone = std::move(watcher->script);  // this lambda outlives its watcher
    watcher.reset();
  };
  BOOST_REQUIRE(loop->watch(pair.fd(), EPOLLIN, *watcher).ok());
  loop->run();
  BOOST_TEST(watcher == nullptr);
}

BOOST_AUTO_TEST_CASE(watching_twice_or_nothing_is_an_error) {
  auto loop = make();
  Pair pair;
  Scripted watcher;
  BOOST_TEST(loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  BOOST_TEST(!loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  BOOST_TEST(!loop->watch(-1, EPOLLIN, watcher).ok());
  loop->unwatch(pair.fd());
  loop->unwatch(pair.fd());
  loop->unwatch(-1);
  loop->unwatch(1000000);
  loop->change(1000000, EPOLLIN);
  BOOST_TEST(loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  loop->unwatch(pair.fd());
}

BOOST_AUTO_TEST_CASE(an_exception_in_any_callback_does_not_end_the_loop) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  std::vector<std::string> unhandled;
  loop->on_unhandled([&](std::exception_ptr error) {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& seen) {
      unhandled.emplace_back(seen.what());
    }
    throw std::logic_error("the report itself fails");
  });
  Pair pair;
  pair.send();
  Scripted watcher;
  watcher.script = [&](std::uint32_t) {
    if (watcher.calls == 1) throw std::runtime_error("from a watcher");
    loop->unwatch(pair.fd());
    loop->stop();
    throw std::runtime_error("from a watcher that is gone");
  };
  BOOST_REQUIRE(loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  Timer timer(*loop, [] { throw std::runtime_error("from a timer"); });
  timer.arm(TimePoint());
  loop->post([] { throw std::runtime_error("from a task"); });
  loop->defer([] { throw std::runtime_error("from a deferred task"); });
  loop->run();
  BOOST_TEST(watcher.exceptions == 1);
  std::sort(unhandled.begin(), unhandled.end());
  BOOST_TEST(unhandled == std::vector<std::string>(
                              {"from a deferred task", "from a task", "from a timer", "from a watcher that is gone"}));
}

BOOST_AUTO_TEST_CASE(ten_thousand_timers_fire_in_order_and_not_early) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  constexpr std::size_t count = 10000;
  std::vector<std::unique_ptr<Timer>> timers;
  std::vector<TimePoint> times(count);
  std::vector<TimePoint> fired;
  const TimePoint start = Clock::now();
  bool early = false;
  for (std::size_t i = 0; i < count; ++i) {
    times[i] = start + std::chrono::microseconds((i * 7919) % 50000);
    timers.push_back(std::make_unique<Timer>(*loop, [&, i] {
      early = early || Clock::now() < times[i];
      fired.push_back(times[i]);
      if (fired.size() == count) loop->stop();
    }));
    timers.back()->arm(times[i]);
  }
  loop->run();
  BOOST_TEST(fired.size() == count);
  BOOST_TEST(std::is_sorted(fired.begin(), fired.end()));
  BOOST_TEST(!early);
}

BOOST_AUTO_TEST_CASE(timers_can_be_moved_cancelled_and_armed_for_never) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  bool cancelled_fired = false;
  Timer cancelled(*loop, [&] { cancelled_fired = true; });
  Timer never(*loop, [&] { cancelled_fired = true; });
  Timer moved(*loop, [&] { loop->stop(); });
  const TimePoint start = Clock::now();
  cancelled.arm(start + 1ms);
  never.arm(TimePoint::max());
  moved.arm(start + 1h);
  moved.arm(start + 1ms);
  moved.arm(start + 30ms);
  BOOST_TEST(cancelled.armed());
  cancelled.cancel();
  BOOST_TEST(!cancelled.armed());
  BOOST_TEST(never.armed());
  loop->run();
  BOOST_TEST((Clock::now() >= start + 30ms));
  BOOST_TEST(!cancelled_fired);
  BOOST_TEST(!moved.armed());
}

BOOST_AUTO_TEST_CASE(a_timer_may_destroy_itself_and_throw) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  int unhandled = 0;
  loop->on_unhandled([&](const std::exception_ptr&) {
    ++unhandled;
    loop->stop();
  });
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>(*loop, [&] {
    timer.reset();
    throw std::runtime_error("gone");
  });
  timer->arm(Clock::now());
  loop->run();
  BOOST_TEST(unhandled == 1);
}

BOOST_AUTO_TEST_CASE(now_stands_still_within_a_turn_and_moves_between_turns) {
  auto loop = make();
  const Watchdog watchdog(*loop);
  TimePoint first;
  loop->post([&] {
    first = loop->now();
    const TimePoint later = Clock::now() + 2ms;
    while (Clock::now() < later) {
    }
    BOOST_TEST((loop->now() == first));
    loop->post([&] {
      BOOST_TEST((loop->now() >= first + 2ms));
      loop->stop();
    });
  });
  loop->run();
  BOOST_TEST((loop->now() > first));
}

BOOST_AUTO_TEST_CASE(a_forked_child_leaves_the_parents_descriptors_alone) {
  auto loop = make();
  Pair pair;
  Scripted watcher;
  watcher.script = [&](std::uint32_t) { loop->stop(); };
  BOOST_REQUIRE(loop->watch(pair.fd(), EPOLLIN, watcher).ok());
  const pid_t child = fork();
  if (child == 0) {
    // The epoll instance is shared: an unwatch that reached it would deafen the parent.
    Pair another;
    Scripted unused;
    loop->post([] { _exit(3); });
    loop->change(pair.fd(), 0);
    const bool refused = !loop->watch(another.fd(), EPOLLIN, unused).ok();
    loop->unwatch(pair.fd());
    loop->stop();
    loop->run();
    _exit(refused ? 0 : 1);
  }
  BOOST_REQUIRE(child > 0);
  int status = -1;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
  const Watchdog watchdog(*loop);
  pair.send();
  loop->run();
  BOOST_TEST(watcher.calls >= 1);
  loop->unwatch(pair.fd());
}

BOOST_AUTO_TEST_SUITE_END()
