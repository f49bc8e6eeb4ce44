#include "support.hpp"

using namespace dialect_tests;

namespace {

const dialect::Dialect& redshift() { return dialect::redshift_dialect(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(redshift_decode)

BOOST_AUTO_TEST_CASE(the_documented_request) {
  const auto batch = decoded(redshift(), {R"({"request_id":"23FF1F97","cluster":"arn:aws:redshift:x","user":"adminuser",
    "database":"db1","external_function":"public.foo","query_id":5678234,"num_records":4,
    "arguments":[[null,null,"Madrid"],["https://a.example","tok","Paris"],null,[null,null,null]]})"});
  BOOST_TEST(batch.rows.size() == 4u);
  BOOST_TEST(batch.rows_field == "/arguments");
  BOOST_TEST(batch.first_argument == 2u);
  BOOST_TEST(batch.context_user == "adminuser");
  BOOST_TEST(batch.context_job == "5678234");
  BOOST_TEST(batch.context_statement == "23FF1F97");
  BOOST_TEST(!batch.request_key);
  BOOST_TEST(batch.credentials[batch.rows[1].credentials].token->equals("tok"));
  BOOST_TEST(!batch.rows[2].arguments);
  BOOST_TEST(!batch.rows[3].arguments);
}

BOOST_AUTO_TEST_CASE(the_query_is_the_context) {
  const auto batch = decoded(redshift(), {.body = R"({"arguments":[]})",
                                          .query = "on_error=value&&include=geom&geometry=wkt&deduplicate=false&"
                                                   "api_base_url=https%3A%2F%2Fa.example&options=%7B%22a%22:+1.50%7D"});
  BOOST_TEST((batch.on_error == flow::OnError::value));
  BOOST_TEST(batch.include_geom);
  BOOST_TEST((batch.geometry == flow::Geometry::wkt));
  BOOST_TEST(!batch.deduplicate);
  BOOST_TEST(*batch.credentials.front().api_base_url == "https://a.example");
  BOOST_TEST(batch.options->source() == R"({"a": 1.50})");
  for (const char* query : {"on_error=%zz", "api_access_token=tok", "on_error=row", "dry_run=1"}) {
    check_refused(redshift(), {.body = R"({"arguments":[]})", .query = query}, "bad-field", "");
  }
  check_refused(redshift(), {.body = R"({"arguments":[]})", .query = "onerror=null"}, "unknown-field", "");
  check_refused(redshift(), {.body = R"({"arguments":[]})", .query = "include=raw&include=raw"}, "duplicate-field", "");
}

BOOST_AUTO_TEST_CASE(bare_values_are_one_column) {
  const auto batch = decoded(
      redshift(), {.body = R"({"num_records":4,"arguments":["https://a.example",null,7,""]})", .service = &quota});
  BOOST_REQUIRE(batch.rows.size() == 4u);
  BOOST_TEST(*batch.credentials[batch.rows[0].credentials].api_base_url == "https://a.example");
  BOOST_TEST(batch.rows[0].arguments.has_value());
  BOOST_TEST(!batch.rows[1].arguments);
  BOOST_TEST(batch.rows[2].trouble.has_value());
  BOOST_TEST(batch.rows[3].credentials == 0u);
}

BOOST_AUTO_TEST_CASE(without_arguments_there_are_as_many_empty_rows_as_records) {
  for (const char* body : {R"({"num_records":3,"arguments":null})", R"({"num_records":3})"}) {
    const auto batch = decoded(redshift(), {.body = body, .service = &quota});
    BOOST_TEST(batch.rows.size() == 3u);
    for (const auto& row : batch.rows) BOOST_TEST(row.arguments->size() == 0u);
  }
  BOOST_TEST(decoded(redshift(), {.body = R"({"num_records":0})"}).rows.empty());
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_envelope) {
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {R"("arguments")", "bad-field", ""},
      {R"({})", "bad-field", "/num_records"},
      {R"({"arguments":null})", "bad-field", "/num_records"},
      {R"({"arguments":{}})", "bad-field", "/arguments"},
      {R"({"arguments":"[]"})", "bad-field", "/arguments"},
      {R"({"arguments":[[],{}]})", "bad-field", "/arguments/1"},
      {R"({"num_records":2,"arguments":[[]]})", "bad-field", "/num_records"},
      {R"({"num_records":"1","arguments":[[]]})", "bad-field", "/num_records"},
      {R"({"num_records":-1})", "bad-field", "/num_records"},
      {R"({"num_records":1.0,"arguments":[[]]})", "bad-field", "/num_records"},
      {R"({"num_records":1e1})", "bad-field", "/num_records"},
      {R"({"num_records":18446744073709551616})", "bad-field", "/num_records"},
      {R"({"num_records":18446744073709551615})", "too-many-rows", "/arguments"},
      {R"({"num_records":101})", "too-many-rows", "/arguments"},
      {R"({"arguments":[],"arguments":[]})", "duplicate-field", "/arguments"},
      {R"({"external_function":"a","external_function":"b","arguments":[]})", "duplicate-field", "/external_function"},
  };
  for (const auto& [body, slug, field] : cases)
    check_refused(redshift(), {.body = body, .service = &quota}, slug, field);
}

BOOST_AUTO_TEST_CASE(metered_rows_have_a_limit_with_arguments_and_without) {
  LimitsConfig few;
  few.max_metered_rows = 1;
  check_refused(redshift(), {.body = R"({"num_records":2})", .limits = few}, "too-many-metered-rows", "/arguments");
  const Asked two{.body = R"({"arguments":[[null,null,"a"],[null,null,"a"]]})", .limits = few};
  check_refused(redshift(), two, "too-many-metered-rows", "/arguments");
  BOOST_TEST(has(decode(redshift(), two).error().hint(), "MAX_BATCH_ROWS"));
}

BOOST_AUTO_TEST_SUITE_END()
