#include "support.hpp"

#include <vector>

using namespace dialect_tests;
using dialect::Situation;

namespace {

const dialect::Dialect& bigquery() { return dialect::bigquery_dialect(); }

flow::Batch asked(const std::string& on_error) {
  return decoded(bigquery(), {R"({"calls":[[null,null,"a"],[null,null,"b"]],"userDefinedContext":{"on_error":")" +
                              on_error + "\"}}"});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bigquery_encode)

BOOST_AUTO_TEST_CASE(replies_in_order) {
  const std::vector<RowResult> rows = {good(R"({"v":1.10})"), of(RowResult::Status::no_match)};
  const auto reply = bigquery().encode(asked("fail"), rows, summary);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == R"({"replies":[{"v":1.10},null]})");
}

BOOST_AUTO_TEST_CASE(a_failed_row_that_came_too_late_is_refused_for_good) {
  const std::vector<RowResult> rows = {good("1"), bad(Errc::upstream_error, Billed::unknown, 503)};
  const auto reply = bigquery().encode(asked("fail"), rows, summary);
  BOOST_TEST(reply.status == 422);
  BOOST_TEST(*reply.headers.find("atgateway-metered") == "1");
  BOOST_TEST(has(reply.body, "/calls/1"), reply.body);
  BOOST_TEST(bigquery().encode(asked("fail"), std::vector{bad(Errc::queue_timeout)}, nothing_billed).status == 422);
}

BOOST_AUTO_TEST_CASE(a_reply_over_the_cap_is_cut_or_refused) {
  const std::string big(6000000, '1');
  const std::vector<RowResult> rows = {good(big), good(big)};
  const auto cut = bigquery().encode(asked("null"), rows, summary);
  BOOST_TEST(cut.status == 200);
  BOOST_TEST(cut.body.size() == big.size() + 19);
  BOOST_TEST(cut.body.ends_with(",null]}"));
  const auto refused = bigquery().encode(asked("fail"), rows, summary);
  BOOST_TEST(refused.status == 422);
  BOOST_TEST(has(refused.body, "row-failed: reply-full: "), refused.body);
}

BOOST_AUTO_TEST_CASE(statuses_that_bigquery_repeats_are_used_only_while_nothing_is_billed) {
  const std::tuple<Errc, bool, int> cases[] = {
      {Errc::bad_field, false, 400},  {Errc::token_missing, false, 401}, {Errc::unknown_service, false, 404},
      {Errc::overloaded, false, 429}, {Errc::draining, false, 503},      {Errc::internal, false, 500},
      {Errc::row_failed, false, 422}, {Errc::row_failed, true, 503},     {Errc::request_timeout, false, 408},
  };
  for (const auto& [code, retryable, status] : cases) {
    BOOST_TEST_CONTEXT(describe(code).slug) {
      Situation situation{.request_id = "r", .envelope_read = true, .retryable = retryable};
      const auto before = bigquery().refuse(code, situation);
      BOOST_TEST(before.status == status);
      BOOST_TEST(before.headers.find("retry-after").has_value() == (status == 429 || status == 503));
      BOOST_TEST(before.facts.code == describe(code).slug);
      situation.metered = 5;
      const auto after = bigquery().refuse(code, situation);
      BOOST_TEST(after.status == 422);
      BOOST_TEST(*after.headers.find("atgateway-metered") == "5");
      BOOST_TEST(!after.headers.find("retry-after"));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_error_message_under_one_kilobyte) {
  const auto reply =
      bigquery().refuse(Error(Errc::bad_field, "Seen.", "/calls").with_hint("do this"), {.request_id = "r-1"});
  BOOST_TEST(reply.body == R"x({"errorMessage":"bad-field: Seen; do this (at /calls, request r-1)"})x");
  for (const char* piece : {"x", "\"", "ñ", "\x01"}) {
    std::string detail;
    for (int i = 0; i < 3000; ++i) detail += piece;
    const auto long_one =
        bigquery().refuse(Error(Errc::bad_field, detail, "/calls"), {.request_id = std::string(64, 'r')});
    BOOST_TEST(long_one.body.size() < 1024u);
    BOOST_TEST(has(long_one.body, std::string(64, 'r')));
    BOOST_TEST(parse(long_one.body).root().find("errorMessage").has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
