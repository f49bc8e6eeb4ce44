#include "listen/answer.hpp"

#include "unit/listen/house.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <thread>

using namespace atgateway;
using listen::Answer;
using listen::AnswerLink;
using listen::test::Seen;

namespace {

struct Taker final : listen::AnswerTaker {
  void answered(std::uint64_t turn, Result<Reply> reply) override {
    on_home = net::Reactor::current() == home;
    seen.add({turn, reply ? reply->status : -static_cast<int>(reply.error().code())});
  }
  net::Reactor* home = nullptr;
  bool on_home = false;
  Seen<std::pair<std::uint64_t, int>> seen;
};

// A reactor that turns on a thread of its own.
struct Loop {
  Loop() : reactor(net::Reactor::make().value()), thread([this] { reactor->run(); }) {}
  ~Loop() {
    reactor->stop();
    thread.join();
  }
  void run(const std::function<void()>& what) {
    std::promise<void> done;
    reactor->post([&] {
      what();
      done.set_value();
    });
    done.get_future().wait();
  }
  std::unique_ptr<net::Reactor> reactor;
  std::thread thread;
};

Reply with_status(int status) {
  Reply reply;
  reply.status = status;
  return reply;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answer)

BOOST_AUTO_TEST_CASE(from_another_thread_it_comes_home) {
  Loop loop;
  Taker taker;
  taker.home = loop.reactor.get();
  const auto link = std::make_shared<AnswerLink>(*loop.reactor, taker);
  Answer(link, 7).give(with_status(201));
  const auto seen = taker.seen.wait_for(1);
  BOOST_TEST(seen[0].first == 7U);
  BOOST_TEST(seen[0].second == 201);
  BOOST_TEST(taker.on_home);
  loop.run([&] { link->detach(); });
}

BOOST_AUTO_TEST_CASE(on_its_own_thread_it_needs_no_hop) {
  Loop loop;
  Taker taker;
  const auto link = std::make_shared<AnswerLink>(*loop.reactor, taker);
  loop.run([&] {
    Answer(link, 1).give(with_status(200));
    BOOST_TEST(taker.seen.count() == 1U);
    link->deliver_later(2, with_status(200));
    BOOST_TEST(taker.seen.count() == 1U);
  });
  taker.seen.wait_for(2);
  loop.run([&] { link->detach(); });
}

BOOST_AUTO_TEST_CASE(only_the_first_counts) {
  Loop loop;
  Taker taker;
  const auto link = std::make_shared<AnswerLink>(*loop.reactor, taker);
  {
    Answer answer(link, 1);
    answer.give(with_status(200));
    answer.give(with_status(500));
    BOOST_TEST(!answer.revoke());
  }
  loop.run([&] { BOOST_TEST(taker.seen.count() == 1U); });
  loop.run([&] { link->detach(); });
}

BOOST_AUTO_TEST_CASE(unused_it_becomes_an_error) {
  Loop loop;
  Taker taker;
  const auto link = std::make_shared<AnswerLink>(*loop.reactor, taker);
  { const Answer answer(link, 3); }
  const auto seen = taker.seen.wait_for(1);
  BOOST_TEST(seen[0].first == 3U);
  BOOST_TEST(seen[0].second == -static_cast<int>(Errc::internal));
  loop.run([&] { link->detach(); });
}

BOOST_AUTO_TEST_CASE(too_late_it_is_dropped) {
  Taker taker;
  std::shared_ptr<AnswerLink> link;
  {
    Loop loop;
    link = std::make_shared<AnswerLink>(*loop.reactor, taker);
    loop.run([&] { link->detach(); });
    Answer(link, 1).give(with_status(200));
    loop.run([] {});
  }
  Answer(link, 2).give(with_status(200));  // the reactor is gone too
  BOOST_TEST(taker.seen.count() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
