// How connections end, and what is left of them: a record, or nothing.
#include "unit/listen/caller.hpp"
#include "unit/listen/house.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace listen::test;

BOOST_AUTO_TEST_SUITE(connection_end)

BOOST_AUTO_TEST_CASE(what_follows_connection_close_is_thrown_away) {
  House house;
  house.open();
  Caller caller(house.address());
  caller.send("GET /1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + get);
  const auto reply = caller.reply();
  BOOST_TEST(reply->field("Connection") == "close");
  BOOST_TEST(caller.ended());
  BOOST_TEST(house.records.count() == 1U);
}

BOOST_AUTO_TEST_CASE(a_refusal_survives_a_body_that_is_still_coming) {
  House house;
  house.options.limits.body_bytes = 1000;
  house.open();
  Caller caller(house.address(), {.send_buffer = 4096});
  // Chunked, so that it is found too large on the way; the sender goes on regardless.
  caller.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "400\r\n" + std::string(0x400, 'x') + "\r\n";
  bool taken = true;
  for (int i = 0; i < 3000; ++i) taken = taken && caller.send(chunk);
  BOOST_TEST(taken);
  const auto reply = caller.reply();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->status == 413);
  BOOST_TEST(caller.ended());
}

BOOST_AUTO_TEST_CASE(a_fin_before_the_request_is_complete_ends_it) {
  House house;
  house.open();
  for (const std::string start : {"GE", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"}) {
    Caller caller(house.address());
    caller.send(start);
    caller.finish_sending();
    BOOST_TEST(caller.ended());
  }
  for (const auto& record : house.records.wait_for(2)) {
    BOOST_TEST(record.status == 499);
    BOOST_TEST(record.code == "client-closed");
  }
  // A connection that ends without having asked anything leaves no record.
  {
    Caller caller(house.address());
    caller.finish_sending();
    BOOST_TEST(caller.ended());
  }
  BOOST_TEST(house.wait_for_connections(0));
  BOOST_TEST(house.records.count() == 2U);
}

BOOST_AUTO_TEST_CASE(a_reset_in_the_body_is_recorded_as_gone) {
  House house;
  house.open();
  Caller caller(house.address());
  caller.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  BOOST_TEST(house.wait_for_connections(1));
  caller.reset();
  const auto record = house.records.wait_for(1)[0];
  BOOST_TEST(record.status == 499);
  BOOST_TEST(house.wait_for_connections(0));
}

BOOST_AUTO_TEST_CASE(a_reset_cancels_the_call_and_a_late_answer_is_dropped) {
  House house(2);
  house.options.handler = house.hold();
  house.open();
  for (const bool half_closed : {false, true}) {
    Caller caller(house.address());
    caller.send(get);
    const auto so_far = house.held.wait_for(half_closed ? 2 : 1);
    if (half_closed) caller.finish_sending();
    const auto cancels = house.cancels.count();
    caller.reset();
    house.cancels.wait_for(cancels + 1);
    BOOST_TEST(house.wait_for_connections(0));
    so_far.back().done(reply_of("too late"));
    const auto record = house.records.wait_for(half_closed ? 2 : 1).back();
    BOOST_TEST(record.status == 499);
    BOOST_TEST(record.code == "client-closed");
    BOOST_TEST(record.method == "GET");
  }
  Caller caller(house.address());
  caller.send(get);
  house.held.wait_for(3).back().done(reply_of("still here"));
  BOOST_TEST(caller.reply()->body == "still here");
}

BOOST_AUTO_TEST_CASE(a_reply_that_nobody_reads_is_aborted) {
  House house;
  house.options.timeouts.idle = 200ms;
  house.options.handler = [](Request, Scope, Completion done) {
    done(reply_of(std::string(20 * 1000 * 1000, 'y')));
    return Call{};
  };
  house.open();
  Caller caller(house.address(), {.receive_buffer = 4096});
  caller.send(get);
  BOOST_TEST(house.records.wait_for(1)[0].status == 499);
  BOOST_TEST(house.wait_for_connections(0));
  BOOST_TEST(!caller.reply().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
