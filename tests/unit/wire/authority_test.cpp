#include "wire/authority.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using atgateway::wire::is_authority;

BOOST_AUTO_TEST_SUITE(authority)

BOOST_AUTO_TEST_CASE(accepts_names_and_addresses_with_and_without_port) {
  for (const char* text : {"gw", "gw:443", "gw.example.com", "gw.example.com:443", "GW.Example.com.", "10.0.0.4:8443",
                           "my_pod-0.svc:1", "[::1]", "[::1]:443", "[2001:DB8::1.2.3.4]:65535", "gw:0", "gw:00443"}) {
    BOOST_TEST(is_authority(text), text);
  }
}

BOOST_AUTO_TEST_CASE(refuses_everything_else) {
  for (const std::string text : {"",          ":",
                                 ":443",      "gw:",
                                 "gw:x",      "gw:65536",
                                 "gw:000443", "gw:+1",
                                 "gw:1:2",    "me@gw",
                                 "me:pw@gw",  "gw,gw",
                                 "gw gw",     "gw/",
                                 "gw?",       "gw#",
                                 "gw\\x",     "a%2eb",
                                 "a!b",       "::1",
                                 "[::1",      "[::1]x",
                                 "[::1]:",    "[]",
                                 "[1234]",    "[fe80::1%25lo]",
                                 "[::g]",     "m\xc3\xbcnchen",
                                 "gw\t",      "[::1]]"}) {
    BOOST_TEST(!is_authority(text), text);
  }
  BOOST_TEST(!is_authority(std::string_view("gw\0", 3)));
}

BOOST_AUTO_TEST_SUITE_END()
