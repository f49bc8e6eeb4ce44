#include <atgateway/error.hpp>

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(a_bare_code_speaks_with_the_tables_words) {
  const Error error = Errc::token_missing;
  BOOST_TEST(error.slug() == "token-missing");
  BOOST_TEST(error.status() == 401);
  BOOST_TEST(error.detail() == describe(Errc::token_missing).sentence);
  BOOST_TEST(error.hint() == describe(Errc::token_missing).hint);
  BOOST_TEST(error.field().empty());
}

BOOST_AUTO_TEST_CASE(detail_hint_and_field_are_kept_apart) {
  const auto error = Error(Errc::bad_field, "must be a string").at("/rows").with_hint("Put it in quotes.");
  BOOST_TEST(error.detail() == "must be a string");
  BOOST_TEST(error.field() == "/rows");
  BOOST_TEST(error.hint() == "Put it in quotes.");
}

BOOST_AUTO_TEST_CASE(a_copy_is_independent_of_what_is_added_later) {
  const Error first(Errc::bad_field, "one", "/a");
  const auto second = first.at("/b");
  BOOST_TEST(first.field() == "/a");
  BOOST_TEST(second.field() == "/b");
  BOOST_TEST(second.detail() == "one");
}

BOOST_AUTO_TEST_SUITE_END()
