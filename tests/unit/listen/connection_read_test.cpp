// From bytes to requests: order, refusals, timers, limits.
#include "unit/listen/caller.hpp"
#include "unit/listen/house.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/socket.h>

#include <atomic>

using namespace atgateway;
using namespace listen::test;

BOOST_AUTO_TEST_SUITE(connection_read)

BOOST_AUTO_TEST_CASE(one_connection_carries_request_after_request) {
  House house;
  house.open();
  Caller caller(house.address());
  for (int i = 0; i < 5; ++i) {
    const auto reply = caller.ask(post("body" + std::to_string(i)));
    BOOST_REQUIRE(reply.has_value());
    BOOST_TEST(reply->status == 200);
    BOOST_TEST(reply->body == "POST /x body" + std::to_string(i));
    BOOST_TEST(reply->field("Connection") == "");
    BOOST_TEST(reply->field("Server") == "atgateway");
    BOOST_TEST(reply->field("Date").size() == 29U);
  }
  BOOST_TEST(house.listener->connections() == 1U);
  BOOST_TEST(house.records.wait_for(5).size() == 5U);
}

BOOST_AUTO_TEST_CASE(one_byte_at_a_time) {
  House house;
  house.open();
  Caller caller(house.address());
  for (const char byte :
       post("ab") + "POST /y HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") {
    caller.send({&byte, 1});
  }
  BOOST_TEST(caller.reply()->body == "POST /x ab");
  BOOST_TEST(caller.reply()->body == "POST /y abc");
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order_one_at_a_time) {
  House house;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address());
  caller.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
  for (std::size_t i = 1; i <= 3; ++i) {
    const auto held = house.held.wait_for(i);
    BOOST_TEST(house.held.count() == i);  // the next one waits
    BOOST_TEST(held.back().request->target == "/" + std::to_string(i));
    held.back().done(reply_of(held.back().request->target));
    BOOST_TEST(caller.reply()->body == "/" + std::to_string(i));
  }
}

BOOST_AUTO_TEST_CASE(a_long_pipeline_needs_no_deep_stack) {
  House house;
  house.open();
  Caller caller(house.address());
  std::string requests;
  constexpr int count = 5000;
  for (int i = 0; i < count; ++i) requests += get;
  std::thread sender([&] { caller.send(requests); });
  for (int i = 0; i < count; ++i) BOOST_REQUIRE(caller.reply().has_value());
  sender.join();
}

BOOST_AUTO_TEST_CASE(garbage_after_a_request_is_refused_after_the_answer) {
  House house;
  house.open();
  Caller caller(house.address());
  caller.send(get + "NONSENSE\r\n\r\n" + get);
  BOOST_TEST(caller.reply()->status == 200);
  const auto refused = caller.reply();
  BOOST_REQUIRE(refused.has_value());
  BOOST_TEST(refused->status == 400);
  BOOST_TEST(refused->field("Connection") == "close");
  BOOST_TEST(refused->field("Content-Type") == "application/problem+json");
  BOOST_TEST(refused->body.find("\"bad-request\"") != std::string::npos);
  BOOST_TEST(refused->body.find(refused->field("x-request-id")) != std::string::npos);
  BOOST_TEST(caller.ended());
  const auto records = house.records.wait_for(2);
  BOOST_TEST(records[1].status == 400);
  BOOST_TEST(records[1].method == "_OTHER");
  BOOST_TEST(records[1].code == "bad-request");
}

