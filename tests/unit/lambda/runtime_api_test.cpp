#include "lambda/runtime_api.hpp"

#include "support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using lambda::RuntimeApi;
using test_support::RawServer;
using test_support::SeenRequest;

namespace {

RawServer::Act raw(std::string bytes, bool close = false) {
  return [bytes = std::move(bytes), close](RawServer::Peer& peer, const SeenRequest&) {
    peer.send(bytes);
    if (close) peer.close();
  };
}

const std::string good = "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: 2\r\n\r\n{}";

std::string address(const RawServer& server) { return "127.0.0.1:" + std::to_string(server.port()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(runtime_api)

BOOST_AUTO_TEST_CASE(asks_and_posts_over_one_connection) {
  RawServer server({raw(good), raw("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), raw(good)});
  RuntimeApi api(address(server), {});
  const auto next = api.get("/next");
  BOOST_REQUIRE(next.ok());
  BOOST_TEST(next->status == 200);
  BOOST_TEST(next->body == "{}");
  BOOST_TEST(next->headers.find("lambda-runtime-aws-request-id").value_or("") == "a");
  const auto posted = api.post("/error", "a body", "Function.reason");
  BOOST_REQUIRE(posted.ok());
  BOOST_TEST(posted->status == 202);
  BOOST_TEST(api.get("/next").ok());
  const auto seen = server.seen();
  BOOST_TEST(server.connections() == 1);
  BOOST_TEST(seen[0].line() == "GET /next HTTP/1.1");
  BOOST_TEST(seen[0].field("host").value_or("") == address(server));
  BOOST_TEST(seen[1].line() == "POST /error HTTP/1.1");
  BOOST_TEST(seen[1].body == "a body");
  BOOST_TEST(seen[1].field("lambda-runtime-function-error-type").value_or("") == "Function.reason");
  BOOST_TEST(!seen[1].field("expect").has_value());
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_was_closed_is_replaced) {
  const auto closes = [](RawServer::Peer& peer, const SeenRequest&) { peer.close(); };
  RawServer server({raw(good), closes, raw(good)});
  RuntimeApi api(address(server), {});
  BOOST_TEST(api.get("/next").ok());
  BOOST_TEST(api.post("/response", "{}").ok());
  BOOST_TEST(server.connections() == 2);
  BOOST_TEST(server.seen()[2].body == "{}");
}

BOOST_AUTO_TEST_CASE(connection_close_is_followed) {
  RawServer server({raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), raw(good)});
  RuntimeApi api(address(server), {});
  BOOST_TEST(api.get("/next").ok());
  BOOST_TEST(api.get("/next").ok());
  BOOST_TEST(server.connections() == 2);
}

BOOST_AUTO_TEST_CASE(no_answer_is_an_error_not_a_circle) {
  RawServer server({[](RawServer::Peer& peer, const SeenRequest&) { peer.close(); }});
  RuntimeApi api(address(server), {});
  BOOST_TEST((api.get("/next").error().code() == Errc::internal));
  BOOST_TEST(server.requests() == 1);
}

BOOST_AUTO_TEST_CASE(half_an_answer_is_not_asked_for_again) {
  RawServer server({raw(good), raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", true), raw(good)});
  RuntimeApi api(address(server), {});
  BOOST_TEST(api.get("/next").ok());
  BOOST_TEST((api.get("/next").error().code() == Errc::internal));
  BOOST_TEST(server.requests() == 2);
}

BOOST_AUTO_TEST_CASE(nobody_there) {
  std::string nobody;
  {
    const RawServer server({raw(good)});
    nobody = address(server);
  }
  RuntimeApi api(nobody, {});
  BOOST_TEST((api.get("/next").error().code() == Errc::internal));
}

BOOST_AUTO_TEST_CASE(a_wait_can_be_stopped) {
  RawServer server({[](RawServer::Peer& peer, const SeenRequest&) { peer.wait_for_peer(); }});
  std::stop_source stop;
  std::jthread stopping([&] {
    server.wait_until([&] { return server.requests() == 1; });
    stop.request_stop();
  });
  RuntimeApi api(address(server), stop.get_token());
  BOOST_TEST((api.get("/next").error().code() == Errc::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()
