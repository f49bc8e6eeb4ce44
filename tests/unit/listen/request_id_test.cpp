#include "listen/request_id.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(request_id)

BOOST_AUTO_TEST_CASE(alphabet_and_length) {
  for (const auto& good : std::vector<std::string>{"a", "A-Z_0.9", "01JABCDEF", std::string(64, 'x')}) {
    BOOST_TEST(listen::is_request_id(good), good);
  }
  for (const auto& bad :
       std::vector<std::string>{"", "a b", "a/b", "a\"b", "\xc3\xa9", "a\r\nb", std::string(65, 'x')}) {
    BOOST_TEST(!listen::is_request_id(bad), bad);
  }
}

BOOST_AUTO_TEST_CASE(taken_over_when_single_and_well_formed) {
  Headers headers;
  headers.add("X-Request-ID", "abc.1");
  BOOST_TEST(listen::request_id_of(headers) == "abc.1");
  headers.add("x-request-id", "abc.2");
  BOOST_TEST(listen::request_id_of(headers) != "abc.1");
}

BOOST_AUTO_TEST_CASE(made_up_otherwise) {
  Headers none, bad;
  bad.add("x-request-id", "not good");
  for (const Headers* headers : {&none, &bad}) {
    const auto first = listen::request_id_of(*headers), second = listen::request_id_of(*headers);
    BOOST_TEST(listen::is_request_id(first));
    BOOST_TEST(first != second);
  }
}

BOOST_AUTO_TEST_SUITE_END()
