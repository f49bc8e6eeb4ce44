#include "gateway/slots.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

using atgateway::gateway::SlotPool;

BOOST_AUTO_TEST_SUITE(slots)

namespace {

struct Woken {
  std::size_t worker, group;
  bool operator==(const Woken&) const = default;
};

struct Fixture {
  std::vector<Woken> woken;
  SlotPool pool{2, [this](std::size_t worker, std::size_t group) { woken.push_back({worker, group}); }};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(gives_as_many_as_there_are, Fixture) {
  const auto group = pool.group("https://a", 9);
  BOOST_TEST(pool.acquire(0, group));
  BOOST_TEST(pool.acquire(1, group));
  BOOST_TEST(!pool.acquire(0, group));
  BOOST_TEST(pool.in_flight() == 2U);
  BOOST_TEST(woken.empty());
}

BOOST_FIXTURE_TEST_CASE(a_freed_slot_goes_to_who_waits_longest_not_to_who_freed_it, Fixture) {
  const auto group = pool.group("https://a", 9);
  BOOST_TEST((pool.acquire(0, group) && pool.acquire(0, group)));
  BOOST_TEST(!pool.acquire(1, group));
  BOOST_TEST(!pool.acquire(0, group));
  pool.release(group);
  BOOST_TEST((woken == std::vector<Woken>{{1, group}}));
  pool.release(group);
  BOOST_TEST((woken == std::vector<Woken>{{1, group}, {0, group}}));
  BOOST_TEST(pool.in_flight() == 2U);
}

BOOST_FIXTURE_TEST_CASE(a_worker_waits_in_the_queue_once, Fixture) {
  const auto group = pool.group("https://a", 9);
  BOOST_TEST((pool.acquire(0, group) && pool.acquire(0, group)));
  for (int i = 0; i < 5; ++i) BOOST_TEST(!pool.acquire(1, group));
  pool.release(group);
  pool.release(group);
  BOOST_TEST(woken.size() == 1U);
  BOOST_TEST(pool.in_flight() == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_full_upstream_holds_up_no_other, Fixture) {
  const auto narrow = pool.group("https://narrow", 1);
  const auto wide = pool.group("https://wide", 9);
  BOOST_TEST(pool.acquire(0, narrow));
  BOOST_TEST(!pool.acquire(0, narrow));
  BOOST_TEST(pool.acquire(1, wide));
  pool.release(wide);
  BOOST_TEST(woken.empty());  // the waiter's own upstream is still full
  pool.release(narrow);
  BOOST_TEST((woken == std::vector<Woken>{{0, narrow}}));
}

BOOST_FIXTURE_TEST_CASE(a_raised_limit_serves_who_waits, Fixture) {
  const auto group = pool.group("https://a", 1);
  BOOST_TEST(pool.acquire(0, group));
  BOOST_TEST(!pool.acquire(1, group));
  BOOST_TEST(pool.group("https://a", 2) == group);
  BOOST_TEST((woken == std::vector<Woken>{{1, group}}));
  BOOST_TEST(!pool.acquire(0, group));
  pool.set_limit(5);
  BOOST_TEST(woken.size() == 1U);  // the upstream's own limit still holds
}

BOOST_FIXTURE_TEST_CASE(a_closed_pool_hands_out_nothing_and_wakes_nobody, Fixture) {
  const auto group = pool.group("https://a", 2);
  BOOST_TEST(pool.acquire(0, group));
  BOOST_TEST(pool.acquire(0, group));
  BOOST_TEST(!pool.acquire(1, group));
  pool.close();
  pool.release(group);
  BOOST_TEST(woken.empty());
  BOOST_TEST(!pool.acquire(0, group));
  pool.release(group);
  pool.set_limit(9);
  BOOST_TEST(woken.empty());
  BOOST_TEST(pool.in_flight() == 0U);
}

// Every worker wants a slot again and again; nobody is forgotten, and never are there more than the limit.
BOOST_AUTO_TEST_CASE(no_wake_up_is_lost_between_threads) {
  constexpr std::size_t workers = 4;
  constexpr int rounds = 3000;
  struct Inbox {
    std::mutex mutex;
    std::condition_variable arrived;
    int granted = 0;
  };
  std::vector<Inbox> inboxes(workers);
  SlotPool pool(2, [&](std::size_t worker, std::size_t) {
    const std::lock_guard lock(inboxes[worker].mutex);
    ++inboxes[worker].granted;
    inboxes[worker].arrived.notify_one();
  });
  const auto group = pool.group("https://a", 2);
  std::atomic<int> inside{0}, most{0};
  {
    std::vector<std::jthread> threads;
    for (std::size_t worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        for (int i = 0; i < rounds; ++i) {
          if (!pool.acquire(worker, group)) {
            std::unique_lock lock(inboxes[worker].mutex);
            inboxes[worker].arrived.wait(lock, [&] { return inboxes[worker].granted > 0; });
            --inboxes[worker].granted;
          }
          const int now = ++inside;
          for (int seen = most.load(); seen < now && !most.compare_exchange_weak(seen, now);) continue;
          --inside;
          pool.release(group);
        }
      });
    }
  }
  BOOST_TEST(most.load() <= 2);
  BOOST_TEST(pool.in_flight() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
