#include "net/address.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <netinet/in.h>

#include <string>
#include <tuple>
#include <vector>

using atgateway::Errc;
using atgateway::net::Cidr;
using atgateway::net::SocketAddress;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(address)

const std::vector<std::string> good = {"192.0.2.1:443", "127.0.0.1:0", "0.0.0.0:65535", "[2001:db8::1]:443", "[::]:1"};

BOOST_DATA_TEST_CASE(an_address_prints_as_it_was_written, data::make(good), text) {
  const auto address = SocketAddress::parse(text);
  BOOST_REQUIRE(address.ok());
  BOOST_TEST(address->to_string() == text);
}

const std::vector<std::string> bad = {"",
                                      ":443",
                                      "192.0.2.1",
                                      "192.0.2.1:",
                                      "192.0.2.1:65536",
                                      "192.0.2.1:99999999999",
                                      "127.1:80",
                                      "0177.0.0.1:80",
                                      "0x7f.0.0.1:80",
                                      "2130706433:80",
                                      "localhost:80",
                                      "192.0.2.1:+80",
                                      "::1:80",
                                      "2001:db8::1",
                                      "[::1]",
                                      "[::1]80",
                                      "[::1:80",
                                      "[127.0.0.1]:80",
                                      "[]:80",
                                      "[fe80::1%lo]:1",
                                      "192.0.2.1 :80",
                                      " 192.0.2.1:80",
                                      "192.0.2.1:080",
                                      "192.0.2.1:80 ",
                                      "1.2.3:80",
                                      "1.2.3.4.5:80",
                                      "256.0.0.1:80",
                                      "[::1]:080",
                                      "[::g]:80",
                                      "192.0.2.1:-1",
                                      "[[::1]]:1",
                                      "::ffff:1.2.3.4",
                                      "[1:2:3:4:5]:443",
                                      std::string(300, '1'),
                                      "192.0.2.01:80",
                                      "192.0.2.1:8 0"};

BOOST_DATA_TEST_CASE(other_forms_are_refused, data::make(bad), text) {
  const auto address = SocketAddress::parse(text);
  BOOST_REQUIRE(!address.ok());
  BOOST_TEST((address.error().code() == Errc::bad_config));
}

BOOST_AUTO_TEST_CASE(a_nul_does_not_end_an_address) {
  BOOST_TEST(!SocketAddress::parse(std::string("127.0.0.1\0x:80", 14)).ok());
  BOOST_TEST(!SocketAddress::parse_ip(std::string_view("127.0.0.1\0", 10), 80).ok());
}

BOOST_AUTO_TEST_CASE(a_kernel_address_is_copied_whole) {
  sockaddr_in6 given{};
  given.sin6_family = AF_INET6;
  given.sin6_addr = in6addr_loopback;
  given.sin6_port = htons(8443);
  given.sin6_scope_id = 7;
  const auto address = SocketAddress::from(reinterpret_cast<const sockaddr*>(&given));
  BOOST_TEST(address.ip() == "::1");
  BOOST_TEST(address.port() == 8443);
  BOOST_TEST(address.size() == sizeof(sockaddr_in6));
  BOOST_TEST(reinterpret_cast<const sockaddr_in6*>(address.data())->sin6_scope_id == 7U);
}

BOOST_AUTO_TEST_CASE(an_unknown_family_is_an_empty_address) {
  sockaddr given{};
  given.sa_family = AF_UNIX;
  const auto address = SocketAddress::from(&given);
  BOOST_TEST(address.size() == 0U);
  BOOST_TEST(address.to_string().empty());
  BOOST_TEST(!address.is_loopback());
  BOOST_TEST(SocketAddress::from(nullptr).size() == 0U);
}

