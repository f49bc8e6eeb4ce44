#include "wire/request_line.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using namespace atgateway::wire;

BOOST_AUTO_TEST_SUITE(request_line)

BOOST_AUTO_TEST_CASE(parts) {
  const auto parsed = parse_request_line("POST /a?b HTTP/1.0");
  BOOST_REQUIRE(parsed.ok());
  BOOST_TEST(parsed->method == "POST");
  BOOST_TEST(parsed->target == "/a?b");
  BOOST_TEST(parsed->version_minor == 0);
  BOOST_TEST((parsed->form == TargetForm::origin));
}

BOOST_AUTO_TEST_CASE(forms) {
  BOOST_TEST((parse_request_line("GET http://a/ HTTP/1.1")->form == TargetForm::absolute));
  BOOST_TEST((parse_request_line("CONNECT a:1 HTTP/1.1")->form == TargetForm::authority));
  BOOST_TEST((parse_request_line("CONNECT /a HTTP/1.1")->form == TargetForm::origin));
  BOOST_TEST((parse_request_line("OPTIONS * HTTP/1.1")->form == TargetForm::asterisk));
  for (const char* line : {"GET * HTTP/1.1", "GET a:1 HTTP/1.1", "CONNECT http://a/ HTTP/1.1", "GET http:/a HTTP/1.1",
                           "GET http:// HTTP/1.1", "GET http:///a HTTP/1.1", "GET ://a HTTP/1.1", "GET ** HTTP/1.1"}) {
    const auto parsed = parse_request_line(line);
    BOOST_TEST((!parsed.ok() && parsed.error().code() == Errc::bad_request), line);
  }
}

BOOST_AUTO_TEST_CASE(the_version_is_judged_before_the_target) {
  BOOST_TEST((parse_request_line("PRI * HTTP/2.0").error().code() == Errc::http_version_unsupported));
  BOOST_TEST((parse_request_line("GET nonsense HTTP/1.2").error().code() == Errc::http_version_unsupported));
}

BOOST_AUTO_TEST_CASE(absolute_targets_are_reduced) {
  std::string target = "http://GW:80/a?b";
  BOOST_TEST(!reduce_to_origin_form(target, "gw:80").has_value());
  BOOST_TEST(target == "/a?b");
  target = "https://gw";
  BOOST_TEST(!reduce_to_origin_form(target, std::nullopt).has_value());
  BOOST_TEST(target == "/");
  target = "http://gw/a";
  BOOST_TEST((reduce_to_origin_form(target, "gw:80")->code() == Errc::bad_request));
}

BOOST_AUTO_TEST_SUITE_END()
