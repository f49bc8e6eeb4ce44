// Protocols, told by their first bytes.
#include "probe/first_bytes.hpp"

#include "wire/proxy_v2.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace atgateway;
using namespace atgateway::probe;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(first_bytes)

BOOST_AUTO_TEST_CASE(each_protocol_by_its_first_bytes) {
  const struct {
    std::string_view bytes, protocol;
  } table[] = {
      {"", ""},
      {"HTTP/1.1 400 Bad Request\r\n", "http"},
      {"http/1.0 200", "http"},
      {"HTTP/2", "http"},
      {"HTTP", "other"},  // not all of it
      {"<html><body>400</body></html>", "http"},
      {"<!DOCTYPE HTML PUBLIC", "http"},
      {"<?xml version=\"1.0\"?>", "http"},
      {"<htm", "other"},
      {"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"sv, "proxy-v2"},
      {"\r\n\r\n\0\r\nQUIT"sv, "other"},  // eleven of twelve bytes
      {"\r\n\r\n", "other"},
      {"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "proxy-v1"},
      {"PROXY", "other"},
      {"proxy TCP4", "other"},
      {"SSH-2.0-OpenSSH_9.2\r\n", "ssh"},
      {"220 mail ready\r\n", "other"},
      {"\0"sv, "other"},
      {"\xff\xfe", "other"},
  };
  for (const auto& [bytes, protocol] : table) BOOST_TEST(protocol_of(bytes) == protocol, std::string(bytes));
  BOOST_TEST(protocol_of(wire::proxy_v2_local_header()) == "proxy-v2");
}

BOOST_AUTO_TEST_SUITE_END()
