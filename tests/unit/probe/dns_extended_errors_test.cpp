#include "probe/dns_extended_errors.hpp"

#include "support/dns_responder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway::probe;
using namespace atgateway::test_support;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(dns_extended_errors)

BOOST_AUTO_TEST_CASE(codes_have_the_registrys_names) {
  BOOST_TEST(extended_error_name(0) == "Other Error");
  BOOST_TEST(extended_error_name(3) == "Stale Answer");
  BOOST_TEST(extended_error_name(6) == "DNSSEC Bogus");
  BOOST_TEST(extended_error_name(9) == "DNSKEY Missing");
  BOOST_TEST(extended_error_name(15) == "Blocked");
  BOOST_TEST(extended_error_name(18) == "Prohibited");
  BOOST_TEST(extended_error_name(22) == "No Reachable Authority");
  BOOST_TEST(extended_error_name(24) == "Invalid Data");
  BOOST_TEST(extended_error_name(29) == "Synthesized");
  BOOST_TEST(extended_error_name(30).empty());
  BOOST_TEST(extended_error_name(65535).empty());
}

BOOST_AUTO_TEST_CASE(they_are_found_among_other_options) {
  const DnsText cookie{0, 10, 0, 2, 0xAA, 0xBB};
  const DnsText options = joined(joined(cookie, extended_error(15, "by \x1b[1mpolicy\0"s)), extended_error(4242, ""));
  const auto errors = read_extended_errors(options);
  BOOST_REQUIRE(errors.size() == 2U);
  BOOST_TEST(errors[0].code == 15);
  BOOST_TEST(errors[0].name == "Blocked");
  BOOST_TEST(errors[0].text == "by \\x1B[1mpolicy");
  BOOST_TEST(errors[1].code == 4242);
  BOOST_TEST(errors[1].name.empty());
  BOOST_TEST(errors[1].text.empty());
}

BOOST_AUTO_TEST_CASE(what_is_cut_off_is_left_alone) {
  const DnsText whole = extended_error(15, "text");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(read_extended_errors(std::span(whole).first(size)).empty());
  }
  BOOST_TEST(read_extended_errors(DnsText{0, 15, 0, 1, 9}).empty());
  BOOST_TEST(read_extended_errors(DnsText{0, 15, 0, 0}).empty());
}

BOOST_AUTO_TEST_CASE(there_is_a_limit_to_each_and_to_all) {
  DnsText options;
  for (int i = 0; i < 200; ++i) options = joined(std::move(options), extended_error(15, std::string(2000, 'x')));
  const auto errors = read_extended_errors(options);
  BOOST_TEST(errors.size() == 16U);
  BOOST_TEST(errors.front().text.size() <= 512U);
}

BOOST_AUTO_TEST_SUITE_END()
