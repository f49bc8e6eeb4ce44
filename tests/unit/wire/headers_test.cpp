#include <atgateway/http.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(headers)

BOOST_AUTO_TEST_CASE(keeps_order_and_finds_without_case) {
  Headers headers;
  BOOST_TEST(headers.empty());
  headers.add("Host", "gw");
  headers.add("X-A", "1");
  headers.add("x-a", "2");
  headers.add("empty", "");
  BOOST_TEST(headers.size() == 4);
  BOOST_TEST(headers[1].name == "X-A");
  BOOST_TEST(headers[2].value == "2");
  BOOST_TEST(headers.find("HOST").value() == "gw");
  BOOST_TEST(headers.find("x-A").value() == "1");
  BOOST_TEST(headers.find("empty").value() == "");
  BOOST_TEST(!headers.find("hos").has_value());
  BOOST_TEST(headers.count("X-a") == 2);
  BOOST_TEST(headers.count("none") == 0);
}

BOOST_AUTO_TEST_CASE(copies_and_moves_stand_alone) {
  Headers headers;
  for (int i = 0; i < 200; ++i) headers.add("name-" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'v'));
  const Headers copy = headers;
  const Headers moved = std::move(headers);
  for (std::size_t i = 0; i < 200; ++i) {
    BOOST_TEST(copy[i].name == "name-" + std::to_string(i));
    BOOST_TEST(moved[i].value.size() == i);
  }
}

BOOST_AUTO_TEST_CASE(wiping_overwrites_the_bytes) {
  Headers headers;
  headers.add("authorization", "Bearer not-a-real-token");
  const std::string_view value = headers[0].value;  // the buffer stays where it is
  const char* bytes = value.data();
  const std::size_t size = value.size();
  headers.wipe();
  BOOST_TEST(headers.empty());
  BOOST_TEST(std::string(bytes, size) == std::string(size, '\0'));
}

BOOST_AUTO_TEST_CASE(a_request_is_one_value) {
  Request request;
  request.target = "/a?b=c";
  BOOST_TEST(request.path() == "/a");
  BOOST_TEST(request.query() == "b=c");
  request.body = std::string(1000, 'x');
  const Request moved = std::move(request);
  BOOST_TEST(moved.body.size() == 1000);
  static_assert(!std::is_copy_constructible_v<Request>);
}

BOOST_AUTO_TEST_SUITE_END()
