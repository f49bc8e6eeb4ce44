#include "json/writer.hpp"
#include "unit/rpc/asking.hpp"

#include <atgateway/diagnostics.hpp>
#include <atgateway/version.hpp>

#include <fstream>
#include <iterator>

using asking::Asking;
using namespace atgateway;

namespace {

std::string healthy() {
  std::ifstream file(ATGATEWAY_SOURCE_DIR "/tests/golden/healthy.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string render_params(std::string_view report, std::string_view form) {
  std::string text;
  json::Writer(text).begin_object().member("report", report).member("form", form).end_object();
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reading_methods)

BOOST_AUTO_TEST_CASE(version) {
  Asking asking;
  const auto answer = asking.call("version");
  BOOST_TEST(answer.id() == "7");
  BOOST_TEST(answer.result("version") == ATGATEWAY_VERSION);
  BOOST_TEST(answer.at({"result", "components", "atgateway"}) == ATGATEWAY_VERSION);
  BOOST_TEST(answer.at({"result", "components", "libcurl"}) != "");
  BOOST_TEST(asking.call("version", R"({"all":true})").code() == "unknown-field");
}

BOOST_AUTO_TEST_CASE(a_report_in_every_form) {
  Asking asking;
  const auto report = read_report(healthy());
  BOOST_REQUIRE(report.ok());
  for (const auto* form : {"text", "json", "json-lines", "markdown", "html", "junit", "prometheus"}) {
    const auto answer = asking.call("render", render_params(healthy(), form));
    BOOST_TEST(answer.result("text") == render(*report, *report_format_from(form)), form);
  }
  BOOST_TEST(asking.call("render", render_params(healthy(), "html-fragment")).result("text") ==
             render(*report, ReportFormat::html, {.fragment = true}));
}

BOOST_AUTO_TEST_CASE(what_is_no_report_or_no_form) {
  Asking asking;
  BOOST_TEST(asking.call("render", render_params("{}", "text")).code() == "bad-report");
  BOOST_TEST(asking.call("render", render_params("", "text")).code() == "bad-report");
  const auto refused = asking.call("render", render_params(healthy(), "pdf"));
  BOOST_TEST(refused.code() == "bad-field");
  BOOST_TEST(refused.field() == "/params/form");
  BOOST_TEST(asking.call("render", R"({"form":"text"})").field() == "/params/report");
}

BOOST_AUTO_TEST_CASE(a_result_of_http_request) {
  Asking asking;
  // Not authorized.
  const auto answer = asking.call("classify_http_request", R"({"status_code":0,"text_base64":"YSBib2R5"})");
  for (const auto* key : {"answered_by", "code", "meaning", "owner", "next_action"}) {
    BOOST_TEST(answer.result(key) != "", key);
  }
  BOOST_TEST(asking.call("classify_http_request", R"({"status_code":200,"text_base64":"//8A"})").code() == "");
  BOOST_TEST(asking.call("classify_http_request", R"({"status_code":200,"text_base64":"?"})").field() ==
             "/params/text_base64");
  BOOST_TEST(asking.call("classify_http_request", R"({"status_code":"200","text_base64":""})").field() ==
             "/params/status_code");
  BOOST_TEST(asking.call("classify_http_request", R"({"status_code":3000000000,"text_base64":""})").code() ==
             "bad-field");
}

BOOST_AUTO_TEST_CASE(a_request_read) {
  Asking asking;
  // POST /a?b HTTP/1.0, Host: h, X: FF FE, Content-Length: 2, "hi", and the beginning of the next.
  const auto answer = asking.call(
      "parse_request",
      R"({"base64":"UE9TVCAvYT9iIEhUVFAvMS4wDQpIb3N0OiBoDQpYOiD//g0KQ29udGVudC1MZW5ndGg6IDINCg0KaGlHRVQ="})");
  BOOST_TEST(answer.result() ==
             "{\"method\":\"POST\",\"target\":\"/a?b\",\"version\":\"1.0\",\"headers\":[[\"Host\",\"h\"],"
             "[\"X\",\"ÿþ\"],[\"Content-Length\",\"2\"]],\"body_base64\":\"aGk=\",\"consumed\":59}");
}

BOOST_AUTO_TEST_CASE(a_request_not_whole_or_not_one) {
  Asking asking;
  BOOST_TEST(asking.call("parse_request", R"({"base64":"R0VUIC8gSFRUUC8xLjENCg=="})").result() == "null");
  BOOST_TEST(asking.call("parse_request", R"({"base64":""})").result() == "null");
  BOOST_TEST(asking.call("parse_request", R"({"base64":"Cgo="})").code() == "bad-request");
  BOOST_TEST(asking.call("parse_request", "{}").field() == "/params/base64");
}

BOOST_AUTO_TEST_SUITE_END()
