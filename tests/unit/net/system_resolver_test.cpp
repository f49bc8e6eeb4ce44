#include "net/system_resolver.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using namespace atgateway;
using namespace atgateway::net;

namespace {

/// A resolver of the system that does as it is told: hosts can hang until they are released.
class Script {
 public:
  Result<AddressList> operator()(const std::string& host, std::uint16_t port) {
    std::unique_lock lock(mutex_);
    ++asked_[host];
    changed_.notify_all();
    changed_.wait(lock, [&] { return !hanging_[host]; });
    if (throwing_) throw std::runtime_error("lookup");
    if (host == "empty") return AddressList();
    const auto answer = answers_.find(host);
    if (answer == answers_.end()) return Error(Errc::upstream_resolve_failed, "scripted failure");
    return AddressList{*SocketAddress::parse_ip(answer->second, port)};
  }
  void answer(const std::string& host, const std::string& ip) {
    change([&] { answers_[host] = ip; });
  }
  void fail(const std::string& host) {
    change([&] { answers_.erase(host); });
  }
  void hang(const std::string& host) {
    change([&] { hanging_[host] = true; });
  }
  void release(const std::string& host) {
    change([&] { hanging_[host] = false; });
  }
  void throw_always() {
    change([&] { throwing_ = true; });
  }
  int asked(const std::string& host) {
    const std::lock_guard lock(mutex_);
    return asked_[host];
  }
  void wait_until_asked(const std::string& host, int times) {
    std::unique_lock lock(mutex_);
    BOOST_REQUIRE(changed_.wait_for(lock, 20s, [&] { return asked_[host] >= times; }));
  }

