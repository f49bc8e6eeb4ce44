#include "dialect/row_error.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using flow::Billed;
using flow::RowError;

namespace {

std::string written(const RowError& failure) {
  std::string out;
  json::Writer writer(out);
  atgateway::dialect::write_row_error(writer, failure);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(row_error)

BOOST_AUTO_TEST_CASE(a_message_goes_on_or_begins_anew) {
  const Error error(Errc::bad_argument, "Seen.");
  BOOST_TEST(dialect::message_of(error.with_hint("do this")) == "Seen; do this");
  BOOST_TEST(dialect::message_of(error.with_hint("`x` takes this")) == "Seen; `x` takes this");
  BOOST_TEST(dialect::message_of(error.with_hint("Do this.")) == "Seen. Do this.");
}

BOOST_AUTO_TEST_CASE(all_members) {
  BOOST_TEST(written({Error(Errc::upstream_error, "d").with_hint("h"), Billed::no, 503}) ==
             R"({"code":"upstream-error","message":"d; h","status":503,"retryable":true,"billed":"no"})");
  BOOST_TEST(written({Error(Errc::upstream_error, "d").with_hint("h"), Billed::yes, 0}) ==
             R"({"code":"upstream-error","message":"d; h","retryable":false,"billed":"yes"})");
}

BOOST_AUTO_TEST_CASE(no_answer_is_an_internal_error_of_unknown_price) {
  BOOST_TEST(dialect::is_error({}));
  BOOST_TEST(!dialect::is_error({.status = flow::RowResult::Status::null}));
  BOOST_TEST((dialect::error_of({}).error.code() == Errc::internal));
  BOOST_TEST((dialect::error_of({}).billed == Billed::unknown));
}

BOOST_AUTO_TEST_SUITE_END()
