#include "dialect/dialect.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;
using atgateway::dialect::find_row_failure;
using flow::Billed;
using flow::RowResult;

namespace {

RowResult of(RowResult::Status status) { return {.status = status}; }
RowResult bad(Error error, Billed billed = Billed::no) {
  return {.status = RowResult::Status::error, .error = flow::RowError{std::move(error), billed, 0}};
}

flow::Batch batch_with(std::string_view rows_field, bool single) {
  flow::Batch batch{.document = std::move(json::Document::parse("[]")).value()};
  batch.rows_field = rows_field;
  batch.single = single;
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dialect)

BOOST_AUTO_TEST_CASE(failed_rows_are_counted) {
  const std::vector<RowResult> rows = {of(RowResult::Status::ok), bad(Errc::bad_argument), of(RowResult::Status::null),
                                       of(RowResult::Status::pending), bad(Errc::upstream_error)};
  BOOST_TEST(atgateway::dialect::count_failed(rows) == 2u);
  BOOST_TEST(atgateway::dialect::count_failed({}) == 0u);
}

BOOST_AUTO_TEST_CASE(the_first_failed_row_and_its_code_are_named) {
  const auto batch = batch_with("/calls", false);
  std::vector<RowResult> rows = {of(RowResult::Status::ok), of(RowResult::Status::null),
                                 of(RowResult::Status::no_match)};
  BOOST_TEST(!find_row_failure(batch, rows));
  rows[0] = RowResult{};  // before the calls, a row that will be sent has not failed
  BOOST_TEST(!find_row_failure(batch, rows));
  rows[1] = bad(Error(Errc::bad_argument, "`country` must be x.").with_hint("use two letters"));
  rows[2] = bad(Errc::upstream_error);
  const auto failure = find_row_failure(batch, rows);
  BOOST_REQUIRE(failure);
  BOOST_TEST(failure->error.slug() == "row-failed");
  BOOST_TEST(failure->error.status() == 422);
  BOOST_TEST(failure->error.field() == "/calls/1");
  BOOST_TEST(failure->error.detail() == "bad-argument: `country` must be x.");
  BOOST_TEST(failure->error.hint() == "use two letters");
  BOOST_TEST(find_row_failure(batch_with("/row", true), std::span(rows).subspan(2))->error.field() == "/row");
}

BOOST_AUTO_TEST_CASE(a_failure_is_retryable_when_every_failed_row_is) {
  const auto batch = batch_with("/data", false);
  std::vector<RowResult> rows = {of(RowResult::Status::ok), bad(Errc::upstream_error), bad(Errc::queue_timeout)};
  BOOST_TEST(find_row_failure(batch, rows)->retryable);
  rows[2] = bad(Errc::bad_argument);
  BOOST_TEST(!find_row_failure(batch, rows)->retryable);
  rows[2] = bad(Errc::queue_timeout, Billed::unknown);
  BOOST_TEST(!find_row_failure(batch, rows)->retryable);
}

BOOST_AUTO_TEST_CASE(every_language_is_complete) {
  using namespace atgateway::dialect;
  const std::pair<const Dialect*, std::string_view> languages[] = {{&rows_dialect(), "rows"},
                                                                   {&bigquery_dialect(), "bigquery"},
                                                                   {&snowflake_dialect(), "snowflake"},
                                                                   {&redshift_dialect(), "redshift"},
                                                                   {&forward_dialect(), "forward"}};
  for (const auto& [language, name] : languages) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(language->name == name);
      BOOST_TEST(language->decode != nullptr);
      BOOST_TEST(language->encode != nullptr);
      BOOST_TEST(language->refuse != nullptr);
      BOOST_TEST((language->dress != nullptr) == (name == "snowflake"));
    }
  }
  BOOST_TEST(rows_dialect().reply_bytes == UINT64_MAX);
  BOOST_TEST(bigquery_dialect().reply_bytes == 10485760u);
  BOOST_TEST(snowflake_dialect().reply_bytes == 10000000u);
  BOOST_TEST(redshift_dialect().reply_bytes == 3145728u);
}

BOOST_AUTO_TEST_SUITE_END()
