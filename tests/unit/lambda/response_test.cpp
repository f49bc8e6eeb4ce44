#include "json/document.hpp"

#include <atgateway/lambda.hpp>

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using json::Document;
using Kind = LambdaCall::Kind;

namespace {

Reply reply_of(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

LambdaCall call_of(Kind kind) {
  LambdaCall call;
  call.kind = kind;
  call.request.request_id = "the-id";
  return call;
}

Document parsed(std::string text) {
  auto document = Document::parse(std::move(text));
  BOOST_REQUIRE(document.ok());
  return std::move(*document);
}

/// The document inside of Redshift's string.
Document inner(const std::string& response) {
  const auto outer = parsed(response);
  BOOST_REQUIRE(outer.root().is(json::Kind::string));
  return parsed(std::string(outer.root().text()));
}

std::string text(const Document& document, std::string_view name) {
  const auto value = document.root().find(name);
  return value ? std::string(value->is(json::Kind::string) ? value->text() : value->source()) : "(none)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(response)

BOOST_AUTO_TEST_CASE(redshift_gets_a_string_that_holds_the_document) {
  const std::string body = R"({"success":true,"num_records":2,"results":["{\"a\":\"\u00e9\"}",null]})";
  const auto response = lambda_response(call_of(Kind::redshift), reply_of(200, body));
  const auto outer = parsed(response);
  BOOST_TEST(outer.root().is(json::Kind::string));
  BOOST_TEST(outer.root().text() == body);
}

BOOST_AUTO_TEST_CASE(redshifts_own_failures_stay_as_they_are) {
  const std::string body = R"({"success":false,"error_msg":"no","num_records":2,"results":[]})";
  BOOST_TEST(parsed(lambda_response(call_of(Kind::redshift), reply_of(500, body))).root().text() == body);
}

BOOST_AUTO_TEST_CASE(a_neutral_refusal_becomes_one_that_redshift_shows) {
  const auto refused = inner(lambda_response(
      call_of(Kind::redshift), reply_of(400, R"({"code":"bad-json","detail":"It is \"bad\".","hint":"Mend it."})")));
  BOOST_TEST(text(refused, "success") == "false");
  BOOST_TEST(text(refused, "error_msg") == "HTTP 400, bad-json: It is \"bad\". Mend it.");
  BOOST_TEST(text(inner(lambda_response(call_of(Kind::redshift), reply_of(503, ""))), "error_msg") == "HTTP 503");
}

BOOST_AUTO_TEST_CASE(http_gets_status_headers_and_body) {
  for (const auto kind : {Kind::proxy_v1, Kind::http_v2}) {
    auto reply = reply_of(422, R"({"code":"row-failed"})");
    reply.headers.add("content-type", "application/problem+json");
    reply.headers.add("Vary", "a");
    reply.headers.add("vary", "b");
    const auto response = parsed(lambda_response(call_of(kind), reply));
    BOOST_TEST(text(response, "statusCode") == "422");
    BOOST_TEST(text(response, "body") == reply.body);
    BOOST_TEST(text(response, "isBase64Encoded") == "false");
    const auto headers = parsed(text(response, "headers"));
    BOOST_TEST(text(headers, "content-type") == "application/problem+json");
    BOOST_TEST(text(headers, "Vary") == "a, b");
    BOOST_TEST(text(headers, "server") == "atgateway");
    BOOST_TEST(text(headers, "x-request-id") == "the-id");
    BOOST_TEST(headers.root().size() == 4);
  }
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_text_travel_as_base64) {
  auto packed = reply_of(200, "\x1f\x8b");
  packed.headers.add("content-encoding", "gzip");
  for (const auto& reply : {packed, reply_of(200, "\x1f\x8b")}) {
    const auto response = parsed(lambda_response(call_of(Kind::http_v2), reply));
    BOOST_TEST(text(response, "body") == "H4s=");
    BOOST_TEST(text(response, "isBase64Encoded") == "true");
  }
}

BOOST_AUTO_TEST_CASE(more_than_lambda_takes_is_said) {
  const auto big = reply_of(200, "{\"results\":[" + std::string(1000, '1') + "]}");
  const auto whole = lambda_response(call_of(Kind::redshift), big);
  BOOST_TEST(lambda_response(call_of(Kind::redshift), big, whole.size()) == whole);
  const auto refused = inner(lambda_response(call_of(Kind::redshift), big, whole.size() - 1));
  BOOST_TEST(text(refused, "success") == "false");
  BOOST_TEST(text(refused, "error_msg").find("MAX_BATCH_ROWS") != std::string::npos);
  const auto http = parsed(lambda_response(call_of(Kind::proxy_v1), big, 900));
  BOOST_TEST(text(http, "statusCode") == "413");
  BOOST_TEST(text(parsed(text(http, "body")), "code") == "too-many-rows");
}

BOOST_AUTO_TEST_SUITE_END()
