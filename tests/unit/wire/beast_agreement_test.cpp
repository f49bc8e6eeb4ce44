// Boost.Beast as an oracle: what we read, it reads as the same request. Where we differ on purpose is written down
// here.
//
// Beast 1.81 reads, and we refuse (each is a row of `only_beast_reads`):
//   - Transfer-Encoding with anything but exactly `chunked` (it then sees no body, and its bytes become a request)
//   - chunked on HTTP/1.0; a Content-Length with leading zeros, as a list, or twice with equal values
//   - a folded header line; a missing, second or malformed Host
//   - bytes above 0x7f and '#' in a target; a target that is neither a path nor a URL
//   - a POST without a length; a repeated Authorization, Content-Type, Content-Encoding or Expect
// We read, and Beast does not:
//   - one empty line before a request (RFC 9112 2.2)
#include "support/request_reading.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <random>

using namespace atgateway;
using namespace std::string_view_literals;
namespace http = boost::beast::http;

namespace {

struct Seen {
  std::string method, target, body;
  std::size_t fields = 0, consumed = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << seen.method << ' ' << seen.target << ", " << seen.fields << " fields, " << seen.body.size()
               << " bytes of body, " << seen.consumed << " consumed";
  }
};

std::optional<Seen> beast_reads(const std::string& stream) {
  http::request_parser<http::string_body> parser;
  parser.header_limit(1U << 20);
  parser.body_limit(10485760);
  parser.eager(true);
  boost::beast::error_code error;
  std::size_t consumed = 0;
  while (!parser.is_done() && consumed < stream.size()) {
    const auto used = parser.put(boost::asio::buffer(stream.data() + consumed, stream.size() - consumed), error);
    consumed += used;
    if (error || used == 0) break;
  }
  if (error || !parser.is_done()) return std::nullopt;
  const auto& message = parser.get();
  Seen seen;
  seen.method = std::string(message.method_string());
  seen.target = std::string(message.target());
  seen.body = message.body();
  seen.fields = static_cast<std::size_t>(std::distance(message.begin(), message.end()));
  seen.consumed = consumed;
  return seen;
}

std::optional<Seen> we_read(const std::string& stream) {
  const auto parsed = atgateway::parse_request(stream);
  if (!parsed.ok() || !parsed->has_value()) return std::nullopt;
  const ParsedRequest& whole = **parsed;
  return Seen{whole.request.method, whole.request.target, whole.request.body, whole.request.headers.size(),
              whole.consumed};
}

/// A well-formed request, from a seed: all the ways to frame and to space one that we read.
std::string valid_request(std::mt19937& random) {
  const auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
  const auto bytes = [&](std::size_t most) {
    std::string text;
    for (std::size_t left = pick(most + 1); left > 0; --left) text += static_cast<char>(pick(256));
    return text;
  };
  const std::array<const char*, 5> methods = {"GET", "POST", "PUT", "DELETE", "PATCH"};
  const std::array<const char*, 5> targets = {"/", "/v1/rows/geocode?dry_run=1", "/a%20b", "/?q=%", "/a;b='c'(!)~|{}"};
  const std::array<const char*, 4> hosts = {"gw", "gw.example.com:443", "10.0.0.4", "[::1]:8443"};
  const std::array<const char*, 5> more = {"Content-Type: application/json\r\n", "x-a:b\r\n", "x-a: \t b c\t \r\n",
                                           "X-Empty:\r\n", "Accept: */*\r\nAccept: a/b\r\n"};
  std::string text =
      std::string(methods[pick(5)]) + " " + targets[pick(5)] + " HTTP/1.1\r\nHost: " + hosts[pick(4)] + "\r\n";
  for (const char* field : more) {
    if (pick(2) == 0) text += field;
  }
  if (pick(2) == 0) {
    const auto body = bytes(300);
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  text += "Transfer-Encoding: chunked\r\n\r\n";
  for (auto chunks = pick(6); chunks > 0; --chunks) {
    const auto data = bytes(40) + "x";
    std::array<char, 32> size{};
    std::snprintf(size.data(), size.size(), pick(2) == 0 ? "%zx" : "%04zX", data.size());
    text += size.data() + std::string(pick(3) == 0 ? ";a=b;c=\"d\"" : "") + "\r\n" + data + "\r\n";
  }
  return text + "0\r\n" + (pick(3) == 0 ? "x-trailer: 1\r\n" : "") + "\r\n";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(beast_agreement)

BOOST_AUTO_TEST_CASE(what_is_well_formed_both_read_alike) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    const auto text = valid_request(random);
    const auto ours = we_read(text);
    auto theirs = beast_reads(text);
    BOOST_REQUIRE_MESSAGE(ours.has_value(), "we refuse: " << text);
    BOOST_REQUIRE_MESSAGE(theirs.has_value(), "Beast refuses: " << text);
    if (text.ends_with("x-trailer: 1\r\n\r\n")) --theirs->fields;  // it merges trailers into the headers
    BOOST_TEST(*ours == *theirs, text);
    BOOST_TEST(ours->consumed == text.size());
  }
}

