// HOST:PORT, and the parts of a base URL. What is refused as a whole is in endpoint_test.cpp.
#include "net/base_url.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace data = boost::unit_test::data;
using namespace atgateway::net;

namespace {
struct Authority {
  const char* text;
  const char* host;
  int port;  // 0 = none
};
std::ostream& operator<<(std::ostream& out, const Authority& one) { return out << one.text; }

const Authority authorities[] = {
    {"carto", "carto", 0},
    {"Carto.SVC:8443", "carto.svc", 8443},
    {"a-b_c.example:1", "a-b_c.example", 1},
    {"10.0.0.1:65535", "10.0.0.1", 65535},
    {"[2001:DB8:0:0::1]", "2001:db8::1", 0},
    {"[::1]:443", "::1", 443},
};

const char* const refused[] = {
    "",     ":",         ":443",  "carto:",    "carto:0",    "carto:065", "carto:65536", "carto:1:2", "carto.",
    "a..b", ".carto",    "a b",   "a@b",       "a/b",        "[::1",      "[::1]443",    "[::1]:",    "[]:443",
    "[a]",  "[1.2.3.4]", "1.2.3", "1.2.3.4.5", "0x7f.0.0.1", "1",         "::1",         "[::1%1]",   "a%41",
};
}  // namespace

BOOST_AUTO_TEST_SUITE(base_url)

BOOST_DATA_TEST_CASE(hosts_with_ports, data::make(authorities), one) {
  const auto read = read_authority(one.text);
  BOOST_REQUIRE(read.value.has_value());
  BOOST_TEST(read.value->host == one.host);
  BOOST_TEST(read.value->port.value_or(0) == one.port);
}

BOOST_DATA_TEST_CASE(anything_else_has_a_complaint, data::make(refused), text) {
  const auto read = read_authority(text);
  BOOST_TEST(!read.value.has_value());
  BOOST_TEST(!read.complaint.empty());
}

BOOST_AUTO_TEST_CASE(a_url_comes_apart_and_together) {
  const auto read = read_base_url("HTTP://[2001:DB8::1]:8080/Api/v3/");
  BOOST_REQUIRE(read.value.has_value());
  BOOST_TEST(!read.value->tls);
  BOOST_TEST(read.value->host == "2001:db8::1");
  BOOST_TEST(read.value->port == 8080);
  BOOST_TEST(read.value->path == "/Api/v3");
  BOOST_TEST(to_text(*read.value) == "http://[2001:db8::1]:8080/Api/v3");
}

BOOST_AUTO_TEST_CASE(only_ipv6_gets_brackets) {
  BOOST_TEST(bracketed("::1") == "[::1]");
  BOOST_TEST(bracketed("127.0.0.1") == "127.0.0.1");
  BOOST_TEST(bracketed("carto.example.com") == "carto.example.com");
}

BOOST_AUTO_TEST_SUITE_END()
