#include "wire/proxy_v2.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway::wire;
using namespace std::string_literals;
using Step = ProxyV2Result::Step;
using Command = ProxyV2Header::Command;

namespace {

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;

std::string header(char command, char family, const std::string& block) {
  const auto size = static_cast<unsigned>(block.size());
  return signature + command + family + static_cast<char>(size >> 8) + static_cast<char>(size & 255) + block;
}
std::string tlv(char type, const std::string& value) {
  return std::string(1, type) + static_cast<char>(value.size() >> 8) + static_cast<char>(value.size() & 255) + value;
}

const std::string tcp4 = "\x0a\x01\x02\x03\xc0\xa8\x00\x01\x1f\x90\x01\xbb"s;  // 10.1.2.3:8080 to 192.168.0.1:443
const std::string tcp6 =
    "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01" + std::string(16, '\x01') + "\xff\xff\x01\xbb";
const std::string link_id = tlv('\xee', "\x01\x78\x56\x34\x12"s);

}  // namespace

BOOST_AUTO_TEST_SUITE(proxy_v2)

BOOST_AUTO_TEST_CASE(private_link_header) {
  const auto text = header(0x21, 0x11, tcp4 + link_id);
  const auto result = read_proxy_v2(text + "GET / HTTP/1.1\r\n");
  BOOST_REQUIRE((result.step == Step::header));
  BOOST_TEST((result.header.command == Command::proxy));
  BOOST_TEST(result.header.source == "10.1.2.3:8080");
  BOOST_TEST((result.header.link_id == 0x12345678U));
  BOOST_TEST(result.header.consumed == text.size());
  BOOST_TEST(text.size() == 36);
}

BOOST_AUTO_TEST_CASE(the_other_forms) {
  const auto six = read_proxy_v2(header(0x21, 0x21, tcp6));
  BOOST_REQUIRE((six.step == Step::header));
  BOOST_TEST(six.header.source == "[2001:db8::1]:65535");
  BOOST_TEST(!six.header.link_id.has_value());

  for (const auto& text :
       {header(0x20, 0x00, ""), header(0x20, 0x11, tcp4 + link_id), header(0x20, 0x7f, "anything")}) {
    const auto local = read_proxy_v2(text);
    BOOST_REQUIRE((local.step == Step::header));
    BOOST_TEST((local.header.command == Command::local));
    BOOST_TEST(local.header.source == "");
    BOOST_TEST(!local.header.link_id.has_value());
    BOOST_TEST(local.header.consumed == text.size());
  }
  const auto unspecified = read_proxy_v2(header(0x21, 0x00, "anything"));
  BOOST_REQUIRE((unspecified.step == Step::header));
  BOOST_TEST((unspecified.header.command == Command::proxy));
  BOOST_TEST(unspecified.header.source == "");
  BOOST_TEST(unspecified.header.consumed == 24);
}

BOOST_AUTO_TEST_CASE(other_tlvs_are_skipped) {
  const auto result = read_proxy_v2(
      header(0x21, 0x11,
             tcp4 + tlv(1, "h2") + tlv(4, "") + tlv('\xee', "\x02more") + tlv('\xee', "") + link_id + tlv(3, "crc!")));
  BOOST_REQUIRE((result.step == Step::header));
  BOOST_TEST((result.header.link_id == 0x12345678U));
}

BOOST_AUTO_TEST_CASE(incomplete_at_each_byte) {
  for (const auto& text : {header(0x21, 0x11, tcp4 + link_id), header(0x21, 0x21, tcp6), header(0x20, 0x00, "")}) {
    for (std::size_t size = 0; size < text.size(); ++size) {
      BOOST_TEST((read_proxy_v2(text.substr(0, size)).step == Step::need_more), "after " << size << " bytes");
    }
    BOOST_TEST((read_proxy_v2(text).step == Step::header));
  }
}

BOOST_AUTO_TEST_CASE(bad_headers) {
  const std::vector<std::pair<const char*, std::string>> table = {
      {"HTTP", "GET / HTTP/1.1\r\n"},
      {"one byte of HTTP", "G"},
      {"TLS", "\x16\x03\x01"},
      {"version 1", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"},
      {"wrong signature", "\r\n\r\nX"},
      {"wrong last byte of the signature", signature.substr(0, 11) + "X"},
      {"version 1 in the binary form", header(0x11, 0x11, tcp4)},
      {"version 3", header(0x31, 0x11, tcp4)},
      {"unknown command", header(0x22, 0x11, tcp4)},
      {"unknown command, at once", signature + "\x22"},
      {"UDP", header(0x21, 0x12, tcp4)},
      {"UNIX", header(0x21, 0x31, std::string(216, '\0'))},
      {"unknown family", header(0x21, 0x41, tcp4)},
      {"IPv4 block too short", header(0x21, 0x11, tcp4.substr(1))},
      {"IPv6 block too short", header(0x21, 0x21, tcp6.substr(1))},
      {"half a TLV head", header(0x21, 0x11, tcp4 + "\x01\x00"s)},
      {"TLV longer than the block", header(0x21, 0x11, tcp4 + "\x01\x00\x02x"s)},
      {"LINKID too short", header(0x21, 0x11, tcp4 + tlv('\xee', "\x01\x01\x02\x03"))},
      {"LINKID too long", header(0x21, 0x11, tcp4 + tlv('\xee', "\x01\x01\x02\x03\x04\x05"))},
      {"two LINKIDs", header(0x21, 0x11, tcp4 + link_id + link_id)},
      {"longer than is read, at once", header(0x21, 0x11, std::string(521, '\0')).substr(0, 16)},
      {"65,535 bytes, at once", signature + "\x21\x11\xff\xff"},
  };
  for (const auto& [name, text] : table) {
    const auto result = read_proxy_v2(text);
    BOOST_TEST((result.step == Step::bad), name);
    BOOST_TEST(result.header.source == "", name);
    BOOST_TEST(!result.header.link_id.has_value(), name);
  }
}

BOOST_AUTO_TEST_CASE(bound) {
  const auto block = tcp4 + tlv(4, std::string(536 - 16 - 12 - 3, '\0'));
  const auto text = header(0x21, 0x11, block);
  BOOST_TEST(text.size() == 536);
  BOOST_TEST((read_proxy_v2(text).step == Step::header));
  BOOST_TEST((read_proxy_v2(text, 535).step == Step::bad));
}

BOOST_AUTO_TEST_CASE(local_header) {
  const auto text = proxy_v2_local_header();
  BOOST_TEST(text == header(0x20, 0x00, ""));
  const auto result = read_proxy_v2(text);
  BOOST_REQUIRE((result.step == Step::header));
  BOOST_TEST((result.header.command == ProxyV2Header::Command::local));
  BOOST_TEST(result.header.consumed == text.size());
}

BOOST_AUTO_TEST_SUITE_END()
