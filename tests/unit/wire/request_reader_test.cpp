#include "support/request_reading.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>

using namespace atgateway;
using namespace std::string_literals;
using test::read_in_pieces;
using test::read_whole;

namespace {

/// A request (or more) and what becomes of it: a code, or the number of requests read.
struct Row {
  const char* name;
  std::string stream;
  std::string expected;  ///< slug, or "ok" for one request, "ok 2" for two, "more" for an incomplete one
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const std::string host = "Host: gw.example.com\r\n";
std::string post(const std::string& fields, const std::string& body = "") {
  return "POST /v1/rows/geocode HTTP/1.1\r\n" + host + fields + "\r\n" + body;
}
std::string get(const std::string& fields) { return "GET / HTTP/1.1\r\n" + host + fields + "\r\n"; }
std::string chunked(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }
std::string line(const std::string& first) { return first + "\r\n" + host + "\r\n"; }

const std::vector<Row> rows = {
    // What is fine.
    {"GET", get(""), "ok"},
    {"POST with a length", post("Content-Length: 2\r\n", "{}"), "ok"},
    {"POST with length 0", post("Content-Length: 0\r\n"), "ok"},
    {"POST in chunks", chunked("2\r\n{}\r\n0\r\n\r\n"), "ok"},
    {"POST in no chunk", chunked("0\r\n\r\n"), "ok"},
    {"coding names have no case", post("transfer-encoding: Chunked\r\n", "0\r\n\r\n"), "ok"},
    {"chunk extensions are dropped", chunked("2;a=b;c=\"d\\\"e\"; f\r\n{}\r\n0;z\r\n\r\n"), "ok"},
    {"chunk sizes may begin with zeros", chunked("0002\r\n{}\r\n000\r\n\r\n"), "ok"},
    {"16 digits of a chunk size", chunked("0000000000000002\r\n{}\r\n0\r\n\r\n"), "ok"},
    {"a harmless trailer", chunked("0\r\nx-sum: 1\r\n\r\n"), "ok"},
    {"one empty line before", "\r\n" + get(""), "ok"},
    {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "ok"},
    {"an empty value", get("x-nothing:\r\n"), "ok"},
    {"TAB inside and around a value", get("x-tab:\t a\tb \t\r\n"), "ok"},
    {"bytes above 0x7f in a value", get("x-name: M\xc3\xbcnchen\r\n"), "ok"},
    {"other methods are for routing", line("DELETE /v1/rows/geocode HTTP/1.1"), "ok"},
    {"incomplete head", "GET / HTTP/1.1\r\nHost: gw", "more"},
    {"incomplete body", post("Content-Length: 3\r\n", "{}"), "more"},
    {"incomplete chunk", chunked("3\r\n{}"), "more"},
    {"chunked without its last chunk", chunked("2\r\n{}\r\n"), "more"},
    {"chunked without the empty line at its end", chunked("2\r\n{}\r\n0\r\n"), "more"},

    {"case 1: length, then chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
     "bad-request"},
    {"case 1: chunked, then length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
     "bad-request"},
    {"case 1: length 0 and chunked", post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
     "bad-request"},
    {"case 2: chunked in two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
     "bad-request"},
    {"case 2: chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: ,chunked", post("Transfer-Encoding:,chunked\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: chunked,", post("Transfer-Encoding: chunked,\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: identity", post("Transfer-Encoding: identity\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: identity with length", post("Transfer-Encoding: identity\r\nContent-Length: 2\r\n", "{}"), "bad-request"},
    {"case 3: blegh", post("Transfer-Encoding: blegh\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: nothing", post("Transfer-Encoding:\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: \"chunked\"", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: chunked;q=1", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), "bad-request"},
    {"case 3: \\xa0chunked",
     post("Transfer-Encoding: \xa0"
          "chunked\r\n",
          "0\r\n\r\n"),
     "bad-request"},
    {"case 3: \\x0bchunked",
     post("Transfer-Encoding: \x0b"
          "chunked\r\n",
          "0\r\n\r\n"),
     "bad-request"},
    {"case 3: on a GET", get("Transfer-Encoding: xchunked\r\n"), "bad-request"},
    {"case 4: +1", post("Content-Length: +1\r\n", "x"), "bad-request"},
    {"case 4: -1", post("Content-Length: -1\r\n", "x"), "bad-request"},
    {"case 4: 0x1", post("Content-Length: 0x1\r\n", "x"), "bad-request"},
    {"case 4: 1_0", post("Content-Length: 1_0\r\n", "x"), "bad-request"},
    {"case 4: nothing", post("Content-Length:\r\n", "x"), "bad-request"},
    {"case 4: 1Z", post("Content-Length: 1Z\r\n", "x"), "bad-request"},
    {"case 4: 1 1", post("Content-Length: 1 1\r\n", "x"), "bad-request"},
    {"case 4: \"1\"", post("Content-Length: \"1\"\r\n", "x"), "bad-request"},
    {"case 4: 2^64 + 1", post("Content-Length: 18446744073709551617\r\n", "x"), "bad-request"},
    {"case 4: 2^64", post("Content-Length: 18446744073709551616\r\n", "x"), "bad-request"},
    {"case 4: 2^64 - 1 is a length, and over the limit", post("Content-Length: 18446744073709551615\r\n"),
     "body-too-large"},
    {"case 5: 01", post("Content-Length: 01\r\n", "x"), "bad-request"},
    {"case 5: 00", post("Content-Length: 00\r\n"), "bad-request"},
    {"case 5: 1, 1", post("Content-Length: 1, 1\r\n", "x"), "bad-request"},
    {"case 5: equal lengths twice", post("Content-Length: 1\r\nContent-Length: 1\r\n", "x"), "bad-request"},
    {"case 6: different lengths", post("Content-Length: 1\r\nContent-Length: 2\r\n", "xx"), "bad-request"},
    {"case 7: chunked on HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "bad-request"},
    {"case 8: 0x1", chunked("0x1\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 8: +1", chunked("+1\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 8: -2", chunked("-2\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 8: 1_", chunked("1_\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 8: nothing", chunked("\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 8: a space before", chunked(" 0\r\n\r\n"), "bad-request"},
    {"case 8: a space after", chunked("0 \r\n\r\n"), "bad-request"},
    {"case 8: 17 digits", chunked("00000000000000001\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 8: 16 digits are a size, and over the limit", chunked("ffffffffffffffff\r\nx\r\n0\r\n\r\n"),
     "body-too-large"},
    {"case 8: g", chunked("g\r\n"), "bad-request"},
    {"case 9: chunk line ended by LF", chunked("1\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 9: chunk line ended by CR and X", chunked("1\rXx\r\n0\r\n\r\n"), "bad-request"},
    {"case 9: chunk ended by XX", chunked("1\r\nxXX0\r\n\r\n"), "bad-request"},
    {"case 9: chunk ended by CR and X", chunked("1\r\nx\rX0\r\n\r\n"), "bad-request"},
    {"case 9: chunk ended by LF", chunked("1\r\nx\n0\r\n\r\n"), "bad-request"},
    {"case 9: last line ended by LF", chunked("0\r\n\n"), "bad-request"},
    {"case 10: CR in an extension", chunked("1;a\rb\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 10: LF in an extension", chunked("1;a\nb\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 10: LF in a quoted extension", chunked("1;a=\"\n\"\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 10: an open quote", chunked("1;a=\"b\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 10: an extension over 4 KiB", chunked("1;" + std::string(4096, 'a') + "\r\nx\r\n0\r\n\r\n"), "bad-request"},
    {"case 10: an extension of 4 KiB", chunked("1;" + std::string(4095, 'a') + "\r\nx\r\n0\r\n\r\n"), "ok"},
    {"case 10: two extensions over 4 KiB together",
     chunked("1;" + std::string(2047, 'a') + "\r\nx\r\n1;" + std::string(2048, 'a') + "\r\nx\r\n0\r\n\r\n"),
     "bad-request"},
    {"case 11: Content-Length", chunked("0\r\nContent-Length: 5\r\n\r\n"), "bad-request"},
    {"case 11: Authorization", chunked("0\r\nauthorization: Bearer x\r\n\r\n"), "bad-request"},
    {"case 11: Host", chunked("0\r\nHost: other\r\n\r\n"), "bad-request"},
    {"case 11: Transfer-Encoding", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), "bad-request"},
    {"case 11: a line that is none", chunked("0\r\nnonsense\r\n\r\n"), "bad-request"},
    {"case 11: a folded line", chunked("0\r\nx-a: b\r\n c\r\n\r\n"), "bad-request"},
    {"case 12: bare LF after the request line", "GET / HTTP/1.1\nHost: gw\r\n\r\n", "bad-request"},
    {"case 12: bare LF after a header", "GET / HTTP/1.1\r\nHost: gw\n\r\n", "bad-request"},
    {"case 12: bare LF as the last line", "GET / HTTP/1.1\r\nHost: gw\r\n\n", "bad-request"},
    {"case 12: bare LF before the request", "\n" + get(""), "bad-request"},
    {"case 12: two empty lines before the request", "\r\n\r\n" + get(""), "bad-request"},
    {"case 13: bare CR in a value", get("x-a: b\rc\r\n"), "bad-request"},
    {"case 13: two CR at the end", get("x-a: b\r\r\n"), "bad-request"},
    {"case 13: NUL in a value", get("x-a: b\0c\r\n"s), "bad-request"},
    {"case 13: DEL in a value", get("x-a: b\x7f\r\n"), "bad-request"},
    {"case 14: obs-fold", get("x-a: b\r\n c\r\n"), "bad-request"},
    {"case 14: obs-fold with TAB", get("x-a: b\r\n\tc\r\n"), "bad-request"},
    {"case 15: space before the colon", get("x-a : b\r\n"), "bad-request"},
    {"case 15: TAB before the colon", get("Content-Length\t: 5\r\n"), "bad-request"},
    {"case 15: no name", get(": b\r\n"), "bad-request"},
    {"case 15: no colon", get("x-a b\r\n"), "bad-request"},
    {"case 15: only a name", get("x-a\r\n"), "bad-request"},
    {"case 15: whitespace before the first header", "GET / HTTP/1.1\r\n Host: gw\r\n\r\n", "bad-request"},
    {"case 15: a line of whitespace", get(" \r\n"), "bad-request"},
    {"case 16: no Host", "GET / HTTP/1.1\r\n\r\n", "bad-request"},
    {"case 16: two Hosts", get(host), "bad-request"},
    {"case 16: two Hosts on HTTP/1.0", "GET / HTTP/1.0\r\n" + host + host + "\r\n", "bad-request"},
    {"case 16: userinfo", "GET / HTTP/1.1\r\nHost: me@gw\r\n\r\n", "bad-request"},
    {"case 16: comma", "GET / HTTP/1.1\r\nHost: gw, gw\r\n\r\n", "bad-request"},
    {"case 16: empty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "bad-request"},
    {"case 16: slash", "GET / HTTP/1.1\r\nHost: gw/\r\n\r\n", "bad-request"},
    {"case 16: port that is none", "GET / HTTP/1.1\r\nHost: gw:65536\r\n\r\n", "bad-request"},
    {"case 17: another authority", line("GET http://other.example.com/ HTTP/1.1"), "bad-request"},
    {"case 17: another port", line("GET http://gw.example.com:8443/ HTTP/1.1"), "bad-request"},
    {"case 17: userinfo", line("GET http://me@gw.example.com/ HTTP/1.1"), "bad-request"},
    {"case 17: another scheme", line("GET ftp://gw.example.com/ HTTP/1.1"), "bad-request"},
    {"case 17: backslash", line("GET http://gw.example.com\\@x/ HTTP/1.1"), "bad-request"},
    {"case 17: the same authority", line("GET http://GW.example.com/a?b HTTP/1.1"), "ok"},
    {"case 17: CONNECT is for routing", line("CONNECT gw.example.com:443 HTTP/1.1"), "ok"},
    {"case 17: CONNECT to a path is for routing", line("CONNECT /v1/rows/geocode HTTP/1.1"), "ok"},
    {"case 17: TRACE is for routing", line("TRACE /v1/rows/geocode HTTP/1.1"), "ok"},
    {"case 17: OPTIONS * is for routing", line("OPTIONS * HTTP/1.1"), "ok"},
    {"case 17: GET *", line("GET * HTTP/1.1"), "bad-request"},
    {"case 17: GET to an authority", line("GET gw.example.com:443 HTTP/1.1"), "bad-request"},
    {"case 17: CONNECT to userinfo", line("CONNECT me@gw.example.com:443 HTTP/1.1"), "bad-request"},
    {"case 18: HTTP/0.9", "GET /\r\n", "bad-request"},
    {"case 18: HTTP/1.2", line("GET / HTTP/1.2"), "http-version-unsupported"},
    {"case 18: HTTP/0.9 written out", line("GET / HTTP/0.9"), "http-version-unsupported"},
    {"case 18: HTTP/2.0 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http-version-unsupported"},
    {"case 18: HTTP/3.0", line("GET / HTTP/3.0"), "http-version-unsupported"},
    {"case 18: HTTP/4294967295.255", line("GET / HTTP/4294967295.255"), "bad-request"},
    {"case 18: HTTP/2", line("GET / HTTP/2"), "bad-request"},
    {"case 18: http/1.1", line("GET / http/1.1"), "bad-request"},
    {"case 18: HTTP/1.10", line("GET / HTTP/1.10"), "bad-request"},
    {"case 18: HTTP/01.1", line("GET / HTTP/01.1"), "bad-request"},
    {"case 18: HTTP/1,1", line("GET / HTTP/1,1"), "bad-request"},
    {"case 19: TAB after the method", line("GET\t/ HTTP/1.1"), "bad-request"},
    {"case 19: TAB before the version", line("GET /\tHTTP/1.1"), "bad-request"},
    {"case 19: two spaces after the method", line("GET  / HTTP/1.1"), "bad-request"},
    {"case 19: two spaces before the version", line("GET /  HTTP/1.1"), "bad-request"},
    {"case 19: space after the version", line("GET / HTTP/1.1 "), "bad-request"},
    {"case 19: space before the method", line(" GET / HTTP/1.1"), "bad-request"},
    {"case 19: space in the target", line("GET /a b HTTP/1.1"), "bad-request"},
    {"case 19: control in the target", line("GET /a\x01 HTTP/1.1"), "bad-request"},
    {"case 19: DEL in the target", line("GET /a\x7f HTTP/1.1"), "bad-request"},
    {"case 19: NUL in the target", line("GET /a\0 HTTP/1.1"s), "bad-request"},
    {"case 19: byte above 0x7f in the target", line("GET /\xc3\xbc HTTP/1.1"), "bad-request"},
    {"case 19: fragment", line("GET /a#b HTTP/1.1"), "bad-request"},
    {"case 19: no slash", line("GET a HTTP/1.1"), "bad-request"},
    {"case 19: method with a slash", line("G/T / HTTP/1.1"), "bad-request"},
    {"case 19: no method", line("/ HTTP/1.1"), "bad-request"},
    {"case 20: request line of 16 KiB", line("GET /" + std::string(16384, 'a') + " HTTP/1.1"), "uri-too-long"},
    {"case 20: request line of 16 KiB without an end", "GET /" + std::string(16384, 'a'), "uri-too-long"},
    {"case 20: request line of 8 KiB", line("GET /" + std::string(8192 - 14, 'a') + " HTTP/1.1"), "ok"},
    {"case 20: request line of 8 KiB and a byte", line("GET /" + std::string(8193 - 14, 'a') + " HTTP/1.1"),
     "uri-too-long"},
    {"case 20: too long comes before what is wrong in it", line("GET \xff" + std::string(9000, 'a')), "uri-too-long"},
    {"case 20: header of 64 KiB", get("x-a: " + std::string(65536, 'a') + "\r\n"), "headers-too-large"},
    {"case 20: header of 64 KiB without an end", "GET / HTTP/1.1\r\nx-a: " + std::string(65536, 'a'),
     "headers-too-large"},
    {"case 22: after Connection: close it is for the connection to stop", get("Connection: close\r\n") + get(""),
     "ok 2"},
    {"case 23: 100-continue over the limit", post("Content-Length: 10485761\r\nExpect: 100-continue\r\n"),
     "body-too-large"},
    {"case 23: 100-continue", post("Content-Length: 1\r\nExpect: 100-Continue\r\n", "x"), "ok"},
    {"case 23: unknown Expect", post("Content-Length: 1\r\nExpect: 200-ok\r\n", "x"), "expectation-failed"},
    {"case 23: empty Expect", post("Content-Length: 1\r\nExpect:\r\n", "x"), "expectation-failed"},
    {"case 23: Expect twice", post("Content-Length: 1\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n", "x"),
     "bad-request"},
    {"case 24: GET with a body", "GET / HTTP/1.1\r\n" + host + "Content-Length: 4\r\n\r\nbody" + get(""), "ok 2"},
    {"case 24: GET with a chunked body", get("Transfer-Encoding: chunked\r\n") + "1\r\nx\r\n0\r\n\r\n" + get(""),
     "ok 2"},
    {"case 24: POST without a length", post(""), "length-required"},
    {"case 24: POST without a length on HTTP/1.0", "POST / HTTP/1.0\r\n\r\n", "length-required"},
    {"case 24: PUT without a length has no body", line("PUT / HTTP/1.1") + get(""), "ok 2"},

    {"Content-Type twice", post("Content-Length: 1\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n", "x"), "bad-request"},
    {"Content-Encoding twice", post("Content-Length: 1\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\n", "x"),
     "bad-request"},
    {"Authorization twice", get("Authorization: Bearer a\r\nAuthorization: Bearer a\r\n"), "bad-request"},
    {"Connection is a list of tokens", get("Connection: close x\r\n"), "bad-request"},
    {"TLS on a plain listener", "\x16\x03\x01\x02\x00\x01"s, "bad-request"},
    {"PROXY v1 before the request", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + get(""), "bad-request"},
    {"PROXY v2 before the request", "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"s + get(""), "bad-request"},
};

std::string outcome(const test::Reading& reading) {
  if (reading.refused) return std::string(describe(*reading.refused).slug);
  if (reading.messages.empty()) return "more";
  return reading.messages.size() == 1 ? "ok" : "ok " + std::to_string(reading.messages.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request_reader)

BOOST_DATA_TEST_CASE(reads_or_refuses_however_it_arrives, boost::unit_test::data::make(rows), row) {
  const auto whole = read_whole(row.stream);
  BOOST_TEST(outcome(whole) == row.expected, outcome(whole) << ": " << whole.detail);
  BOOST_TEST(whole.steps_in_order);
  BOOST_TEST((read_in_pieces(row.stream, 1) == whole), "byte by byte it reads otherwise");
  BOOST_TEST((read_in_pieces(row.stream, 7) == whole), "in pieces of 7 it reads otherwise");
  if (row.stream.size() > 600) return;
  for (std::size_t first = 1; first < row.stream.size(); ++first) {
    BOOST_TEST((read_in_pieces(row.stream, row.stream.size(), first) == whole), "split at " << first);
  }
}

BOOST_DATA_TEST_CASE(nothing_after_a_refusal_is_read, boost::unit_test::data::make(rows), row) {
  const auto alone = read_whole(row.stream);
  if (!alone.refused) return;
  const auto followed = read_whole(row.stream + get(""));
  BOOST_TEST(followed.messages.empty());
  BOOST_TEST((followed.refused == alone.refused));
  BOOST_TEST(followed.consumed == alone.consumed);
}

BOOST_DATA_TEST_CASE(an_error_says_what_and_never_a_value, boost::unit_test::data::make(rows), row) {
  const auto reading = read_whole(row.stream);
  if (!reading.refused) return;
  BOOST_TEST(reading.detail.ends_with("."));
  for (const char* part : {"blegh", "gw.example", "other.example", "Bearer", "192.0.2", "1_0", "1Z", "200-ok"}) {
    BOOST_TEST(reading.detail.find(part) == std::string::npos, reading.detail);
  }
}

BOOST_AUTO_TEST_CASE(case_13_no_control_character_but_tab_stands_in_a_line) {
  for (int c = 0; c < 0x20; ++c) {
    if (c == '\t') continue;
    const auto reading = read_whole(get("x-a: b" + std::string(1, static_cast<char>(c)) + "c\r\n"));
    BOOST_TEST((reading.refused == Errc::bad_request), "control character " << c);
  }
}

BOOST_AUTO_TEST_CASE(case_13_a_control_character_is_refused_before_the_line_ends) {
  BOOST_TEST((read_whole("GET / HTTP/1.1\r\nx-a: b\x01").refused == Errc::bad_request));
  BOOST_TEST((read_whole("GET / HTTP/1.1\rX").refused == Errc::bad_request));
}

BOOST_AUTO_TEST_CASE(case_15_only_token_characters_stand_in_a_name) {
  for (int c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    const bool token = std::isalnum(c) != 0 || std::string_view("!#$%&'*+-.^_`|~").find(byte) != std::string_view::npos;
    if (c == 0 || byte == ':') continue;  // NUL is case 13; a colon ends the name
    const auto reading = read_whole(get("x" + std::string(1, byte) + "a: b\r\n"));
    BOOST_TEST(reading.refused.has_value() == !token, "byte " << c);
  }
}

BOOST_AUTO_TEST_CASE(case_20_header_count) {
  std::string fields;
  for (int i = 0; i < 99; ++i) fields += "x-" + std::to_string(i) + ": 1\r\n";
  BOOST_TEST(read_whole(get(fields)).messages.size() == 1);  // with Host: 100
  BOOST_TEST((read_whole(get(fields + "x-more: 1\r\n")).refused == Errc::headers_too_large));
  BOOST_TEST((read_whole(chunked("0\r\n" + fields + "x-a: 1\r\nx-b: 1\r\n\r\n")).refused == Errc::headers_too_large));
}

BOOST_AUTO_TEST_CASE(case_20_header_bytes) {
  HttpLimits limits;
  limits.header_bytes = 64;
  const std::string fixed = "Host: gw\r\n";  // 10
  const auto stream = [&](std::size_t size) {
    return "GET / HTTP/1.1\r\n" + fixed + "x: " + std::string(size, 'a') + "\r\n\r\n";
  };
  for (const std::size_t piece : {1U, 1000U}) {
    BOOST_TEST(read_in_pieces(stream(49), piece, 0, limits).messages.size() == 1);  // 10 + 3 + 49 + 2 = 64
    BOOST_TEST((read_in_pieces(stream(50), piece, 0, limits).refused == Errc::headers_too_large));
  }
  // Many short lines count like a long one.
  std::string many;
  for (int i = 0; i < 20; ++i) many += "a:b\r\n";
  BOOST_TEST((read_whole("GET / HTTP/1.1\r\n" + fixed + many + "\r\n", limits).refused == Errc::headers_too_large));
}

BOOST_AUTO_TEST_CASE(limits_begin_anew_with_each_section_and_each_request) {
  std::string fields;
  for (int i = 0; i < 90; ++i) fields += "x-" + std::to_string(i) + ": " + std::string(300, 'a') + "\r\n";
  const auto extended = "1;" + std::string(4000, 'a') + "\r\nx\r\n0\r\n";
  const auto request = post("Transfer-Encoding: chunked\r\n" + fields, extended + fields + "\r\n");
  BOOST_TEST(outcome(read_whole(request + request + request)) == "ok 3");
}

BOOST_AUTO_TEST_CASE(case_21_pipelined_requests_come_out_in_order) {
  const auto reading = read_whole(post("Content-Length: 1\r\n", "a") + get("") + chunked("1\r\nb\r\n0\r\n\r\n"));
  BOOST_REQUIRE(reading.messages.size() == 3);
  BOOST_TEST(reading.messages[0].body == "a");
  BOOST_TEST(reading.messages[1].method == "GET");
  BOOST_TEST(reading.messages[1].body == "");
  BOOST_TEST(reading.messages[2].body == "b");
  BOOST_TEST(reading.heads == 3);
}

BOOST_AUTO_TEST_CASE(case_21_a_good_request_before_garbage_is_read) {
  const auto reading = read_whole(get("") + "\x01garbage");
  BOOST_TEST(reading.messages.size() == 1);
  BOOST_TEST((reading.refused == Errc::bad_request));
}

BOOST_AUTO_TEST_CASE(case_42_body_limit) {
  HttpLimits limits;
  limits.body_bytes = 10;
  const std::string ten(10, 'x');
  BOOST_TEST(read_whole(post("Content-Length: 10\r\n", ten), limits).messages.size() == 1);
  BOOST_TEST((read_whole(post("Content-Length: 11\r\n"), limits).refused == Errc::body_too_large));
  BOOST_TEST(read_whole(chunked("6\r\nxxxxxx\r\n4\r\nxxxx\r\n0\r\n\r\n"), limits).messages.size() == 1);
  // Known from the size of the chunk that crosses the limit, before any byte of it came.
  const auto crossing = read_whole(chunked("6\r\nxxxxxx\r\n5\r\n"), limits);
  BOOST_TEST((crossing.refused == Errc::body_too_large));
}

BOOST_AUTO_TEST_CASE(parts_of_a_request) {
  const auto reading = read_whole(
      "\r\nPOST /v1/rows/geocode?dry_run=1 HTTP/1.1\r\nHOST: [::1]:443\r\nX-Empty:\r\nx-two:  a \t b\t \r\n"
      "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n");
  BOOST_REQUIRE(reading.messages.size() == 1);
  const auto& message = reading.messages.front();
  BOOST_TEST(message.method == "POST");
  BOOST_TEST(message.target == "/v1/rows/geocode?dry_run=1");
  BOOST_TEST(message.version_minor == 1);
  BOOST_TEST(message.body == "abc0123456789");
  BOOST_TEST(!message.content_length.has_value());
  const std::vector<std::string> fields = {"HOST: [::1]:443", "X-Empty: ", "x-two: a \t b",
                                           "Transfer-Encoding: chunked"};
  BOOST_TEST(message.fields == fields, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(targets_are_reduced_to_origin_form) {
  const std::array<std::array<std::string, 2>, 6> table = {{
      {"GET http://gw.example.com/a?b=c HTTP/1.1", "/a?b=c"},
      {"GET HTTPS://GW.EXAMPLE.COM HTTP/1.1", "/"},
      {"GET http://gw.example.com?x HTTP/1.1", "/?x"},
      {"OPTIONS * HTTP/1.1", "/"},
      {"CONNECT gw.example.com:443 HTTP/1.1", "/"},
      {"GET //a/../b HTTP/1.1", "//a/../b"},  // judged by routing, not tidied here
  }};
  for (const auto& [first, target] : table) {
    const auto reading = read_whole(line(first));
    BOOST_REQUIRE(reading.messages.size() == 1);
    BOOST_TEST(reading.messages.front().target == target, first);
  }
}

BOOST_AUTO_TEST_CASE(keep_alive_follows_version_and_connection) {
  struct Case {
    const char* version;
    const char* fields;
    bool keep;
  };
  const std::array<Case, 9> table = {{
      {"1.1", "", true},
      {"1.1", "Connection: close\r\n", false},
      {"1.1", "Connection: Close\r\n", false},
      {"1.1", "Connection: foo, ,\tCLOSE\r\n", false},
      {"1.1", "Connection: keep-alive\r\nConnection: close\r\n", false},
      {"1.1", "Connection: closed\r\n", true},
      {"1.0", "", false},
      {"1.0", "Connection: Keep-Alive\r\n", true},
      {"1.0", "Connection: keep-alive, close\r\n", false},
  }};
  for (const auto& entry : table) {
    const auto reading =
        read_whole("GET / HTTP/" + std::string(entry.version) + "\r\nHost: gw\r\n" + entry.fields + "\r\n");
    BOOST_REQUIRE(reading.messages.size() == 1);
    BOOST_TEST(reading.messages.front().keep_alive == entry.keep, entry.version << " " << entry.fields);
  }
}

BOOST_AUTO_TEST_CASE(continue_is_expected_only_with_a_body_and_on_1_1) {
  const auto expects = [](const std::string& stream) {
    wire::RequestReader reader({});
    std::size_t consumed = 0;
    BOOST_REQUIRE((reader.read(stream, consumed) == wire::RequestReader::Step::head));
    return reader.expects_continue();
  };
  BOOST_TEST(expects(post("Expect: 100-continue\r\nContent-Length: 1\r\n")));
  BOOST_TEST(expects(post("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n")));
  BOOST_TEST(!expects(post("Expect: 100-continue\r\nContent-Length: 0\r\n")));
  BOOST_TEST(!expects(get("Expect: 100-continue\r\n")));
  BOOST_TEST(!expects("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n"));
  BOOST_TEST(!expects(post("Content-Length: 1\r\n")));
}

BOOST_AUTO_TEST_CASE(says_where_it_is) {
  using Step = wire::RequestReader::Step;
  wire::RequestReader reader({});
  std::size_t consumed = 99;
  BOOST_TEST((reader.read("", consumed) == Step::need_more));
  BOOST_TEST(consumed == 0);
  BOOST_TEST(!reader.started());
  BOOST_TEST((reader.read("\r\n", consumed) == Step::need_more));  // an empty line is not a request yet
  BOOST_TEST(consumed == 2);
  BOOST_TEST(!reader.started());
  BOOST_TEST((reader.read("P", consumed) == Step::need_more));
  BOOST_TEST(reader.started());
  BOOST_TEST(!reader.in_body());
  const std::string stream = post("Content-Length: 2\r\n", "{}");
  BOOST_TEST((reader.read(stream, consumed) == Step::head));
  BOOST_TEST(reader.in_body());
  BOOST_TEST(consumed == stream.size() - 2);
  BOOST_TEST((reader.content_length() == 2U));
  BOOST_TEST(reader.head().headers.find("host").value() == "gw.example.com");
  BOOST_TEST((reader.read("{", consumed) == Step::need_more));
  BOOST_TEST(consumed == 1);
  BOOST_TEST((reader.read("}GET", consumed) == Step::complete));
  BOOST_TEST(consumed == 1);
  BOOST_TEST(!reader.in_body());
  BOOST_TEST((reader.read("GET", consumed) == Step::complete));  // until it is taken
  BOOST_TEST(consumed == 0);
  BOOST_TEST(reader.take().body == "{}");
  BOOST_TEST(!reader.started());
  BOOST_TEST(reader.keep_alive());
  BOOST_TEST((reader.read("GET\n", consumed) == Step::refused));
  BOOST_TEST((reader.read("GET / HTTP/1.1\r\n", consumed) == Step::refused));
  BOOST_TEST(!reader.keep_alive());
}

BOOST_AUTO_TEST_CASE(memory_follows_what_arrived_not_what_was_promised) {
  using Step = wire::RequestReader::Step;
  wire::RequestReader reader({});
  std::size_t consumed = 0;
  BOOST_TEST((reader.read(post("Content-Length: 10000000\r\n"), consumed) == Step::head));
  BOOST_TEST((reader.read("x", consumed) == Step::need_more));
  BOOST_TEST(reader.head().body.capacity() <= 16384U);
  const std::string piece(100000, 'x');
  BOOST_TEST((reader.read(piece, consumed) == Step::need_more));
  BOOST_TEST(reader.head().body.capacity() <= 300000U);
}

BOOST_AUTO_TEST_CASE(a_line_fed_byte_by_byte_is_scanned_once) {
  // Rescanning 4 MB at each byte would be 8 * 10^12 looks, which does not end within the test's time.
  HttpLimits limits;
  limits.header_bytes = 4U << 20;
  const std::string stream = "GET / HTTP/1.1\r\nHost: gw\r\nx: " + std::string(4000000, 'a') + "\r\n\r\n";
  BOOST_TEST(read_in_pieces(stream, 1, 0, limits).messages.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
