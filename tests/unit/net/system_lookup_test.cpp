#include "net/system_lookup.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::net;

BOOST_AUTO_TEST_SUITE(system_lookup)

BOOST_AUTO_TEST_CASE(localhost_is_a_loopback_address_once) {
  const auto found = look_up_by_system("localhost", 4711);
  BOOST_REQUIRE(found.ok());
  BOOST_REQUIRE(!found->empty());
  for (std::size_t i = 0; i < found->size(); ++i) {
    BOOST_TEST((*found)[i].is_loopback());
    BOOST_TEST((*found)[i].port() == 4711);
    for (std::size_t k = 0; k < i; ++k) BOOST_TEST((*found)[i].to_string() != (*found)[k].to_string());
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_name_is_not_asked_for) {
  for (const std::string& name : {std::string(), std::string(255, 'a'), std::string("localhost\0x", 11)}) {
    const auto found = look_up_by_system(name, 1);
    BOOST_REQUIRE(!found.ok());
    BOOST_TEST((found.error().code() == Errc::upstream_resolve_failed));
  }
}

BOOST_AUTO_TEST_CASE(the_systems_refusal_comes_with_its_words_and_without_the_name) {
  const auto found = look_up_by_system("secret host", 1);  // a space: refused without asking anybody
  BOOST_REQUIRE(!found.ok());
  BOOST_TEST((found.error().code() == Errc::upstream_resolve_failed));
  BOOST_TEST(!found.error().detail().empty());
  BOOST_TEST(found.error().detail().find("secret") == std::string_view::npos);
}

BOOST_AUTO_TEST_SUITE_END()
