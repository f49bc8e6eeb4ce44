#include "dialect/refusal.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using dialect::Situation;

BOOST_AUTO_TEST_SUITE(refusal)

BOOST_AUTO_TEST_CASE(retryable_by_the_table_the_rows_and_never_once_billed) {
  BOOST_TEST(dialect::is_retryable(Errc::overloaded, {}));
  BOOST_TEST(!dialect::is_retryable(Errc::bad_field, {}));
  BOOST_TEST(!dialect::is_retryable(Errc::overloaded, {.metered = 1}));
  BOOST_TEST(!dialect::is_retryable(Errc::row_failed, {}));
  BOOST_TEST(dialect::is_retryable(Errc::row_failed, {.retryable = true}));
  BOOST_TEST(!dialect::is_retryable(Errc::row_failed, {.retryable = true, .metered = 1}));
}

BOOST_AUTO_TEST_CASE(a_code_without_a_status_is_our_mistake) {
  BOOST_TEST(dialect::status_of(Errc::bad_argument) == 500);
  BOOST_TEST(dialect::status_of(Errc::draining) == 503);
}

BOOST_AUTO_TEST_CASE(headers_follow_the_status_and_the_price) {
  const auto plain = dialect::refusal_reply(Errc::bad_field, {}, 400, "{}");
  BOOST_TEST(plain.headers.size() == 1u);
  BOOST_TEST(plain.facts.code == "bad-field");
  for (const int status : {429, 503}) {
    BOOST_TEST(*dialect::refusal_reply(Errc::draining, {}, status, "{}").headers.find("retry-after") == "1");
  }
  const auto billed = dialect::refusal_reply(Errc::row_failed, {.metered = 7}, 422, "{}");
  BOOST_TEST(*billed.headers.find("atgateway-metered") == "7");
  BOOST_TEST(!billed.headers.find("retry-after"));
}

BOOST_AUTO_TEST_CASE(one_line_says_what_where_and_whose) {
  const Error error = Error(Errc::bad_field, "Seen ñ.").with_hint("do this");
  BOOST_TEST(dialect::line_of(error, {.request_id = "r-1"}, 100) == "bad-field: Seen ñ; do this (request r-1)");
  BOOST_TEST(dialect::line_of(error.at("/calls"), {.request_id = "r-1"}, 100) ==
             "bad-field: Seen ñ; do this (at /calls, request r-1)");
  BOOST_TEST(dialect::line_of(error, {.request_id = "r-1"}, 6) == "bad-field: Seen  (request r-1)");
}

BOOST_AUTO_TEST_CASE(too_late_is_never_retryable) {
  flow::Batch batch{.document = std::move(json::Document::parse("[]")).value()};
  batch.rows.resize(3);
  const auto situation = dialect::too_late(batch, {.request_id = "r-1", .billed = 2});
  BOOST_TEST(situation.request_id == "r-1");
  BOOST_TEST(situation.envelope_read);
  BOOST_TEST(!situation.retryable);
  BOOST_TEST(situation.rows == 3u);
  BOOST_TEST(situation.metered == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
