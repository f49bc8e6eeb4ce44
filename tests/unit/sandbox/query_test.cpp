#include "sandbox/query.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using atgateway::sandbox::Query;
using atgateway::sandbox::to_number;

BOOST_AUTO_TEST_SUITE(query)

BOOST_AUTO_TEST_CASE(decodes) {
  const auto read = Query::parse("address=Calle%20de+Alcal%C3%a1%2C%201&country=ES&empty=&flag&&x=a=b");
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST(*read->find("address") == "Calle de Alcalá, 1");
  BOOST_TEST(*read->find("country") == "ES");
  BOOST_TEST(*read->find("x") == "a=b");
  BOOST_TEST(!read->find("empty").has_value());
  BOOST_TEST(!read->find("flag").has_value());
  BOOST_TEST(!read->find("absent").has_value());
  BOOST_TEST(Query::parse("").has_value());
}

BOOST_AUTO_TEST_CASE(refuses) {
  for (const auto* bad : {"a=%", "a=%4", "a=%zz", "%=1", "a=1&a=2", "a=1&%61=2"}) {
    BOOST_TEST(!Query::parse(bad).has_value(), bad);
  }
  std::string many;
  for (int i = 0; i < 65; ++i) many += "p" + std::to_string(i) + "=1&";
  BOOST_TEST(!Query::parse(many).has_value());
  BOOST_TEST(Query::parse("a=%41").has_value());
}

BOOST_AUTO_TEST_CASE(numbers) {
  BOOST_TEST(*to_number("-3.70256") == -3.70256);
  BOOST_TEST(*to_number("1e2") == 100);
  for (const auto* bad : {"", " 1", "1 ", "1,5", "x", "nan", "inf", "-inf", "1e999", "0x10", "+1"}) {
    BOOST_TEST(!to_number(bad).has_value(), bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()
