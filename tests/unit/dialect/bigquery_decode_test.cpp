#include "support.hpp"

using namespace dialect_tests;

namespace {

const dialect::Dialect& bigquery() { return dialect::bigquery_dialect(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(bigquery_decode)

BOOST_AUTO_TEST_CASE(the_documented_request) {
  const auto batch =
      decoded(bigquery(), {R"({"requestId":"124ab1c","caller":"//bigquery.googleapis.com/projects/p/jobs/j",
    "sessionUser":"user@example.com","userDefinedContext":{"on_error":"null","api_access_token":"ctx","include":null},
    "calls":[[null,null,"Madrid"],["https://a.example","tok","Paris","FR","{\"a\":1}"],[null,null,null]],"new":1})"});
  BOOST_TEST(batch.rows.size() == 3u);
  BOOST_TEST(batch.rows_field == "/calls");
  BOOST_TEST(batch.first_argument == 2u);
  BOOST_TEST(!batch.single);
  BOOST_TEST((batch.on_error == flow::OnError::null));
  BOOST_TEST(batch.context_statement == "124ab1c");
  BOOST_TEST(batch.context_job == "//bigquery.googleapis.com/projects/p/jobs/j");
  BOOST_TEST(batch.context_user == "user@example.com");
  BOOST_TEST(!batch.request_key);  // unique within one query only
  BOOST_TEST(batch.credentials[batch.rows[0].credentials].token->equals("ctx"));
  BOOST_TEST(batch.credentials[batch.rows[1].credentials].token->equals("tok"));
  BOOST_TEST(batch.rows[1].arguments->size() == 5u);
  BOOST_TEST(!batch.rows[2].arguments);
}

BOOST_AUTO_TEST_CASE(no_calls_are_no_rows_and_names_for_the_log_may_be_anything) {
  const auto batch = decoded(bigquery(), {R"({"calls":[],"caller":7,"sessionUser":null,"userDefinedContext":null})"});
  BOOST_TEST(batch.rows.empty());
  BOOST_TEST(batch.context_job.empty());
  BOOST_TEST((batch.on_error == flow::OnError::fail));
  const auto cut = decoded(bigquery(), {R"({"calls":[],"caller":")" + std::string(255, 'c') + "ñ\"}"});
  BOOST_TEST(cut.context_job == std::string(255, 'c'));
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_envelope) {
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {R"([])", "bad-field", ""},
      {R"({})", "bad-field", "/calls"},
      {R"({"calls":null})", "bad-field", "/calls"},
      {R"({"calls":{}})", "bad-field", "/calls"},
      {R"({"calls":[[],null]})", "bad-field", "/calls/1"},
      {R"({"calls":[{"address":"a"}]})", "bad-field", "/calls/0"},
      {R"({"calls":[],"calls":[]})", "duplicate-field", "/calls"},
      {R"({"calls":[],"userDefinedContext":{},"userDefinedContext":{}})", "duplicate-field", "/userDefinedContext"},
      {R"({"calls":[],"userDefinedContext":[]})", "bad-field", "/userDefinedContext"},
      {R"({"calls":[],"userDefinedContext":{"include":["geom"]}})", "bad-field", "/userDefinedContext/include"},
      {R"({"calls":[],"userDefinedContext":{"service":"route"}})", "bad-field", "/userDefinedContext/service"},
      {R"({"calls":[],"userDefinedContext":{"inclde":"raw"}})", "unknown-field", "/userDefinedContext/inclde"},
      {R"({"calls":[],"userDefinedContext":{"inclde":7}})", "unknown-field", "/userDefinedContext/inclde"},
  };
  for (const auto& [body, slug, field] : cases) check_refused(bigquery(), {body}, slug, field);
  check_refused(bigquery(), {.body = R"({"calls":[]})", .query = "dry_run=1"}, "bad-field", "");
  BOOST_TEST(decode(bigquery(), {.body = R"({"calls":[]})", .query = "key=of-the-api-gateway"}).ok());
}

BOOST_AUTO_TEST_CASE(too_many_rows_name_bigquerys_knob) {
  LimitsConfig few;
  few.rows = 1;
  const Asked two{.body = R"({"calls":[[null,null,"a"],[null,null,"b"]]})", .limits = few};
  check_refused(bigquery(), two, "too-many-rows", "/calls");
  BOOST_TEST(has(decode(bigquery(), two).error().hint(), "max_batching_rows"));
  few.rows = 2;
  few.max_metered_rows = 1;
  check_refused(bigquery(), {.body = two.body, .limits = few}, "too-many-metered-rows", "/calls");
}

BOOST_AUTO_TEST_CASE(options_of_the_context_are_the_documents_own) {
  const auto batch = decoded(bigquery(), {R"({"calls":[],"userDefinedContext":{"options":"{\"limit\":1.50}"}})"});
  BOOST_TEST(batch.options->text() == R"({"limit":1.50})");
}

BOOST_AUTO_TEST_SUITE_END()