 private:
  void change(const std::function<void()>& how) {
    const std::lock_guard lock(mutex_);
    how();
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, int> asked_;
  std::map<std::string, bool> hanging_;
  std::map<std::string, std::string> answers_;
  bool throwing_ = false;
};

/// A reactor on a thread of its own, a script, a clock that stands still, and a resolver over them.
struct World {
  explicit World(unsigned threads = 4) {
    auto made = Reactor::make();
    BOOST_REQUIRE(made.ok());
    home = std::move(*made);
    thread = std::thread([this] { home->run(); });
    ResolverOptions options;
    options.threads = threads;
    options.lookup = [script = script](const std::string& host, std::uint16_t port) { return (*script)(host, port); };
    options.now = [clock = clock] { return TimePoint(TimePoint::duration(clock->load())); };
    resolver = std::make_unique<SystemResolver>(std::move(options));
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() { end(); }
  void end() {
    if (!thread.joinable()) return;
    home->stop();
    thread.join();
  }
  void pass(Clock::duration span) { clock->fetch_add(span.count()); }

  using Answer = std::future<Result<AddressList>>;
  Answer ask(const std::string& host, Deadline deadline = Deadline::after(20s), std::uint16_t port = 443) {
    auto promise = std::make_shared<std::promise<Result<AddressList>>>();
    Answer answer = promise->get_future();
    resolver->resolve(*home, host, port, deadline, [this, promise](Result<AddressList> result) {
      on_home = on_home && home->in_loop();
      promise->set_value(std::move(result));
    });
    return answer;
  }
  static std::string text(Answer answer) {
    BOOST_REQUIRE((answer.wait_for(20s) == std::future_status::ready));
    const auto result = answer.get();
    if (!result) {
      BOOST_TEST((result.error().code() == Errc::upstream_resolve_failed));
      return "failed: " + std::string(result.error().detail());
    }
    BOOST_REQUIRE(result->size() == 1U);
    return result->front().to_string();
  }
  std::string cached(const std::string& host, std::uint16_t port = 443) {
    const auto list = resolver->cached(host, port);
    return list ? list->front().to_string() : "";
  }

  std::shared_ptr<Script> script = std::make_shared<Script>();
  std::shared_ptr<std::atomic<Clock::rep>> clock =
      std::make_shared<std::atomic<Clock::rep>>(Clock::duration(std::chrono::hours(24)).count());
  std::unique_ptr<Reactor> home;
  std::thread thread;
  std::unique_ptr<SystemResolver> resolver;
  std::atomic<bool> on_home{true};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(system_resolver)

BOOST_AUTO_TEST_CASE(an_answer_comes_on_the_reactors_thread_and_is_remembered) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  BOOST_TEST(world.cached("a.test") == "");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  BOOST_TEST(world.cached("a.test") == "192.0.2.1:443");
  BOOST_TEST(world.script->asked("a.test") == 1);
  // Another port is another name: a hosts' answer may depend on it.
  BOOST_TEST(World::text(world.ask("a.test", Deadline::never(), 80)) == "192.0.2.1:80");
  BOOST_TEST(world.on_home.load());
}

BOOST_AUTO_TEST_CASE(done_is_never_called_inside_resolve) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  std::promise<std::vector<std::string>> seen;
  world.home->post([&] {
    auto order = std::make_shared<std::vector<std::string>>();
    for (const std::string host : {"192.0.2.9", "a.test"}) {
      world.resolver->resolve(*world.home, host, 443, Deadline::after(20s), [&seen, order](Result<AddressList> list) {
        order->push_back(list ? list->front().ip() : "failed");
        if (order->size() == 3) seen.set_value(*order);
      });
    }
    order->emplace_back("returned");
  });
  auto future = seen.get_future();
  BOOST_REQUIRE((future.wait_for(20s) == std::future_status::ready));
  BOOST_TEST(future.get() == std::vector<std::string>({"returned", "192.0.2.9", "192.0.2.1"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ip_literals_never_reach_the_lookup) {
  World world;
  BOOST_TEST(World::text(world.ask("192.0.2.7")) == "192.0.2.7:443");
  BOOST_TEST(World::text(world.ask("2001:db8::7")) == "[2001:db8::7]:443");
  BOOST_TEST(world.script->asked("192.0.2.7") == 0);
}

BOOST_AUTO_TEST_CASE(many_who_ask_at_once_share_one_lookup) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  world.script->hang("a.test");
  std::vector<World::Answer> answers;
  for (int i = 0; i < 100; ++i) answers.push_back(world.ask("a.test"));
  world.script->wait_until_asked("a.test", 1);
  world.script->release("a.test");
  for (World::Answer& answer : answers) BOOST_TEST(World::text(std::move(answer)) == "192.0.2.1:443");
  BOOST_TEST(world.script->asked("a.test") == 1);
}

BOOST_AUTO_TEST_CASE(a_lookup_that_hangs_delays_no_other_name) {
  World world(2);
  world.script->answer("b.test", "192.0.2.2");
  world.script->answer("c.test", "192.0.2.3");
  world.script->hang("a.test");
  auto hung = world.ask("a.test");
  auto hung_again = world.ask("a.test");
  world.script->wait_until_asked("a.test", 1);
  BOOST_TEST(World::text(world.ask("b.test")) == "192.0.2.2:443");
  BOOST_TEST(World::text(world.ask("c.test")) == "192.0.2.3:443");
  BOOST_TEST((hung.wait_for(0s) == std::future_status::timeout));
  world.script->release("a.test");
  BOOST_TEST(World::text(std::move(hung)) == "failed: scripted failure");
  BOOST_TEST(World::text(std::move(hung_again)) == "failed: scripted failure");
}

BOOST_AUTO_TEST_CASE(one_idle_thread_is_not_taken_for_two) {
  World world(64);
  for (int i = 0; i < 20; ++i) {
    const std::string good = std::to_string(i) + ".good.test";
    const std::string hanging = std::to_string(i) + ".hanging.test";
    world.script->answer(good, "192.0.2.1");
    world.script->hang(hanging);
    auto hung = world.ask(hanging);
    BOOST_REQUIRE_EQUAL(World::text(world.ask(good)), "192.0.2.1:443");
  }
  for (int i = 0; i < 20; ++i) world.script->release(std::to_string(i) + ".hanging.test");
}

BOOST_AUTO_TEST_CASE(the_deadline_ends_the_waiting_and_not_the_lookup) {
  World world;
  world.script->hang("a.test");
  const TimePoint start = Clock::now();
  BOOST_TEST(World::text(world.ask("a.test", Deadline::after(30ms))) ==
             "failed: the name's addresses did not come in time");
  BOOST_TEST((Clock::now() >= start + 30ms));
  BOOST_TEST(World::text(world.ask("a.test", Deadline(TimePoint()))) ==
             "failed: the name's addresses did not come in time");
  world.script->answer("a.test", "192.0.2.1");
  auto patient = world.ask("a.test");
  world.script->release("a.test");
  BOOST_TEST(World::text(std::move(patient)) == "192.0.2.1:443");
  BOOST_TEST(world.script->asked("a.test") == 1);
}

BOOST_AUTO_TEST_CASE(no_more_lookups_run_at_once_than_threads_are_allowed) {
  World world(2);
  for (const char* host : {"a.test", "b.test", "c.test"}) {
    world.script->hang(host);
    world.script->answer(host, "192.0.2.1");
  }
  auto a = world.ask("a.test");
  auto b = world.ask("b.test");
  world.script->wait_until_asked("a.test", 1);
  world.script->wait_until_asked("b.test", 1);
  auto c = world.ask("c.test", Deadline::after(30ms));
  BOOST_TEST(World::text(std::move(c)).starts_with("failed"));
  BOOST_TEST(world.script->asked("c.test") == 0);
  world.script->release("c.test");
  auto c_again = world.ask("c.test");
  world.script->release("a.test");
  BOOST_TEST(World::text(std::move(a)) == "192.0.2.1:443");
  BOOST_TEST(World::text(std::move(c_again)) == "192.0.2.1:443");
  world.script->release("b.test");
  BOOST_TEST(World::text(std::move(b)) == "192.0.2.1:443");
}

BOOST_AUTO_TEST_CASE(an_ageing_answer_is_used_while_it_is_refreshed) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  world.script->answer("a.test", "192.0.2.2");
  world.pass(29s);
  BOOST_TEST(world.cached("a.test") == "192.0.2.1:443");
  BOOST_TEST(world.script->asked("a.test") == 1);
  world.pass(2s);
  world.script->hang("a.test");
  BOOST_TEST(world.cached("a.test") == "192.0.2.1:443");
  BOOST_TEST(world.cached("a.test") == "192.0.2.1:443");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  world.script->wait_until_asked("a.test", 2);
  world.script->release("a.test");
  while (world.cached("a.test") != "192.0.2.2:443") std::this_thread::yield();
  BOOST_TEST(world.script->asked("a.test") == 2);
}

BOOST_AUTO_TEST_CASE(an_old_answer_is_replaced_first_and_serves_when_that_fails) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  world.pass(10min);
  BOOST_TEST(world.cached("a.test") == "");
  world.script->answer("a.test", "192.0.2.2");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.2:443");
  world.pass(10min);
  world.script->fail("a.test");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.2:443");
  BOOST_TEST(world.cached("a.test") == "192.0.2.2:443");
  world.pass(1h);
  BOOST_TEST(World::text(world.ask("a.test")) == "failed: scripted failure");
}

BOOST_AUTO_TEST_CASE(an_old_answer_serves_when_the_new_lookup_hangs_well_before_the_deadline) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  world.pass(10min);
  world.script->hang("a.test");
  BOOST_TEST(World::text(world.ask("a.test", Deadline::after(1h))) == "192.0.2.1:443");
  world.script->wait_until_asked("a.test", 2);
  world.pass(1s);
  BOOST_TEST(world.cached("a.test") == "192.0.2.1:443");  // by now it is known to hang
  world.script->release("a.test");
}

BOOST_AUTO_TEST_CASE(a_failure_is_remembered_for_a_second_only) {
  World world;
  BOOST_TEST(World::text(world.ask("a.test")) == "failed: scripted failure");
  world.script->answer("a.test", "192.0.2.1");
  world.pass(999ms);
  BOOST_TEST(World::text(world.ask("a.test")) == "failed: scripted failure");
  BOOST_TEST(world.script->asked("a.test") == 1);
  world.pass(1ms);
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
}

BOOST_AUTO_TEST_CASE(a_distrusted_answer_is_asked_for_at_the_next_use) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  world.script->answer("a.test", "192.0.2.2");
  world.pass(2s);
  world.resolver->distrust("a.test", 443);
  world.resolver->distrust("unknown.test", 443);
  BOOST_TEST(world.cached("a.test") == "");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.2:443");
}