BOOST_AUTO_TEST_CASE(request_ids) {
  House house;
  std::string seen;
  house.options.handler = [&](Request request, Scope, Completion done) {
    seen = request.request_id;
    done(reply_of(""));
    return Call{};
  };
  house.open();
  Caller caller(house.address());
  auto reply = caller.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: mine-1\r\n\r\n");
  BOOST_TEST(reply->field("x-request-id") == "mine-1");
  BOOST_TEST(seen == "mine-1");
  reply = caller.ask("GET / HTTP/1.1\r\nHost: h\r\nX-Request-Id: not mine\r\n\r\n");
  BOOST_TEST(reply->field("x-request-id").size() == 32U);
  BOOST_TEST(seen == reply->field("x-request-id"));
  BOOST_TEST(house.records.wait_for(2)[1].request_id == seen);
  // A refusal names the request too, when its head could be read.
  reply = caller.ask("POST / HTTP/1.1\r\nHost: h\r\nX-Request-Id: mine-2\r\nContent-Length: 99999999999\r\n\r\n");
  BOOST_TEST(reply->status == 413);
  BOOST_TEST(reply->field("x-request-id") == "mine-2");
}

// Slow senders: what has come so far, and which timer ends it.
struct Slow {
  std::string bytes;
  bool answered;
};
std::ostream& operator<<(std::ostream& out, const Slow& slow) { return out << slow.bytes; }
const Slow slow_senders[] = {
    {"", false},
    {"G", true},
    {"GET / HTTP/1.1\r\nHost: h", true},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n", true},
    {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc", true},
    {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", true},
};

BOOST_DATA_TEST_CASE(timers_end_a_request_that_stalls, boost::unit_test::data::make(slow_senders), slow) {
  for (const bool first : {true, false}) {
    House house;
    house.options.timeouts.header = 100ms;
    house.options.timeouts.body = 100ms;
    house.options.timeouts.idle = 100ms;
    house.open();
    Caller caller(house.address());
    if (!first) BOOST_TEST(caller.ask(get)->status == 200);
    caller.send(slow.bytes);
    const auto reply = caller.reply();
    BOOST_TEST(reply.has_value() == slow.answered);
    if (reply) {
      BOOST_TEST(reply->status == 408);
      BOOST_TEST(reply->field("Connection") == "close");
      BOOST_TEST(reply->body.find("\"request-timeout\"") != std::string::npos);
    }
    BOOST_TEST(caller.ended());
    caller.close();
    BOOST_TEST(house.wait_for_connections(0));
  }
}

BOOST_AUTO_TEST_CASE(dripping_does_not_move_the_timers) {
  House house;
  house.options.timeouts.header = 200ms;
  house.options.timeouts.body = 200ms;
  house.open();
  for (const std::string start :
       {"GET / HTTP/1.1\r\nX: ", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999\r\n\r\n"}) {
    Caller caller(house.address());
    caller.send(start);
    std::atomic<bool> stop = false;
    std::thread drip([&] {
      while (!stop && caller.send("a")) std::this_thread::sleep_for(10ms);
    });
    const auto reply = caller.reply();
    stop = true;
    drip.join();
    BOOST_REQUIRE(reply.has_value());
    BOOST_TEST(reply->status == 408);
  }
}

BOOST_AUTO_TEST_CASE(an_idle_connection_lives_until_its_own_timer) {
  House house;
  house.options.timeouts.header = 50ms;
  house.options.timeouts.body = 50ms;
  house.options.timeouts.idle = 60000ms;
  house.open();
  Caller caller(house.address());
  caller.ask(post("x"));
  BOOST_TEST(caller.still_open(300));
  BOOST_TEST(caller.ask(get)->status == 200);
}

BOOST_AUTO_TEST_CASE(a_body_that_is_expected_to_be_too_large_is_never_sent) {
  House house;
  house.options.limits.body_bytes = 1000;
  house.open();
  Caller caller(house.address());
  const auto reply = caller.ask("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->status == 413);
  BOOST_TEST(reply->field("Connection") == "close");
  BOOST_TEST(caller.ended());
}

BOOST_AUTO_TEST_CASE(expect_100_continue) {
  House house;
  house.open();
  Caller caller(house.address());
  const std::string head = "POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  auto reply = caller.ask(head);
  BOOST_TEST(reply->head == "HTTP/1.1 100 Continue\r\n\r\n");
  reply = caller.ask("hello");
  BOOST_TEST(reply->status == 200);
  BOOST_TEST(reply->body == "POST /x hello");
  // Whoever did not wait needs no invitation.
  BOOST_TEST(caller.ask(head + "hello")->status == 200);
  caller.send(head + "he");
  BOOST_TEST(caller.still_open());
  BOOST_TEST(caller.ask("llo")->status == 200);
  // Nothing to wait for.
  BOOST_TEST(caller.ask("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n")->status ==
             200);
}

BOOST_AUTO_TEST_CASE(the_head_may_be_answered_alone) {
  House house;
  std::atomic<bool> whole_heads = true;
  house.options.judge_head = [&](const Request& head) -> std::optional<Reply> {
    if (!head.body.empty() || head.request_id.empty() || head.arrival.peer.empty()) whole_heads = false;
    if (head.target == "/x") return std::nullopt;
    return reply_of("judged", 404);
  };
  house.open();
  Caller caller(house.address());
  BOOST_TEST(caller.ask(get)->body == "GET /x ");
  // Without a body the connection can go on,
  auto reply = caller.ask("GET /no HTTP/1.1\r\nHost: h\r\n\r\n");
  BOOST_TEST(reply->status == 404);
  BOOST_TEST(reply->field("Connection") == "");
  BOOST_TEST(caller.ask(get)->status == 200);
  // with one that is not read it ends.
  reply = caller.ask("POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n");
  BOOST_TEST(reply->status == 404);
  BOOST_TEST(reply->body == "judged");
  BOOST_TEST(reply->field("Connection") == "close");
  BOOST_TEST(caller.ended());
  BOOST_TEST(house.records.wait_for(4)[3].status == 404);
  BOOST_TEST(whole_heads);
}

BOOST_AUTO_TEST_CASE(over_buffered_bytes_requests_are_refused_before_their_body) {
  House house;
  house.options.limits.buffered_bytes = 256 * 1024;
  house.options.handler = house.hold();
  house.open();
  Caller first(house.address()), second(house.address()), third(house.address()), fourth(house.address());
  first.send(post(std::string(200 * 1024, 'a')));
  auto held = house.held.wait_for(1);
  // By its announced length,
  auto refused = second.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 204800\r\n\r\n");
  BOOST_REQUIRE(refused.has_value());
  BOOST_TEST(refused->status == 429);
  BOOST_TEST(refused->field("Connection") == "close");
  BOOST_TEST(!refused->field("Retry-After").empty());
  BOOST_TEST(refused->body.find("\"overloaded\"") != std::string::npos);
  // or as it crosses.
  third.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n" + std::string(0x20000, 'x'));
  BOOST_TEST(third.reply()->status == 429);
  // Small ones still pass,
  fourth.send(post("small"));
  held = house.held.wait_for(2);
  // and the room comes back with the answer.
  for (auto& call : held) call.done(reply_of("ok"));
  BOOST_TEST(first.reply()->status == 200);
  BOOST_TEST(fourth.reply()->status == 200);
  first.send(post(std::string(200 * 1024, 'b')));
  house.held.wait_for(3).back().done(reply_of("ok"));
  BOOST_TEST(first.reply()->status == 200);
}

BOOST_AUTO_TEST_CASE(bytes_beside_a_running_request_are_bounded) {
  House house;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address());
  const timeval brief = {0, 200000};
  ::setsockopt(caller.fd(), SOL_SOCKET, SO_SNDTIMEO, &brief, sizeof brief);
  caller.send(get);
  house.held.wait_for(1);
  // The kernel's buffers fill up, ours does not: sooner or later nothing more goes through.
  std::size_t sent = 0;
  const std::string junk(64 * 1024, 'x');
  while (sent < 64 * 1024 * 1024 && caller.send(junk)) sent += junk.size();
  BOOST_TEST(sent < 64U * 1024 * 1024);
}

BOOST_AUTO_TEST_SUITE_END()
