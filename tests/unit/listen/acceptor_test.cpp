// Who gets in when the house is full.
#include "unit/listen/caller.hpp"
#include "unit/listen/house.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/resource.h>

using namespace atgateway;
using namespace listen::test;

namespace {

std::unique_ptr<Caller> idle_caller(House& house) {
  auto caller = std::make_unique<Caller>(house.address());
  BOOST_TEST(caller->ask(get)->status == 200);
  return caller;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(acceptor)

BOOST_AUTO_TEST_CASE(at_the_cap_the_longest_idle_connection_makes_room) {
  for (const unsigned workers : {1U, 3U}) {
    House house(workers);
    house.options.limits.connections = 4;
    house.open();
    std::vector<std::unique_ptr<Caller>> callers;
    for (int i = 0; i < 4; ++i) callers.push_back(idle_caller(house));
    BOOST_TEST(house.listener->connections() == 4U);
    if (workers == 1) BOOST_TEST(callers[0]->ask(get)->status == 200);  // now the second is idle for longest

    const auto fifth = idle_caller(house);
    BOOST_TEST(house.wait_for_connections(4));
    std::size_t closed = 0;
    for (auto& caller : callers) closed += caller->still_open(10) ? 0U : 1U;
    BOOST_TEST(closed == 1U);
    if (workers == 1) BOOST_TEST(callers[1]->ended());
  }
}

BOOST_AUTO_TEST_CASE(with_none_idle_accepting_waits) {
  for (const unsigned workers : {1U, 3U}) {
    House house(workers);
    house.options.limits.connections = 2;
    house.options.handler = house.hold();
    house.open();
    Caller first(house.address()), second(house.address());
    first.send(get);
    second.send(get);
    auto held = house.held.wait_for(2);
    Caller third(house.address());  // the kernel takes it, we do not
    third.send("GET /third HTTP/1.1\r\nHost: h\r\n\r\n");
    BOOST_TEST(house.events.wait_until([](const Event& event) { return event.name == "accept-paused"; }));
    BOOST_TEST(house.held.count() == 2U);
    BOOST_TEST(house.listener->connections() == 2U);
    // As soon as one is idle it makes room.
    held[0].done(reply_of("done"));
    held = house.held.wait_for(3);
    BOOST_TEST(held[2].request->target == "/third");
    held[1].done(reply_of("done"));
    held[2].done(reply_of("third"));
    BOOST_TEST(third.reply()->body == "third");
    BOOST_TEST(house.listener->connections() <= 2U);
  }
}

BOOST_AUTO_TEST_CASE(a_connection_that_goes_makes_room_too) {
  House house(2);
  house.options.limits.connections = 1;
  house.options.handler = house.hold();
  house.open();
  auto first = std::make_unique<Caller>(house.address());
  first->send(get);
  house.held.wait_for(1);
  std::vector<std::unique_ptr<Caller>> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.push_back(std::make_unique<Caller>(house.address()));
    waiting.back()->send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  first->reset();
  for (std::size_t i = 0; i < waiting.size(); ++i) house.held.wait_for(i + 2)[i + 1].done(reply_of("next"));
  for (auto& caller : waiting) BOOST_TEST(caller->reply()->body == "next");
}

BOOST_AUTO_TEST_CASE(silence_counts_as_idleness_after_a_while) {
  House house;
  house.options.limits.connections = 2;
  house.options.timeouts.header = 60000ms;
  house.open();
  Caller silent(house.address()), silent_too(house.address());
  BOOST_TEST(house.wait_for_connections(2));
  Caller caller(house.address());
  BOOST_TEST(caller.ask(get)->status == 200);
  BOOST_TEST(silent.ended());
}

BOOST_AUTO_TEST_CASE(without_descriptors_it_waits_and_lets_the_longest_idle_go) {
  House house;
  house.open();
  const auto idle = idle_caller(house);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  Caller second(house.address());
  BOOST_TEST(house.wait_for_connections(2));
  const int caller_fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  {
    const int next = ::dup(0);
    ::close(next);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(next);
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  const auto address = net::SocketAddress::parse(house.address()).value();
  BOOST_TEST(::connect(caller_fd, address.data(), address.size()) == 0);
  BOOST_TEST(idle->ended());
  const timeval patience = {10, 0};
  ::setsockopt(caller_fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::send(caller_fd, get.data(), get.size(), 0);
  char bytes[16] = {};
  BOOST_TEST(::recv(caller_fd, bytes, 12, MSG_WAITALL) == 12);
  BOOST_TEST(std::string_view(bytes, 12) == "HTTP/1.1 200");
  ::setrlimit(RLIMIT_NOFILE, &before);
  ::close(caller_fd);
  BOOST_TEST(second.ask(get)->status == 200);
  BOOST_TEST(house.events.wait_until([](const Event& event) { return event.name == "accept-paused"; }));
}

BOOST_AUTO_TEST_SUITE_END()
