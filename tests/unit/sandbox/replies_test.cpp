#include "sandbox/replies.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(replies)

BOOST_AUTO_TEST_CASE(every_reply_says_where_it_comes_from) {
  const auto reply = json_reply(200, "[]");
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == "[]");
  BOOST_TEST((reply.headers.find("atgateway-sandbox") == std::string_view("1")));
  BOOST_TEST((reply.headers.find("content-type") == std::string_view("application/json; charset=utf-8")));
  BOOST_TEST(!reply.headers.find("retry-after").has_value());
}

BOOST_AUTO_TEST_CASE(errors_have_the_platforms_shape) {
  const auto reply = error_reply(401, "Token \"x\"");
  BOOST_TEST(reply.status == 401);
  BOOST_TEST(reply.body == R"({"error":"Token \"x\"","status":401,"sandbox":true})");
  BOOST_TEST(!reply.headers.find("retry-after").has_value());
  BOOST_TEST((error_reply(429, "x").headers.find("retry-after") == std::string_view("1")));
  BOOST_TEST((error_reply(503, "x").headers.find("retry-after") == std::string_view("1")));
}

BOOST_AUTO_TEST_SUITE_END()
