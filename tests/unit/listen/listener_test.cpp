// The public face: starting, draining, ending.
#include "unit/listen/caller.hpp"
#include "unit/listen/house.hpp"

#include <boost/test/unit_test.hpp>

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

using namespace atgateway;
using namespace listen::test;

BOOST_AUTO_TEST_SUITE(listener)

BOOST_AUTO_TEST_CASE(a_host_needs_five_lines) {
  auto runtime = Runtime::start();
  ListenerOptions options{.config = {.address = "127.0.0.1:0", .tls = {.mode = TlsConfig::Mode::off}}};
  options.handler = [](Request request, Scope, Completion done) {
    done(Reply{.body = "You asked for " + request.target});
    return Call{};
  };
  auto listener = Listener::start(*runtime, std::move(options));
  BOOST_TEST(Caller(listener->address()).ask(get)->body == "You asked for /x");
}

BOOST_AUTO_TEST_CASE(what_cannot_start) {
  House house;
  const auto code = [&](const std::function<void(ListenerOptions&)>& change) {
    ListenerOptions options = house.options;
    change(options);
    auto started = Listener::start(*house.runtime, std::move(options));
    return started ? Errc::internal : started.error().code();
  };
  BOOST_TEST((code([](ListenerOptions& options) { options.handler = nullptr; }) == Errc::bad_config));
  BOOST_TEST((code([](ListenerOptions& options) { options.config.address = "nowhere:1"; }) == Errc::listen_failed));
  BOOST_TEST((code([](ListenerOptions& options) { options.config.tls.mode = TlsConfig::Mode::on; }) ==
              Errc::tls_setup_failed));
  BOOST_TEST(
      (code([](ListenerOptions& options) { options.config.proxy_protocol.trusted = {"x"}; }) == Errc::bad_config));
  const std::string taken = house.open();
  BOOST_TEST((code([&](ListenerOptions& options) { options.config.address = taken; }) == Errc::listen_failed));
}

BOOST_AUTO_TEST_CASE(it_tells_where_it_listens) {
  House house;
  house.options.config.address = "[::1]:0";
  house.open();
  BOOST_TEST(house.address().starts_with("[::1]:"));
  BOOST_TEST(Caller(house.address()).ask(get)->status == 200);
  BOOST_TEST(house.events.wait_until([&](const Event& event) {
    return event.name == "listening" && event.message.find(house.address()) != std::string::npos;
  }));
}

BOOST_AUTO_TEST_CASE(announcing_closes_what_is_idle_and_ends_the_rest_politely) {
  House house(2);
  house.options.handler = house.hold();
  house.open();
  Caller idle(house.address()), busy(house.address());
  idle.send(get);
  house.held.wait_for(1)[0].done(reply_of("ok"));
  BOOST_TEST(idle.reply()->field("Connection") == "");
  busy.send(get);
  house.held.wait_for(2);
  house.listener->announce_drain();
  BOOST_TEST(idle.ended());
  house.held.wait_for(2)[1].done(reply_of("ok"));
  BOOST_TEST(busy.reply()->field("Connection") == "close");
  BOOST_TEST(busy.ended());
  // New ones still come in.
  Caller late(house.address());
  late.send(get);
  house.held.wait_for(3)[2].done(reply_of("late"));
  const auto reply = late.reply();
  BOOST_TEST(reply->body == "late");
  BOOST_TEST(reply->field("Connection") == "close");
}

