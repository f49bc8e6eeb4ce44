// From requests to replies: who answers, when, and what becomes of those that went away.
#include "unit/listen/caller.hpp"
#include "unit/listen/house.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <fstream>

using namespace atgateway;
using namespace listen::test;

namespace {

/// CPU time of this process.
std::chrono::microseconds cpu_time() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(connection_reply)

BOOST_AUTO_TEST_CASE(an_answer_from_another_thread) {
  House house(2);
  house.options.handler = [](Request request, Scope, Completion done) {
    std::thread([target = request.target, done = std::move(done)] { done(reply_of(target)); }).detach();
    return Call{};
  };
  house.open();
  Caller caller(house.address());
  for (int i = 0; i < 50; ++i) BOOST_TEST(caller.ask(get)->body == "/x");
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_is_an_internal_error) {
  House house;
  house.options.handler = [](Request, Scope, Completion) -> Call { throw std::runtime_error("oops"); };
  house.open();
  Caller caller(house.address());
  const auto reply = caller.ask(get);
  BOOST_TEST(reply->status == 500);
  BOOST_TEST(reply->body.find("\"internal\"") != std::string::npos);
  BOOST_TEST(reply->body.find("oops") == std::string::npos);
  BOOST_TEST(house.events.wait_until([](const Event& event) { return event.name == "handler-threw"; }));
  BOOST_TEST(caller.ask(get)->status == 500);  // the connection goes on
}

BOOST_AUTO_TEST_CASE(so_is_a_judge_that_throws_and_a_completion_that_is_dropped) {
  House house;
  house.options.handler = [](Request, Scope, Completion) { return Call{}; };
  house.options.judge_head = [](const Request& head) -> std::optional<Reply> {
    if (head.target == "/judge") throw 42;
    return std::nullopt;
  };
  house.open();
  Caller caller(house.address());
  BOOST_TEST(caller.ask(get)->status == 500);
  BOOST_TEST(caller.ask("GET /judge HTTP/1.1\r\nHost: h\r\n\r\n")->status == 500);
}

BOOST_AUTO_TEST_CASE(errors_become_problems_and_cancelled_ends_the_connection) {
  House house;
  house.options.handler = [](Request request, Scope, Completion done) {
    done(Error(request.target == "/x" ? Errc::draining : Errc::cancelled));
    return Call{};
  };
  house.open();
  Caller caller(house.address());
  const auto reply = caller.ask(get);
  BOOST_TEST(reply->status == 503);
  BOOST_TEST(reply->body.find("\"draining\"") != std::string::npos);
  caller.send("GET /cancel HTTP/1.1\r\nHost: h\r\n\r\n");
  BOOST_TEST(caller.ended());
}

BOOST_AUTO_TEST_CASE(only_the_first_answer_counts) {
  House house;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address());
  caller.send(get + "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto first = house.held.wait_for(1)[0];
  first.done(reply_of("one"));
  first.done(reply_of("again"));
  BOOST_TEST(caller.reply()->body == "one");
  const auto second = house.held.wait_for(2)[1];
  first.done(reply_of("and again"));
  second.done(reply_of("two"));
  BOOST_TEST(caller.reply()->body == "two");
}

BOOST_AUTO_TEST_CASE(the_deadline_is_the_configured_total) {
  House house;
  house.options.timeouts.total = 5000ms;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address());
  caller.send(get);
  const auto held = house.held.wait_for(1)[0];
  BOOST_TEST((held.scope.deadline.left(Clock::now()) <= 5000ms));
  BOOST_TEST((held.scope.deadline.left(Clock::now()) > 1000ms));
}

BOOST_AUTO_TEST_CASE(no_other_timer_ends_a_running_call) {
  House house;
  house.options.timeouts.header = house.options.timeouts.body = house.options.timeouts.idle = 50ms;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address());
  for (std::size_t i = 1; i <= 2; ++i) {
    caller.send(post("x"));
    const auto call = house.held.wait_for(i).back();
    std::this_thread::sleep_for(200ms);
    call.done(reply_of("slow but sure"));
    const auto reply = caller.reply();
    BOOST_REQUIRE(reply.has_value());
    BOOST_TEST(reply->body == "slow but sure");
  }
  BOOST_TEST(house.cancels.count() == 0U);
}

