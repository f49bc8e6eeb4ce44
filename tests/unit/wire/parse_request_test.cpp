#include <atgateway/http.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(parse_request)

BOOST_AUTO_TEST_CASE(one_request_from_the_front) {
  const std::string first = "POST /a HTTP/1.1\r\nHost: gw\r\nContent-Length: 2\r\n\r\n{}";
  auto parsed = atgateway::parse_request(first + "GET / HTTP/1.1\r\n");
  BOOST_REQUIRE(parsed.ok());
  BOOST_REQUIRE(parsed->has_value());
  const ParsedRequest& whole = **parsed;
  BOOST_TEST(whole.consumed == first.size());
  BOOST_TEST(whole.request.method == "POST");
  BOOST_TEST(whole.request.body == "{}");
}

BOOST_AUTO_TEST_CASE(nothing_while_incomplete) {
  const std::string text = "POST /a HTTP/1.1\r\nHost: gw\r\nContent-Length: 2\r\n\r\n{}";
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto parsed = atgateway::parse_request(text.substr(0, size));
    BOOST_TEST((parsed.ok() && !parsed->has_value()), "after " << size << " bytes");
  }
}

BOOST_AUTO_TEST_CASE(refusals_and_limits) {
  BOOST_TEST((atgateway::parse_request("GET /\r\n").error().code() == Errc::bad_request));
  HttpLimits limits;
  limits.request_line_bytes = 10;
  BOOST_TEST((atgateway::parse_request("GET / HTTP/1.1\r\n", limits).error().code() == Errc::uri_too_long));
}

BOOST_AUTO_TEST_SUITE_END()
