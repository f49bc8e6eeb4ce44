#include <atgateway/runtime.hpp>

#include "runtime/core.hpp"

#include <boost/test/unit_test.hpp>

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using namespace atgateway;

namespace {

Runtime start(RuntimeOptions options = {}) {
  auto runtime = Runtime::start(std::move(options));
  BOOST_REQUIRE(runtime.ok());
  return std::move(*runtime);
}

RuntimeOptions with_workers(unsigned workers) {
  RuntimeOptions options;
  options.workers = workers;
  return options;
}

/// Runs on the worker's thread and gives what came out.
template <class F>
auto on_worker(const Runtime& runtime, std::size_t worker, F function) {
  std::packaged_task<decltype(function())()> task(std::move(function));
  auto result = task.get_future();
  runtime.core()->reactor(worker).post([task = std::move(task)]() mutable { task(); });
  BOOST_REQUIRE((result.wait_for(20s) == std::future_status::ready));
  return result.get();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(runtime)

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused_with_their_name) {
  RuntimeOptions options;
  options.lookup_threads = 0;
  auto refused = Runtime::start(options);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code() == Errc::bad_config));
  BOOST_TEST(refused.error().field() == "/lookup_threads");
  options.lookup_threads = 65;
  BOOST_TEST(!Runtime::start(options).ok());
  refused = Runtime::start(with_workers(100000));
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().field() == "/workers");
}

BOOST_AUTO_TEST_CASE(no_number_of_workers_means_one_per_usable_core) {
  cpu_set_t all;
  BOOST_REQUIRE(sched_getaffinity(0, sizeof all, &all) == 0);
  BOOST_TEST(start().workers() == static_cast<unsigned>(CPU_COUNT(&all)));
  // A thread that may use one core only starts one worker.
  std::thread([&all] {
    cpu_set_t one;
    CPU_ZERO(&one);
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
      if (CPU_ISSET(cpu, &all)) CPU_SET(cpu, &one);
    }
    BOOST_REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
    BOOST_TEST(start().workers() == 1U);
  }).join();
}

BOOST_AUTO_TEST_CASE(each_worker_knows_itself) {
  const Runtime runtime = start(with_workers(3));
  const Runtime other = start(with_workers(1));
  BOOST_TEST(runtime.workers() == 3U);
  BOOST_TEST(!runtime.on_runtime_thread());
  BOOST_TEST(runtime.core()->current_worker() == 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    BOOST_TEST(on_worker(runtime, i, [&] { return runtime.core()->current_worker(); }) == i);
    BOOST_TEST(on_worker(runtime, i, [&] { return runtime.on_runtime_thread(); }));
    BOOST_TEST(on_worker(runtime, i, [&] { return &runtime.core()->reactor(i) == net::Reactor::current(); }));
    BOOST_TEST(!on_worker(runtime, i, [&] { return other.on_runtime_thread(); }));
  }
}

BOOST_AUTO_TEST_CASE(worker_threads_are_named_and_leave_signals_to_the_host) {
  const Runtime runtime = start(with_workers(2));
  const auto name = on_worker(runtime, 1, [] {
    std::array<char, 16> text{};
    pthread_getname_np(pthread_self(), text.data(), text.size());
    return std::string(text.data());
  });
  BOOST_TEST(name == "atg-worker-1");
  const auto blocked = on_worker(runtime, 0, [] {
    sigset_t set;
    pthread_sigmask(SIG_SETMASK, nullptr, &set);
    std::vector<int> open;
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2, SIGPROF}) {
      if (sigismember(&set, number) != 1) open.push_back(number);
    }
    return open;
  });
  BOOST_TEST(blocked.empty());
  // Starting left the host's own mask alone.
  sigset_t mine;
  pthread_sigmask(SIG_SETMASK, nullptr, &mine);
  BOOST_TEST(sigismember(&mine, SIGTERM) == 0);
}

BOOST_AUTO_TEST_CASE(what_escapes_a_task_is_reported_without_its_text) {
  std::promise<Event> seen;
  RuntimeOptions options = with_workers(1);
  options.sinks.event = [&](const Event& event) {
    seen.set_value(event);
    throw std::runtime_error("the sink fails as well");
  };
  const Runtime runtime = start(std::move(options));
  runtime.core()->reactor(0).post([] { throw std::out_of_range("sesame"); });
  auto future = seen.get_future();
  BOOST_REQUIRE((future.wait_for(20s) == std::future_status::ready));
  const Event event = future.get();
  BOOST_TEST(event.name == "unhandled-exception");
  BOOST_TEST((event.level == Event::Level::error));
  BOOST_REQUIRE(event.fields.size() == 1U);
  BOOST_TEST(event.fields[0].second == "std::out_of_range");
  BOOST_TEST(event.message.find("sesame") == std::string::npos);
  BOOST_TEST(on_worker(runtime, 0, [] { return 7; }) == 7);
}

BOOST_AUTO_TEST_CASE(a_throw_of_no_exception_type_is_reported_too) {
  std::promise<std::string> seen;
  RuntimeOptions options = with_workers(1);
  options.sinks.event = [&](const Event& event) { seen.set_value(event.fields.at(0).second); };
  const Runtime runtime = start(std::move(options));
  runtime.core()->reactor(0).post([] { throw 42; });
  auto future = seen.get_future();
  BOOST_REQUIRE((future.wait_for(20s) == std::future_status::ready));
  BOOST_TEST(future.get() == "int");
}