BOOST_AUTO_TEST_CASE(records_hold_sizes_and_facts) {
  House house;
  house.options.handler = [](Request, Scope, Completion done) {
    Reply reply = reply_of("12345", 404);
    reply.facts.code = "not-found";
    done(std::move(reply));
    return Call{};
  };
  house.open();
  Caller caller(house.address());
  caller.ask(post("abc"));
  caller.ask("BREW /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
  const auto records = house.records.wait_for(2);
  BOOST_TEST(records[0].method == "POST");
  BOOST_TEST(records[0].status == 404);
  BOOST_TEST(records[0].code == "not-found");
  BOOST_TEST(records[0].request_bytes == 3U);
  BOOST_TEST(records[0].reply_bytes == 5U);
  BOOST_TEST(records[1].method == "_OTHER");
}

BOOST_AUTO_TEST_CASE(a_half_closed_caller_is_answered_without_spinning) {
  House house;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address());
  caller.send(get + get);
  caller.finish_sending();
  const auto first = house.held.wait_for(1)[0];
  const auto before = cpu_time();
  std::this_thread::sleep_for(300ms);
  BOOST_TEST((cpu_time() - before).count() < 30000);
  BOOST_TEST(house.cancels.count() == 0U);
  first.done(reply_of("one"));
  auto reply = caller.reply();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->body == "one");
  BOOST_TEST(reply->field("Connection") == "");  // another one is due
  house.held.wait_for(2)[1].done(reply_of("two"));
  reply = caller.reply();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->body == "two");
  BOOST_TEST(reply->field("Connection") == "close");
  BOOST_TEST(caller.ended());
  BOOST_TEST(house.wait_for_connections(0));
}

BOOST_AUTO_TEST_CASE(a_large_reply_waits_for_a_slow_reader_and_others_go_on) {
  House house;
  constexpr std::size_t size = 20 * 1000 * 1000;
  house.options.limits.buffered_bytes = 10 * 1000 * 1000;
  house.options.handler = [](Request request, Scope, Completion done) {
    done(reply_of(request.target == "/large" ? std::string(size, 'y') : "small"));
    return Call{};
  };
  house.open();
  Caller slow(house.address(), {.receive_buffer = 4096}), other(house.address());
  slow.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  BOOST_TEST(other.ask(get)->body == "small");
  // What waits to be written counts: a large request finds no room beside it.
  bool refused = false;
  for (int i = 0; i < 500 && !refused; ++i) {
    Caller large(house.address());
    const auto reply =
        large.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
    refused = reply && reply->status == 429;
  }
  BOOST_TEST(refused);
  const auto reply = slow.reply();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->body.size() == size);
  BOOST_TEST((reply->body == std::string(size, 'y')));
  // Read at last: the room is there again, and so is the connection.
  BOOST_TEST(other.ask(post(std::string(1000000, 'z')))->status == 200);
  BOOST_TEST(slow.ask(get)->body == "small");
}

BOOST_AUTO_TEST_CASE(a_reply_goes_out_in_one_piece_after_an_unread_invitation) {
  House house;
  house.open();
  Caller caller(house.address());
  caller.send("POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  caller.send("ab");
  auto reply = caller.reply();
  if (reply->status == 100) reply = caller.reply();  // the body may have overtaken it
  BOOST_TEST(reply->body == "POST /x ab");
}

BOOST_AUTO_TEST_CASE(http_1_0) {
  House house;
  house.open();
  Caller caller(house.address());
  const auto reply = caller.ask("GET /x HTTP/1.0\r\n\r\n");
  BOOST_TEST(reply->status == 200);
  BOOST_TEST(caller.ended());
}

BOOST_AUTO_TEST_SUITE_END()
