#include "service/number.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway::service;

BOOST_AUTO_TEST_SUITE(number)

BOOST_AUTO_TEST_CASE(only_json_numbers_are_numbers) {
  for (const char* text :
       {"0", "-0", "7", "-12", "0.5", "10.250", "1e5", "1E+5", "2.5e-3", "123456789012345678901234567890"})
    BOOST_TEST(is_number(text), text);
  for (const char* text : {"",          "-",   "+1",  "01",   "-01", ".5", "5.",  "1e",    "1e+", "NaN",   "Infinity",
                           "-Infinity", "nan", "inf", "0x10", "1 ",  " 1", "1,5", "1_000", "--1", "1.2.3", "١"})
    BOOST_TEST(!is_number(text), text);
}

BOOST_AUTO_TEST_CASE(approximate_compares_and_survives_extremes) {
  BOOST_TEST(*approximate("-3.70379") == -3.70379);
  BOOST_TEST(*approximate("1e-400") == 0.0);
  BOOST_TEST(*approximate("0.123456789012e-2147483639") == 0.0);
  BOOST_TEST(!approximate("1e400"));
  BOOST_TEST(!approximate("-1e400"));
  BOOST_TEST(!approximate(std::string(400, '9')));
  BOOST_TEST(!approximate("NaN"));
  BOOST_TEST(!approximate(""));
}

BOOST_AUTO_TEST_CASE(whole_numbers_lose_a_fraction_of_zeros_only) {
  BOOST_TEST(whole_number("300") == "300");
  BOOST_TEST(whole_number("-7") == "-7");
  BOOST_TEST(whole_number("300.0") == "300");
  BOOST_TEST(whole_number("300.000") == "300");
  for (const char* text : {"300.5", "3e2", "", "NaN", "300.", "0x1"}) BOOST_TEST(whole_number(text).empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