BOOST_AUTO_TEST_CASE(sinks_may_be_absent_or_throw) {
  {
    const Runtime runtime = start(with_workers(1));
    runtime.core()->report(Event{});
    runtime.core()->report(AccessRecord{});
  }
  RuntimeOptions options = with_workers(1);
  int called = 0;
  options.sinks.access = [&](const AccessRecord&) {
    ++called;
    throw std::bad_alloc();
  };
  const Runtime runtime = start(std::move(options));
  runtime.core()->report(AccessRecord{});
  BOOST_TEST(called == 1);
}

BOOST_AUTO_TEST_CASE(the_destructor_runs_what_was_posted_and_drops_the_rest) {
  std::promise<void> gate;
  int ran = 0;
  auto dropped = std::make_shared<int>();
  {
    const Runtime runtime = start(with_workers(1));
    net::Reactor& reactor = runtime.core()->reactor(0);
    reactor.post([opened = gate.get_future()]() mutable { opened.wait(); });
    reactor.post([&] {
      ++ran;
      reactor.post([&ran, dropped] { ++ran; });
    });
    gate.set_value();
  }
  BOOST_TEST(ran >= 1);
  BOOST_TEST(dropped.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_runtime_can_be_moved_and_replaced) {
  Runtime first = start(with_workers(1));
  Runtime second = start(with_workers(2));
  const std::weak_ptr<RuntimeCore> old = first.core();
  first = std::move(second);
  BOOST_TEST(old.expired());
  BOOST_TEST(first.workers() == 2U);
  Runtime third(std::move(first));
  BOOST_TEST(third.workers() == 2U);
  BOOST_TEST(on_worker(third, 1, [] { return 7; }) == 7);
}

BOOST_AUTO_TEST_CASE(a_runtime_destroyed_by_its_own_worker_does_not_hang) {
  auto runtime = std::make_unique<Runtime>(start(with_workers(2)));
  const std::weak_ptr<RuntimeCore> core = runtime->core();
  std::promise<void> done;
  auto finished = done.get_future();
  net::Reactor& reactor = runtime->core()->reactor(0);
  reactor.post([&runtime, done = std::move(done)]() mutable {
    runtime.reset();
    done.set_value();
  });
  BOOST_REQUIRE((finished.wait_for(20s) == std::future_status::ready));
  const auto patience = std::chrono::steady_clock::now() + 20s;
  while (!core.expired() && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
  BOOST_TEST(core.expired());
}

BOOST_AUTO_TEST_CASE(a_name_is_resolved_on_the_workers_thread) {
  const Runtime runtime = start(with_workers(1));
  std::promise<std::string> answer;
  auto future = answer.get_future();
  net::Reactor& home = runtime.core()->reactor(0);
  runtime.core()->resolver().resolve(home, "localhost", 4711, Deadline::after(20s), [&](Result<net::AddressList> list) {
    answer.set_value(list && home.in_loop() ? list->front().to_string() : "nothing");
  });
  BOOST_REQUIRE((future.wait_for(20s) == std::future_status::ready));
  const std::string text = future.get();
  BOOST_TEST((text == "127.0.0.1:4711" || text == "[::1]:4711"));
}

BOOST_AUTO_TEST_CASE(a_forked_child_knows_it_and_the_parent_goes_on) {
  auto runtime = std::make_unique<Runtime>(start(with_workers(2)));
  BOOST_TEST(!runtime->core()->forked());
  std::atomic<bool> stop{false};
  std::thread noise([&] {
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)  // their allocators may hang in a child
    // Keep the workers and the resolver busy, so that locks are likely to be held at the fork.
    while (!stop) {
      runtime->core()->reactor(0).post([] {});
      static_cast<void>(runtime->core()->resolver().cached("localhost", 1));
    }
#endif
  });
  for (int round = 0; round < 20; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      alarm(20);  // a hang ends as a signal, which the parent sees
      bool right = runtime->core()->forked();
      runtime->core()->reactor(0).post([] { _exit(2); });
      right = right && runtime->core()->resolver().cached("localhost", 1) == nullptr;
      runtime->core()->resolver().resolve(runtime->core()->reactor(0), "localhost", 1, Deadline::never(),
                                          [](Result<net::AddressList>) { _exit(3); });
#ifndef __SANITIZE_THREAD__  // ThreadSanitizer knows no threads in a child
      // A second one, made in the child, works there.
      {
        auto fresh = Runtime::start(with_workers(1));
        right = right && fresh.ok() && !fresh->core()->forked();
        std::promise<void> ran;
        if (fresh.ok()) fresh->core()->reactor(0).post([&] { ran.set_value(); });
        if (fresh.ok()) ran.get_future().wait();
      }
#endif
      runtime.reset();
      _exit(right ? 0 : 1);
    }
    BOOST_REQUIRE(child > 0);
    int status = -1;
    BOOST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_TEST(status == 0);
  }
  stop = true;
  noise.join();
  BOOST_TEST(!runtime->core()->forked());
  BOOST_TEST(on_worker(*runtime, 0, [] { return 7; }) == 7);
  BOOST_TEST(on_worker(*runtime, 1, [] { return 7; }) == 7);
}

BOOST_AUTO_TEST_SUITE_END()
