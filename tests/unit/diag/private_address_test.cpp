#include "diag/private_address.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {
bool is(const char* ip) { return diag::is_private(net::SocketAddress::parse_ip(ip, 0).value()); }
}  // namespace

BOOST_AUTO_TEST_SUITE(private_address)

BOOST_AUTO_TEST_CASE(what_the_internet_does_not_route) {
  for (const auto* ip : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "169.254.1.1",
                         "fd00::1", "fe80::1", "::ffff:10.0.0.1"}) {
    BOOST_TEST(is(ip), ip);
  }
  for (const auto* ip : {"172.32.0.1", "11.0.0.1", "192.169.0.1", "100.128.0.1", "127.0.0.1", "::1", "2001:db8::1",
                         "203.0.113.1", "::ffff:8.8.8.8"}) {
    BOOST_TEST(!is(ip), ip);
  }
}

BOOST_AUTO_TEST_SUITE_END()
