#include "diag/identity.hpp"

#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;

BOOST_AUTO_TEST_SUITE(identity)

BOOST_AUTO_TEST_CASE(the_version_stands_in_the_openapi_document) {
  BOOST_TEST(diag::gateway_version(answer(200, document)) == "0.1.0");
  for (const auto* body :
       {"", "[]", "{}", R"({"info": 5})", R"({"info": {"x-atgateway-version": 1}})", "{\"info\": {\"x-"}) {
    BOOST_TEST(diag::gateway_version(answer(200, body)).empty(), body);
  }
  BOOST_TEST(diag::gateway_version(answer(404, document)).empty());
  BOOST_TEST(
      diag::gateway_version(answer(200, "{\"info\": {\"x-atgateway-version\": \"1\\u001b[2J\"}}")).find('\x1b') ==
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(problem_codes_are_those_of_the_table) {
  BOOST_TEST(diag::problem_code(answer(401, R"({"code": "token-missing"})")) == "token-missing");
  BOOST_TEST(diag::problem_code(answer(401, R"({"code": "somebody-elses"})")).empty());
  BOOST_TEST(diag::problem_code(answer(200, R"({"code": "token-missing"})")).empty());
}

BOOST_AUTO_TEST_SUITE_END()
