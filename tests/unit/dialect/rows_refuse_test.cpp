#include "dialect/rows.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using dialect::refuse_rows;
using dialect::Situation;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_refuse)

BOOST_AUTO_TEST_CASE(a_problem_document_with_the_errors_status) {
  const auto reply = refuse_rows(Error(Errc::bad_field, "d", "/rows"), {.request_id = "r-1", .envelope_read = true});
  BOOST_TEST(reply.status == 400);
  BOOST_TEST(*reply.headers.find("content-type") == "application/problem+json");
  BOOST_TEST(has(reply.body, R"("code":"bad-field","detail":"d")"), reply.body);
  BOOST_TEST(has(reply.body, R"("field":"/rows","request_id":"r-1")"), reply.body);
  BOOST_TEST(!reply.headers.find("atgateway-metered"));
  BOOST_TEST(reply.facts.code == "bad-field");
}

BOOST_AUTO_TEST_CASE(in_the_body_when_it_was_asked_for_and_could_be_read) {
  const Situation asked{.request_id = "r-1", .envelope_read = true, .errors_in_body = true};
  const auto reply = refuse_rows(Error(Errc::bad_field, "d", "/rows/0").with_hint("h"), asked);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(*reply.headers.find("content-type") == "application/json");
  BOOST_TEST(reply.body == R"({"protocol":1,"error":{"code":"bad-field","detail":"d","hint":"h","field":"/rows/0",)"
                           R"("retryable":false,"request_id":"r-1"}})");
  BOOST_TEST(reply.facts.code == "bad-field");
  const auto overloaded = refuse_rows(Errc::overloaded, asked);
  BOOST_TEST(has(overloaded.body, R"("retryable":true,"request_id":"r-1")"), overloaded.body);
  BOOST_TEST(!has(overloaded.body, "field"), overloaded.body);
  BOOST_TEST(refuse_rows(Errc::bad_json, {.request_id = "r", .errors_in_body = true}).status == 400);
}

BOOST_AUTO_TEST_CASE(row_failed_is_retryable_when_its_rows_are) {
  Situation situation{.request_id = "r", .envelope_read = true, .errors_in_body = true};
  BOOST_TEST(has(refuse_rows(Errc::row_failed, situation).body, R"("retryable":false)"));
  situation.retryable = true;
  BOOST_TEST(has(refuse_rows(Errc::row_failed, situation).body, R"("retryable":true)"));
  situation.metered = 1;
  BOOST_TEST(has(refuse_rows(Errc::row_failed, situation).body, R"("retryable":false)"));
}

BOOST_AUTO_TEST_CASE(nothing_that_may_be_billed_is_answered_in_a_way_that_is_repeated) {
  for (const Errc code : {Errc::internal, Errc::draining, Errc::overloaded, Errc::request_timeout}) {
    BOOST_TEST_CONTEXT(describe(code).slug) {
      const auto before = refuse_rows(code, {.request_id = "r", .envelope_read = true});
      BOOST_TEST(before.status == describe(code).status);
      const auto after = refuse_rows(code, {.request_id = "r", .envelope_read = true, .metered = 3});
      BOOST_TEST(after.status == 422);
      BOOST_TEST(*after.headers.find("atgateway-metered") == "3");
      BOOST_TEST(!after.headers.find("retry-after"));
      BOOST_TEST(has(after.body, R"("status":422,"code":")" + std::string(describe(code).slug)), after.body);
    }
  }
  const auto kept = refuse_rows(Errc::request_key_reused, {.request_id = "r", .envelope_read = true, .metered = 3});
  BOOST_TEST(kept.status == 409);
  BOOST_TEST(*kept.headers.find("atgateway-metered") == "3");
}

BOOST_AUTO_TEST_SUITE_END()