BOOST_AUTO_TEST_CASE(what_we_read_after_damage_beast_reads_alike) {
  // One byte changed, taken out or put in: whatever we still read must mean the same to somebody else.
  std::mt19937 random(2);
  std::size_t still_read = 0;
  for (int i = 0; i < 30000; ++i) {
    auto text = valid_request(random);
    const auto head = text.find("\r\n\r\n") + 4;
    const auto at = std::uniform_int_distribution<std::size_t>(0, std::min(text.size() - 1, head + 8))(random);
    constexpr auto spice = "\r\n\t :;,0159afx\0\x7f\x80/?#@"sv;
    const char byte = spice[std::uniform_int_distribution<std::size_t>(0, spice.size() - 1)(random)];
    switch (i % 3) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.erase(at, 1);
        break;
      default:
        text.insert(at, 1, byte);
        break;
    }
    const auto ours = we_read(text);
    if (!ours) continue;
    ++still_read;
    const auto theirs = beast_reads(text);
    BOOST_REQUIRE_MESSAGE(theirs.has_value(), "only we read: " << text);
    BOOST_TEST(ours->method == theirs->method, text);
    BOOST_TEST(ours->body == theirs->body, text);
    BOOST_TEST(ours->consumed == theirs->consumed, text);
    if (theirs->target.starts_with('/')) BOOST_TEST(ours->target == theirs->target, text);
  }
  BOOST_TEST(still_read > 3000U);  // else this compared nothing
}

BOOST_AUTO_TEST_CASE(only_beast_reads) {
  const std::string host = "Host: gw\r\n";
  const auto post = [&](const std::string& fields, const std::string& body) {
    return "POST / HTTP/1.1\r\n" + host + fields + "\r\n" + body;
  };
  for (const auto& text : {
           post("Transfer-Encoding: chunked, identity\r\n", ""),
           post("Transfer-Encoding: identity\r\n", ""),
           post("Transfer-Encoding: blegh\r\n", ""),
           post("Transfer-Encoding: \xa0"
                "chunked\r\n",
                ""),
           post("Transfer-Encoding: ,chunked\r\n", "0\r\n\r\n"),
           post("Content-Length: 01\r\n", "x"),
           post("Content-Length: 1, 1\r\n", "x"),
           post("Content-Length: 1\r\nContent-Length: 1\r\n", "x"),
           post("Content-Length: 1\r\nx-a: b\r\n c\r\n", "x"),
           post(host + "Content-Length: 1\r\n", "x"),
           post("", ""),
           post("Content-Length: 1\r\nAuthorization: a\r\nAuthorization: a\r\n", "x"),
           std::string("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
           "GET /\xc3\xbc HTTP/1.1\r\n" + host + "\r\n",
           "GET /#a HTTP/1.1\r\n" + host + "\r\n",
           "GET a HTTP/1.1\r\n" + host + "\r\n",
       }) {
    BOOST_TEST(beast_reads(text).has_value(), text);
    BOOST_TEST(!we_read(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(only_we_read) {
  const std::string text = "\r\nGET / HTTP/1.1\r\nHost: gw\r\n\r\n";
  BOOST_TEST(we_read(text).has_value());
  BOOST_TEST(!beast_reads(text).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
