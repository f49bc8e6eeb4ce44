#include "support.hpp"

using namespace dialect_tests;

namespace {

const dialect::Dialect& snowflake() { return dialect::snowflake_dialect(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(snowflake_decode)

BOOST_AUTO_TEST_CASE(the_documented_request) {
  const auto batch = decoded(snowflake(), {.body = "{\n\"data\":[\n[0,null,null,\"Madrid\"]\n,[1,\"https://"
                                                   "a.example\",\"tok\",\"Paris\"],[2,null,null,null]]\n}",
                                           .headers = headers({{"sf-external-function-format", "json"},
                                                               {"sf-external-function-query-batch-id", "01ab:1:1:0:0"},
                                                               {"sf-external-function-current-query-id", "01ab"},
                                                               {"sf-context-current-user", "JANE"},
                                                               {"SF-Custom-On-Error", "value"},
                                                               {"sf-custom-api-access-token", "ctx"},
                                                               {"sf-custom-options", R"({"limit":1.50})"},
                                                               {"accept-encoding", "gzip"}})});
  BOOST_TEST(batch.rows.size() == 3u);
  BOOST_TEST(batch.rows_field == "/data");
  BOOST_TEST(batch.first_argument == 3u);
  BOOST_TEST(*batch.request_key == "01ab:1:1:0:0");
  BOOST_TEST(batch.context_job == "01ab");
  BOOST_TEST(batch.context_user == "JANE");
  BOOST_TEST((batch.on_error == flow::OnError::value));
  BOOST_TEST((batch.reply_coding == flow::Coding::gzip));
  BOOST_TEST(batch.options->source() == R"({"limit":1.50})");
  BOOST_TEST(batch.credentials[batch.rows[0].credentials].token->equals("ctx"));
  BOOST_TEST(batch.credentials[batch.rows[1].credentials].token->equals("tok"));
  BOOST_TEST(batch.rows[1].arguments->source() == R"([1,"https://a.example","tok","Paris"])");
  BOOST_TEST(!batch.rows[2].arguments);
}

BOOST_AUTO_TEST_CASE(without_headers_everything_has_its_default) {
  const auto batch = decoded(snowflake(), {R"({"data":[]})"});
  BOOST_TEST(!batch.request_key);
  BOOST_TEST((batch.on_error == flow::OnError::fail));
  BOOST_TEST((batch.reply_coding == flow::Coding::identity));
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_envelope) {
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {R"([])", "bad-field", ""},
      {R"({"other":1})", "bad-field", "/data"},
      {R"({"data":null})", "bad-field", "/data"},
      {R"({"data":{}})", "bad-field", "/data"},
      {R"({"data":[],"data":[]})", "duplicate-field", "/data"},
      {R"({"data":[[]]})", "bad-field", "/data/0"},
      {R"({"data":[[0],null]})", "bad-field", "/data/1"},
      {R"({"data":[[0],{}]})", "bad-field", "/data/1"},
      {R"({"data":[[1]]})", "bad-field", "/data/0/0"},
      {R"({"data":[["0"]]})", "bad-field", "/data/0/0"},
      {R"({"data":[[0.0]]})", "bad-field", "/data/0/0"},
      {R"({"data":[[-0]]})", "bad-field", "/data/0/0"},
      {R"({"data":[[0],[0]]})", "bad-field", "/data/1/0"},
      {R"({"data":[[0],[1],[3]]})", "bad-field", "/data/2/0"},
  };
  for (const auto& [body, slug, field] : cases)
    check_refused(snowflake(), {.body = body, .service = &quota}, slug, field);
  check_refused(snowflake(), {.body = R"({"data":[]})", .query = "dry_run=1"}, "bad-field", "");
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_headers) {
  const std::string body = R"({"data":[]})";
  check_refused(snowflake(), {.body = body, .headers = headers({{"sf-custom-on-error", "row"}})}, "bad-field", "");
  check_refused(snowflake(), {.body = body, .headers = headers({{"sf-custom-onerror", "null"}})}, "unknown-field", "");
  check_refused(snowflake(),
                {.body = body, .headers = headers({{"sf-custom-include", "raw"}, {"SF-CUSTOM-INCLUDE", "geom"}})},
                "duplicate-field", "");
  check_refused(snowflake(), {.body = body, .headers = headers({{"sf-custom-service", "route"}})}, "bad-field", "");
  check_refused(snowflake(), {.body = body, .headers = headers({{"sf-custom-api-access-token", "a b"}})},
                "token-malformed", "");
}

BOOST_AUTO_TEST_CASE(a_batch_id_is_a_key_when_it_can_be_one) {
  constexpr std::string_view name = "sf-external-function-query-batch-id";
  const std::string longest(512, 'i');
  BOOST_TEST(*decoded(snowflake(), {.body = R"({"data":[]})", .headers = headers({{name, longest}})}).request_key ==
             longest);
  for (const std::string& id : {std::string(), longest + "i", std::string("a\xC3\xB1"), std::string("a\tb")}) {
    check_refused(snowflake(), {.body = R"({"data":[]})", .headers = headers({{name, id}})}, "bad-field", "");
  }
  check_refused(snowflake(), {.body = R"({"data":[]})", .headers = headers({{name, "a"}, {name, "b"}})}, "bad-field",
                "");
}

BOOST_AUTO_TEST_CASE(numbers_go_on_past_ten) {
  std::string body = R"({"data":[)";
  for (int i = 0; i < 1200; ++i) body += (i ? ",[" : "[") + std::to_string(i) + ",null,null,\"a\"]";
  BOOST_TEST(decoded(snowflake(), {body + "]}"}).rows.size() == 1200u);
}

BOOST_AUTO_TEST_CASE(too_many_rows_name_snowflakes_knob) {
  LimitsConfig few;
  few.rows = 1;
  const Asked two{.body = R"({"data":[[0,null,null,"a"],[1,null,null,"b"]]})", .limits = few};
  check_refused(snowflake(), two, "too-many-rows", "/data");
  BOOST_TEST(has(decode(snowflake(), two).error().hint(), "MAX_BATCH_ROWS"));
  few.rows = 2;
  few.max_metered_rows = 1;
  check_refused(snowflake(), {.body = two.body, .limits = few}, "too-many-metered-rows", "/data");
}

BOOST_AUTO_TEST_SUITE_END()
