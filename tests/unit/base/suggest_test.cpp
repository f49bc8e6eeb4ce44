#include "base/suggest.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

using atgateway::base::nearest;

BOOST_AUTO_TEST_SUITE(suggest)

namespace {
constexpr std::array<std::string_view, 5> names{"rows", "row", "api_base_url", "api_access_token", "on_error"};
}

BOOST_AUTO_TEST_CASE(finds_the_name_that_was_meant) {
  BOOST_TEST(nearest("row_s", names) == "rows");
  BOOST_TEST(nearest("api-access-token", names) == "api_access_token");
  BOOST_TEST(nearest("ROWS", names) == "rows");
  BOOST_TEST(nearest("onerror", names) == "on_error");
  BOOST_TEST(nearest("rwos", names) == "rows");
}

BOOST_AUTO_TEST_CASE(says_nothing_when_nothing_is_near) {
  BOOST_TEST(nearest("latitude", names).empty());
  BOOST_TEST(nearest("", names).empty());
  BOOST_TEST(nearest(std::string(100000, 'r'), names).empty());
}

BOOST_AUTO_TEST_SUITE_END()