BOOST_AUTO_TEST_CASE(times_can_be_configured_later) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  BOOST_TEST(World::text(world.ask("a.test")) == "192.0.2.1:443");
  world.pass(10min);
  BOOST_TEST(world.cached("a.test") == "");
  world.resolver->configure(1h, 2h);
  BOOST_TEST(world.cached("a.test") == "192.0.2.1:443");
  world.resolver->configure(milliseconds::max(), milliseconds::max());
  BOOST_TEST(world.cached("a.test") == "192.0.2.1:443");
  world.resolver->configure(-1ms, milliseconds::min());
  BOOST_TEST(world.cached("a.test") == "");
}

BOOST_AUTO_TEST_CASE(lookups_that_throw_or_find_nothing_are_failures) {
  World world;
  BOOST_TEST(World::text(world.ask("empty")) == "failed: the name has no address");
  world.script->throw_always();
  BOOST_TEST(World::text(world.ask("a.test")).starts_with("failed: "));
}

BOOST_AUTO_TEST_CASE(thousands_of_names_do_not_grow_the_memory_of_names_for_ever) {
  World world;
  for (int i = 0; i < 1500; ++i) {
    const std::string host = std::to_string(i) + ".test";
    world.script->answer(host, "192.0.2.1");
    BOOST_REQUIRE_EQUAL(World::text(world.ask(host)), "192.0.2.1:443");
    world.pass(1ms);
  }
  BOOST_TEST(world.cached("0.test") == "");
  BOOST_TEST(world.cached("475.test") == "");
  BOOST_TEST(world.cached("476.test") == "192.0.2.1:443");
  BOOST_TEST(world.cached("1499.test") == "192.0.2.1:443");
}

