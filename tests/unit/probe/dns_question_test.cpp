#include "probe/dns_question.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <utility>

namespace probe = atgateway::probe;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(dns_question)

BOOST_AUTO_TEST_CASE(names_have_one_form) {
  const std::pair<std::string, std::string> rows[] = {
      {"a.example", "a.example"}, {"A.Example.", "A.Example"}, {".", "."},
      {"a\\.b.c", "a\\.b.c"},     {"a b", "a\\032b"},          {"\x1b.c", "\\027.c"},
      {"\\065.c", "A.c"},         {"ñ.c", "\\195\\177.c"},     {"_dns.x-1.c", "_dns.x-1.c"}};
  for (const auto& [given, usual] : rows) {
    const auto name = probe::usual_dns_name(given);
    BOOST_REQUIRE_MESSAGE(name, given);
    BOOST_TEST(*name == usual);
    BOOST_TEST(*probe::usual_dns_name(*name) == usual);
  }
  const std::string label(63, 'a');
  BOOST_TEST(probe::usual_dns_name(label + "." + label + "." + label + "." + std::string(61, 'b')).has_value());
  for (const std::string& bad : {""s, "a..b"s, ".a"s, "a\0b"s, label + "a",
                                 label + "." + label + "." + label + "." + label, std::string(100000, 'a'), "a\\"s}) {
    BOOST_TEST(!probe::usual_dns_name(bad).has_value());
  }
}

BOOST_AUTO_TEST_CASE(names_are_the_same_whatever_their_case) {
  BOOST_TEST(probe::same_dns_name("a.EXAMPLE", "A.example"));
  BOOST_TEST(!probe::same_dns_name("a.example", "b.example"));
}

BOOST_AUTO_TEST_CASE(a_zone_has_what_ends_with_its_labels) {
  BOOST_TEST(probe::is_within_zone("a.b.c", "b.C"));
  BOOST_TEST(probe::is_within_zone("b.c", "b.c"));
  BOOST_TEST(probe::is_within_zone("b.c", "."));
  BOOST_TEST(!probe::is_within_zone("ab.c", "b.c"));
  BOOST_TEST(!probe::is_within_zone("c", "b.c"));
  BOOST_TEST(!probe::is_within_zone("a\\.b.c", "b.c"));
  BOOST_TEST(probe::is_within_zone("a\\\\.b.c", "b.c"));
}

BOOST_AUTO_TEST_CASE(types_have_names) {
  BOOST_TEST(*probe::dns_type_from("aaaa") == 28);
  BOOST_TEST(!probe::dns_type_from("TYPE28").has_value());
  BOOST_TEST(!probe::dns_type_from("").has_value());
  BOOST_TEST(probe::dns_type_name(257) == "CAA");
  BOOST_TEST(probe::dns_type_name(65280) == "TYPE65280");
}

BOOST_AUTO_TEST_CASE(ids_are_not_counted_up) {
  std::set<std::uint16_t> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(probe::random_dns_id());
  BOOST_TEST(ids.size() > 950U);
}

BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_the_standards) {
  const auto plain = probe::write_dns_question({"www.example", 28}, 0xABCD, false);
  BOOST_REQUIRE(plain);
  BOOST_TEST(std::string(plain->begin(), plain->end()) ==
             "\xAB\xCD\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07"
             "example\x00\x00\x1C\x00\x01"s);
  const auto extended = probe::write_dns_question({".", 2}, 1, true);
  BOOST_REQUIRE(extended);
  BOOST_TEST(
      std::string(extended->begin(), extended->end()) ==
      "\x00\x01\x01\x20\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x02\x00\x01\x00\x00\x29\x04\xD0\x00\x00\x00\x00\x00\x00"s);
  BOOST_TEST(!probe::write_dns_question({"a..b", 1}, 1, true).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