BOOST_AUTO_TEST_CASE(draining_lets_running_requests_finish) {
  House house(2);
  house.options.handler = house.hold();
  house.open();
  Caller busy(house.address()), fresh(house.address());
  busy.send(get);
  house.held.wait_for(1);
  BOOST_TEST(house.wait_for_connections(2));
  BOOST_TEST(!house.listener->drain(Deadline::after(50ms)).value());
  BOOST_CHECK_THROW(Caller(house.address()), std::runtime_error);
  // Whoever had connected before may still ask.
  fresh.send("GET /fresh HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto held = house.held.wait_for(2);
  std::thread answers([&] {
    for (const auto& call : held) call.done(reply_of(call.request->target));
  });
  BOOST_TEST(house.listener->drain(Deadline::after(10s)).value());
  answers.join();
  BOOST_TEST(busy.reply()->body == "/x");
  BOOST_TEST(fresh.reply()->body == "/fresh");
  BOOST_TEST(house.cancels.count() == 0U);
  BOOST_TEST(house.listener->connections() == 0U);
}

BOOST_AUTO_TEST_CASE(draining_takes_what_waits_at_the_door) {
  House house;
  std::promise<void> stuck;
  std::shared_future<void> unstuck = stuck.get_future().share();
  house.options.handler = [unstuck](Request request, Scope, Completion done) {
    if (request.target == "/stick") unstuck.wait();  // keeps the only worker from accepting
    done(reply_of(request.target));
    return Call{};
  };
  house.open();
  Caller first(house.address());
  first.send("GET /stick HTTP/1.1\r\nHost: h\r\n\r\n");
  BOOST_TEST(house.wait_for_connections(1));
  std::vector<std::unique_ptr<Caller>> waiting;
  for (int i = 0; i < 150; ++i) {  // more than are taken in one turn
    waiting.push_back(std::make_unique<Caller>(house.address()));
    waiting.back()->send(get);
  }
  std::promise<bool> drained;
  std::thread drain([&] { drained.set_value(house.listener->drain(Deadline::after(10s)).value()); });
  std::this_thread::sleep_for(20ms);
  stuck.set_value();
  for (auto& caller : waiting) {
    const auto reply = caller->reply();
    BOOST_REQUIRE(reply.has_value());
    BOOST_TEST(reply->field("Connection") == "close");
    BOOST_TEST(caller->ended());
  }
  BOOST_TEST(first.reply()->body == "/stick");
  drain.join();
  BOOST_TEST(drained.get_future().get());
}

BOOST_AUTO_TEST_CASE(draining_from_a_runtime_thread_would_deadlock) {
  House house;
  Seen<Errc> codes;
  house.options.handler = [&](Request, Scope, Completion done) {
    codes.add(house.listener->drain(Deadline::after(10s)).error().code());
    done(reply_of(""));
    return Call{};
  };
  house.open();
  Caller(house.address()).ask(get);
  BOOST_TEST((codes.wait_for(1)[0] == Errc::would_deadlock));
}

BOOST_AUTO_TEST_CASE(ending_cancels_and_closes) {
  House house(3);
  house.options.handler = house.hold();
  house.open();
  Caller busy(house.address()), silent(house.address());
  busy.send(get);
  const auto held = house.held.wait_for(1);
  house.listener.reset();
  BOOST_TEST(house.cancels.count() == 1U);
  BOOST_TEST(!busy.reply().has_value());
  BOOST_TEST(!silent.reply().has_value());
  held[0].done(reply_of("too late"));
  // The port is free at once.
  BOOST_TEST(!house.open().empty());
}

BOOST_AUTO_TEST_CASE(ending_from_a_handler) {
  House house(2);
  house.options.handler = [&](Request, Scope, Completion done) {
    house.listener.reset();
    done(reply_of("never read"));
    return Call(std::make_shared<CancelSeen>(house.cancels));
  };
  house.open();
  Caller caller(house.address());
  caller.send(get);
  BOOST_TEST(!caller.reply().has_value());
  house.cancels.wait_for(1);
}

BOOST_AUTO_TEST_CASE(many_callers_on_several_workers) {
  House house(3);
  house.options.handler = [](Request request, Scope, Completion done) {
    std::thread([body = std::move(request.body), done = std::move(done)] { done(reply_of(body)); }).detach();
    return Call{};
  };
  house.open();
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int c = 0; c < 5; ++c) {
        Caller caller(house.address());
        for (int i = 0; i < 20; ++i) {
          const std::string body = std::to_string(t * 10000 + c * 100 + i);
          const auto reply = caller.ask(post(body));
          if (reply && reply->body == body) ++good;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(good == 8 * 5 * 20);
  BOOST_TEST(house.wait_for_connections(0));
}

// The callers live in another process, forked before there are threads, so that only our side is counted.
BOOST_AUTO_TEST_CASE(an_idle_connection_is_small) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they count otherwise
  constexpr std::size_t warm = 20, count = 200;
  for (const bool tls : {false, true}) {
    int to_child[2], from_child[2];
    BOOST_REQUIRE(::pipe(to_child) == 0);
    BOOST_REQUIRE(::pipe(from_child) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      char address[64] = {}, go = 0;
      if (::read(to_child[0], address, sizeof address - 1) <= 0) ::_exit(1);
      std::vector<std::unique_ptr<Caller>> callers;
      for (const std::size_t goal : {warm, warm + count}) {
        while (callers.size() < goal) {
          callers.push_back(std::make_unique<Caller>(address, Caller::Options{.tls = tls}));
          if (!callers.back()->ask(post(std::string(10000, 'x')))) ::_exit(2);
        }
        if (::write(from_child[1], "x", 1) != 1 || ::read(to_child[0], &go, 1) != 1) ::_exit(3);
      }
      ::_exit(0);
    }
    {
      House house;
      if (tls) {
        const std::string certificates = ATGATEWAY_CERTIFICATES_DIR;
        house.options.config.tls = {.certificate = certificates + "/server.crt", .key = certificates + "/server.key"};
      }
      const std::string address = house.open();
      const auto in_use = [] { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; };
      char done = 0;
      BOOST_REQUIRE(::write(to_child[1], address.data(), address.size()) == static_cast<ssize_t>(address.size()));
      BOOST_REQUIRE(::read(from_child[0], &done, 1) == 1);
      house.records.wait_for(warm);
      const auto before = in_use();
      BOOST_REQUIRE(::write(to_child[1], "g", 1) == 1);
      BOOST_REQUIRE(::read(from_child[0], &done, 1) == 1);
      house.records.wait_for(warm + count);
      BOOST_TEST(house.listener->connections() == warm + count);
      const auto each = (in_use() - before) / count;
      BOOST_TEST_MESSAGE("an idle connection, " << (tls ? "TLS" : "plain") << ": " << each << " bytes");
      BOOST_TEST(each < (tls ? 40U : 4U) * 1024);
      BOOST_REQUIRE(::write(to_child[1], "g", 1) == 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    for (const int fd : {to_child[0], to_child[1], from_child[0], from_child[1]}) ::close(fd);
  }
#endif
}

BOOST_AUTO_TEST_SUITE_END()