BOOST_AUTO_TEST_CASE(the_resolver_goes_away_while_a_lookup_hangs) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  world.script->hang("a.test");
  auto held = std::make_shared<int>();
  bool called = false;
  world.resolver->resolve(*world.home, "a.test", 443, Deadline::never(),
                          [&called, held](Result<AddressList>) { called = true; });
  world.script->wait_until_asked("a.test", 1);
  world.resolver.reset();
  // What waited is dropped on the reactor's thread.
  std::promise<void> turn;
  world.home->post([&] { turn.set_value(); });
  turn.get_future().wait();
  BOOST_TEST(held.use_count() == 1);
  world.end();
  world.home.reset();
  world.script->release("a.test");
  BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(a_reactor_that_ends_first_is_forgotten) {
  World world;
  world.script->answer("a.test", "192.0.2.1");
  world.script->hang("a.test");
  auto other = Reactor::make();
  BOOST_REQUIRE(other.ok());
  std::thread runner([&] { (*other)->run(); });
  auto held = std::make_shared<int>();
  world.resolver->resolve(**other, "a.test", 443, Deadline::after(1h), [held](Result<AddressList>) {});
  auto stays = world.ask("a.test");
  world.script->wait_until_asked("a.test", 1);
  (*other)->stop();
  runner.join();
  world.resolver->forget(**other);
  other->reset();
  BOOST_TEST(held.use_count() == 1);
  world.script->release("a.test");
  BOOST_TEST(World::text(std::move(stays)) == "192.0.2.1:443");
}

BOOST_AUTO_TEST_CASE(many_threads_ask_while_answers_come_and_age) {
  World world;
  for (int i = 0; i < 10; ++i) world.script->answer(std::to_string(i) + ".test", "192.0.2.1");
  std::atomic<int> answered{0};
  constexpr int threads = 4;
  constexpr int each = 500;
  std::vector<std::thread> askers;
  for (int t = 0; t < threads; ++t) {
    askers.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        const std::string host = std::to_string((i + t) % 10) + ".test";
        world.resolver->resolve(*world.home, host, 443, Deadline::after(20s), [&](Result<AddressList> list) {
          if (list) ++answered;
        });
        static_cast<void>(world.resolver->cached(host, 443));
        if (i % 50 == 0) world.resolver->distrust(host, 443);
        world.pass(100ms);
      }
    });
  }
  for (std::thread& asker : askers) asker.join();
  const TimePoint patience = Clock::now() + 20s;
  while (answered < threads * each && Clock::now() < patience) std::this_thread::yield();
  BOOST_TEST(answered == threads * each);
}

BOOST_AUTO_TEST_SUITE_END()
