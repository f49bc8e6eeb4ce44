#include "service/query.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway::service;

BOOST_AUTO_TEST_SUITE(query)

BOOST_AUTO_TEST_CASE(parameters_are_joined) {
  std::string out;
  append_parameter(out, "a", "1");
  append_parameter(out, "b", "x y");
  append_parameter(out, "c", "");
  BOOST_TEST(out == "a=1&b=x%20y&c=");
}

BOOST_AUTO_TEST_SUITE_END()
