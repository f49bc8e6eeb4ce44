#include "wire/reply_writer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using namespace std::string_literals;
using wire::ReplyFraming;
using wire::write_reply;

namespace {

ReplyFraming framing() {
  ReplyFraming f;
  f.date = "Sun, 06 Nov 1994 08:49:37 GMT";
  f.request_id = "id-1";
  return f;
}

std::string written(const Reply& reply, const ReplyFraming& f) {
  std::string out;
  write_reply(out, reply, f);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reply_writer)

BOOST_AUTO_TEST_CASE(a_whole_reply) {
  Reply reply;
  reply.headers.add("content-type", "application/json");
  reply.headers.add("atgateway-metered", "2");
  reply.body = "{}";
  std::string out = "before";
  write_reply(out, reply, framing());
  BOOST_TEST(out ==
             "beforeHTTP/1.1 200 OK\r\nServer: atgateway\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
             "x-request-id: id-1\r\nContent-Length: 2\r\ncontent-type: application/json\r\n"
             "atgateway-metered: 2\r\n\r\n{}");
}

BOOST_AUTO_TEST_CASE(connection) {
  auto f = framing();
  BOOST_TEST(written({}, f).find("Connection") == std::string::npos);
  f.version_minor = 0;
  BOOST_TEST(written({}, f).find("\r\nConnection: keep-alive\r\n") != std::string::npos);
  f.close = true;
  BOOST_TEST(written({}, f).find("\r\nConnection: close\r\n") != std::string::npos);
  BOOST_TEST(written({}, f).find("keep-alive") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_body_where_none_may_be) {
  for (const int status : {204, 304}) {
    Reply reply;
    reply.status = status;
    reply.body = "body";
    const auto out = written(reply, framing());
    BOOST_TEST(out.ends_with("\r\n\r\n"));
    BOOST_TEST(out.find("Content-Length") == std::string::npos);
  }
  auto f = framing();
  f.head_only = true;
  Reply reply;
  reply.body = "body";
  const auto out = written(reply, f);
  BOOST_TEST(out.find("Content-Length: 4\r\n") != std::string::npos);
  BOOST_TEST(out.ends_with("\r\n\r\n"));
  BOOST_TEST(written({}, framing()).find("Content-Length: 0\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_splits_a_reply) {
  Reply reply;
  reply.headers.add("x-a", "1\r\nx-evil: 1");
  reply.headers.add("x-b", "1\nx-evil: 1");
  reply.headers.add("x-c", "1\0x-evil"s);
  reply.headers.add("x-d: 1\r\nx-evil", "1");
  reply.headers.add("", "x-evil");
  reply.headers.add("x evil", "1");
  reply.headers.add("x-good", "a\tb \xc3\xbc");
  auto f = framing();
  f.request_id = "id\r\nx-evil: 1";
  const auto out = written(reply, f);
  BOOST_TEST(out.find("evil") == std::string::npos, out);
  BOOST_TEST(out.find("x-good: a\tb \xc3\xbc\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(framing_fields_are_written_once) {
  Reply reply;
  for (const char* name : {"Content-Length", "transfer-encoding", "CONNECTION", "Server", "Date", "X-Request-Id",
                           "Keep-Alive", "Trailer"}) {
    reply.headers.add(name, "chunked-99");
  }
  BOOST_TEST(written(reply, framing()).find("chunked-99") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(statuses) {
  BOOST_TEST(wire::reason_phrase(431) == "Request Header Fields Too Large");
  for (int status = 200; status < 600; ++status) BOOST_TEST(!wire::reason_phrase(status).empty());
  for (const ErrorRow& row : error_table()) {
    if (row.status == 0 || row.status == 499) continue;
    BOOST_TEST(wire::reason_phrase(row.status) != "Client Error", row.slug);
    BOOST_TEST(wire::reason_phrase(row.status) != "Server Error", row.slug);
  }
  for (const int status : {-1, 0, 100, 101, 199, 600, 1000}) {
    Reply reply;
    reply.status = status;
    BOOST_TEST(written(reply, framing()).starts_with("HTTP/1.1 500 Internal Server Error\r\n"), status);
  }
}

BOOST_AUTO_TEST_SUITE_END()