BOOST_AUTO_TEST_CASE(the_port_can_be_changed) {
  for (const char* ip : {"192.0.2.1", "2001:db8::1"}) {
    auto address = SocketAddress::parse_ip(ip, 1);
    BOOST_REQUIRE(address.ok());
    address->set_port(65535);
    BOOST_TEST(address->port() == 65535);
    BOOST_TEST(address->ip() == ip);
  }
}

const std::vector<std::tuple<std::string, bool>> loopbacks = {
    {"127.0.0.1", true},  {"127.255.255.254", true},  {"::1", true}, {"::ffff:127.9.9.9", true},
    {"128.0.0.1", false}, {"::ffff:10.0.0.1", false}, {"::", false}, {"::2", false},
    {"0.0.0.0", false},   {"126.255.255.255", false}};

BOOST_DATA_TEST_CASE(loopback_is_known_in_every_form, data::make(loopbacks), ip, expected) {
  const auto address = SocketAddress::parse_ip(ip, 1);
  BOOST_REQUIRE(address.ok());
  BOOST_TEST(address->is_loopback() == expected);
}

const std::vector<std::tuple<std::string, std::string, bool>> memberships = {
    {"10.0.0.0/8", "10.255.255.255", true},
    {"10.0.0.0/8", "11.0.0.0", false},
    {"10.0.0.0/8", "::ffff:10.1.2.3", true},
    {"10.1.2.3/8", "10.9.9.9", true},
    {"::ffff:10.0.0.0/104", "10.1.2.3", true},
    {"::ffff:10.0.0.0/104", "11.1.2.3", false},
    {"192.0.2.128/25", "192.0.2.128", true},
    {"192.0.2.128/25", "192.0.2.127", false},
    {"168.63.129.16", "168.63.129.16", true},
    {"168.63.129.16", "168.63.129.17", false},
    {"168.63.129.16/32", "168.63.129.17", false},
    {"0.0.0.0/0", "203.0.113.9", true},
    {"0.0.0.0/0", "2001:db8::1", false},
    {"0.0.0.0/0", "::ffff:203.0.113.9", true},
    {"::/0", "2001:db8::1", true},
    {"::/0", "203.0.113.9", false},
    {"::/0", "::ffff:203.0.113.9", false},
    {"2001:db8::/32", "2001:db8:ffff::1", true},
    {"2001:db8::/32", "2001:db9::1", false},
    {"2001:db8::/31", "2001:db9::1", true},
    {"2001:db8::1", "2001:db8::1", true},
    {"2001:db8::1", "2001:db8::2", false},
    {"2001:db8::1/127", "2001:db8::", true},
};

BOOST_DATA_TEST_CASE(a_range_contains_what_it_says, data::make(memberships), range, ip, expected) {
  const auto cidr = Cidr::parse(range);
  BOOST_REQUIRE(cidr.ok());
  const auto address = SocketAddress::parse_ip(ip, 443);
  BOOST_REQUIRE(address.ok());
  BOOST_TEST(cidr->contains(*address) == expected);
}

const std::vector<std::string> bad_ranges = {"",           "/8",          "10.0.0.0/",     "10.0.0.0/33", "10.0.0.0/-1",
                                             "10.0.0.0/a", "10.0.0.0/08", "10.0.0.0/8/8",  "10.0.0/8",    "::/129",
                                             "host/8",     "10.0.0.0 /8", "::ffff:0:0/80", "10.0.0.0/ 8"};

BOOST_DATA_TEST_CASE(other_ranges_are_refused, data::make(bad_ranges), text) {
  const auto cidr = Cidr::parse(text);
  BOOST_REQUIRE(!cidr.ok());
  BOOST_TEST((cidr.error().code() == Errc::bad_config));
}

BOOST_AUTO_TEST_CASE(nothing_contains_an_empty_address) {
  BOOST_TEST(!Cidr::parse("0.0.0.0/0")->contains(SocketAddress()));
  BOOST_TEST(!Cidr::parse("::/0")->contains(SocketAddress()));
}

BOOST_AUTO_TEST_SUITE_END()
