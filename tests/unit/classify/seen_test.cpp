#include "classify/seen.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using classify::Form;
using classify::see;

BOOST_AUTO_TEST_SUITE(seen)

namespace {
constexpr const char* refused =
    R"([REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 422, and error message )"
    R"('HTTP request failed with status: {"title":"t","status":422,"code":"row-failed","detail":"d","request_id":"4c1f"}')"
    R"( SQLSTATE: 57012)";
}

BOOST_AUTO_TEST_CASE(the_status_inside_is_the_one_that_counts) {
  const auto failed = see(200, refused);
  BOOST_TEST(failed.status == 422);
  BOOST_TEST(failed.failed);
  BOOST_TEST(!failed.nobody_answered);
  BOOST_TEST((failed.reply.form == Form::refusal));
  const auto gave_up = see(0,
                           "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] The remote request failed after retrying 10 times; "
                           "the last failed HTTP error code was 503");
  BOOST_TEST(gave_up.status == 503);
  BOOST_TEST(gave_up.gave_up);
}

BOOST_AUTO_TEST_CASE(a_document_inside_may_be_quoted_once_more) {
  std::string quoted;
  for (const char c : std::string(refused)) {
    if (c == '"') quoted += '\\';
    quoted += c;
  }
  BOOST_TEST((see(0, quoted).reply.form == Form::refusal));
}

BOOST_AUTO_TEST_CASE(a_pasted_struct_is_taken_apart) {
  for (const auto* text : {R"({"status_code":401,"text":"{\"error\":\"Token expired\",\"status\":401}"})",
                           R"({"status_code":"401","text":"{\"error\":\"Token expired\",\"status\":401}"})"}) {
    const auto seen = see(0, text);
    BOOST_TEST(seen.status == 401, text);
    BOOST_TEST((seen.reply.form == Form::carto_error), text);
  }
  BOOST_TEST(see(200, R"({"status_code":401,"text":"x"})").status == 200);
  BOOST_TEST(see(200, R"({"status_code":null,"text":"x"})").lower == "x");
}

BOOST_AUTO_TEST_CASE(databricks_is_known_by_its_error_classes) {
  BOOST_TEST(see(200, "[CONNECTION_NOT_FOUND] x").platform_words);
  BOOST_TEST(see(200, "org.apache.spark.SparkException: [SOME_CLASS.PART] x").platform_words);
  BOOST_TEST(see(403, R"({"error_code":"PERMISSION_DENIED","message":"x"})").platform_words);
  BOOST_TEST(see(0, "anything").platform_words);
  for (const auto* text : {"[WARNING] x", R"(["SOME_CLASS"])", "[a_b]", "[]", "[SOME_CLASS", "plain"}) {
    BOOST_TEST(!see(200, text).platform_words, text);
  }
}

BOOST_AUTO_TEST_CASE(nobody_answered_only_where_no_status_of_theirs_is_told) {
  BOOST_TEST(see(0, "java.net.UnknownHostException: x").nobody_answered);
  BOOST_TEST(!see(0, "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] … failed with code 404, and x timed out").nobody_answered);
  BOOST_TEST(
      see(0, "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] … failed with code 400, … Failed request to https://h:443/. Error: x")
          .nobody_answered);
  BOOST_TEST(!see(504, "timed out").nobody_answered);
}

BOOST_AUTO_TEST_CASE(odd_numbers_are_taken_calmly) {
  BOOST_TEST(see(-5, "x").status == 0);
  BOOST_TEST(see(123456, "x").status == 999);
  BOOST_TEST(see(0, "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] failed with code").status == 0);
  BOOST_TEST(see(0, "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] failed with code 99999999999999999999").status == 0);
}

BOOST_AUTO_TEST_CASE(long_texts_are_judged_by_their_beginning) {
  std::string text(classify::text_limit + 100, 'x');
  BOOST_TEST(see(200, text).lower.size() == classify::text_limit);
}

BOOST_AUTO_TEST_SUITE_END()
