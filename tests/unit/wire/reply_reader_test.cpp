// Replies as servers send them, and as attackers would; each read whole, byte by byte, and cut at every place.
#include "wire/reply_reader.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

namespace data = boost::unit_test::data;
using namespace atgateway;
using wire::ReplyLimits;
using wire::ReplyReader;

namespace {

/// What a reader made of a stream.
struct Reading {
  std::string outcome;  // "STATUS body", or why it was refused
  bool keep_alive = false;
  std::size_t consumed = 0;
  bool operator==(const Reading&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Reading& reading) {
  return out << '[' << reading.outcome << "] keep " << reading.keep_alive << ", " << reading.consumed << " bytes";
}

/// Gives the stream in pieces that end at `cut`, `cut + step`, …; then the end.
Reading read_in_pieces(std::string_view stream, std::size_t cut, std::size_t step, const ReplyLimits& limits,
                       bool to_head = false) {
  ReplyReader reader(limits);
  reader.restart(to_head);
  Reading out;
  std::size_t given = std::min(cut, stream.size());
  auto result = ReplyReader::Step::need_more;
  for (;;) {
    std::size_t used = 0;
    result = reader.read(stream.substr(out.consumed, given - out.consumed), used);
    out.consumed += used;
    if (result != ReplyReader::Step::need_more || given == stream.size()) break;
    given = std::min(given + step, stream.size());
  }
  if (result == ReplyReader::Step::need_more) result = reader.end();
  if (result == ReplyReader::Step::complete) {
    out.outcome = std::to_string(reader.status()) + " " + reader.body();
    out.keep_alive = reader.keep_alive();
  } else {
    out.outcome = std::string(reader.error().slug()) + ": " + std::string(reader.error().detail());
    out.consumed = 0;  // where a refusal is noticed depends on the pieces
  }
  return out;
}

Reading read_whole(std::string_view stream, const ReplyLimits& limits = {}) {
  return read_in_pieces(stream, stream.size(), 1, limits);
}

struct Good {
  const char* stream;
  const char* outcome;
  bool keep_alive;
  std::size_t left;  // bytes that belong to nobody
};
std::ostream& operator<<(std::ostream& out, const Good& good) { return out << good.stream; }

const Good good[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "200 {}", true, 0},
    {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}", "200 {}", true, 0},
    {"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n{}", "200 {}", true, 0},
    {"HTTP/1.1 404 Not \xc3\xa4 Found\r\ncontent-length:0\r\n\r\n", "404 ", true, 0},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}extra", "200 {}", true, 5},
    {"HTTP/1.1 200 OK\r\nContent-Length: 02\r\nConnection: close\r\n\r\n{}", "200 {}", false, 0},
    {"HTTP/1.1 200 OK\r\nConnection: x, Close ,y\r\nContent-Length: 2\r\n\r\n{}", "200 {}", false, 0},
    {"HTTP/1.1 200 OK\r\nConnection: closed\r\nContent-Length: 2\r\n\r\n{}", "200 {}", true, 0},
    {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}", "200 {}", false, 0},
    {"HTTP/1.1 200 OK\r\n\r\nuntil the end", "200 until the end", false, 0},
    {"HTTP/1.0 200 OK\r\n\r\n", "200 ", false, 0},
    {"HTTP/1.1 204 No Content\r\n\r\nx", "204 ", true, 1},
    {"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "204 ", true, 0},
    {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "304 ", true, 0},
    {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", "200 1", true, 0},
    {"HTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 9\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\n"
     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "200 ", true, 0},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nabcde\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\nrest",
     "200 abcde0123456789", true, 4},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n000\r\nTrailer: y\r\nContent-Length: 5\r\n\r\n",
     "200 x", true, 0},
};

const std::vector<std::pair<std::string, std::string>> bad = {
    {"", "ended before it was complete"},
    {"H", "ended before it was complete"},
    {"HTTP/1.1 200 OK\r\n", "ended before it was complete"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", "ended before it was complete"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "ended before it was complete"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "ended before it was complete"},
    {"HTTP/1.1 100 Continue\r\n\r\n", "ended before it was complete"},
    {"SSH-2.0-server\r\n", "is not HTTP"},
    {"\r\nHTTP/1.1 200 OK\r\n\r\n", "is not HTTP"},
    {" HTTP/1.1 200 OK\r\n\r\n", "is not HTTP"},
    {"HTTP/2.0 200 OK\r\n\r\n", "is not HTTP"},
    {"http/1.1 200 OK\r\n\r\n", "is not HTTP"},
    {"ICY 200 OK\r\n\r\n", "is not HTTP"},
    {"HTTP/1.1 200 OK\n\n", "is not HTTP"},
    {std::string("HTTP/1.1 200 O\0K\r\n\r\n", 20), "is not HTTP"},
    {"HTTP/1.x 200 OK\r\n\r\n", "has a malformed status line"},
    {"HTTP/1.1  200 OK\r\n\r\n", "has a malformed status line"},
    {"HTTP/1.1 2000 OK\r\n\r\n", "has a malformed status line"},
    {"HTTP/1.1 20 OK\r\n\r\n", "has a malformed status line"},
    {"HTTP/1.1 +20 OK\r\n\r\n", "has a malformed status line"},
    {"HTTP/1.10 200 OK\r\n\r\n", "has a malformed status line"},
    {"HTTP/1.1 099 OK\r\n\r\n", "has an unknown status"},
    {"HTTP/1.1 600 OK\r\n\r\n", "has an unknown status"},
    {"HTTP/1.1 101 Switching\r\n\r\n", "switches to a protocol that nobody asked for"},
    {"HTTP/1.1 200 OK\r\nA: b\n\r\n", "has a line with a control character"},
    {"HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", "has a line with a control character"},
    {"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "has a malformed header line"},
    {"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n", "has a malformed header line"},
    {"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "has a malformed header line"},
    {"HTTP/1.1 200 OK\r\n: b\r\n\r\n", "has a malformed header line"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}", "has two Content-Length fields"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "has two Content-Length fields"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n{}", "has a Content-Length that is not a number"},
    {"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}", "has a Content-Length that is not a number"},
    {"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}", "has a Content-Length that is not a number"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\n{}", "has a Content-Length that is not a number"},
    {"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n{}", "has a Content-Length that is not a number"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n", "has a Content-Length that is not a number"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     "has both Content-Length and Transfer-Encoding"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
     "has both Content-Length and Transfer-Encoding"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     "has an unknown Transfer-Encoding"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "has an unknown Transfer-Encoding"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n", "has an unknown Transfer-Encoding"},
    {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "has a Transfer-Encoding, which HTTP/1.0 does not know"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "has a malformed chunk"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n", "has a malformed chunk"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n", "has a malformed chunk"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\n{}\r\n", "has a malformed chunk"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}XX", "has a malformed chunk"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\n0\r\n\r\n", "has a malformed chunk"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n", "has a malformed chunk"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n", "has a malformed trailer line"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 17000000\r\n\r\n", "is too large"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "is too large"},
};

/// However the stream is cut, it must read the same.
void check_cuts(std::string_view stream, const ReplyLimits& limits = {}) {
  const Reading whole = read_whole(stream, limits);
  BOOST_TEST(read_in_pieces(stream, 1, 1, limits) == whole);
  for (std::size_t cut = 0; cut < stream.size(); ++cut) {
    BOOST_TEST(read_in_pieces(stream, cut, stream.size(), limits) == whole);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reply_reader)

BOOST_DATA_TEST_CASE(good_replies, data::make(good), one) {
  const std::string_view stream(one.stream);
  const Reading whole = read_whole(stream);
  BOOST_TEST(whole.outcome == one.outcome);
  BOOST_TEST(whole.keep_alive == one.keep_alive);
  BOOST_TEST(stream.size() - whole.consumed == one.left);
  check_cuts(stream);
}

BOOST_AUTO_TEST_CASE(bad_replies) {
  for (const auto& [stream, what] : bad) {
    BOOST_TEST_CONTEXT(stream) {
      const Reading whole = read_whole(stream);
      const std::string code = what == "is too large" ? "upstream-reply-too-large: " : "upstream-bad-reply: ";
      BOOST_TEST(whole.outcome == code + what);
      check_cuts(stream);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_final) {
  ReplyReader reader({});
  std::size_t consumed = 0;
  BOOST_TEST((reader.read("nonsense", consumed) == ReplyReader::Step::refused));
  BOOST_TEST((reader.read("HTTP/1.1 200 OK\r\n\r\n", consumed) == ReplyReader::Step::refused));
  BOOST_TEST((reader.end() == ReplyReader::Step::refused));
  BOOST_TEST(!reader.head_complete());
  BOOST_TEST(!reader.keep_alive());
}

BOOST_AUTO_TEST_CASE(one_reader_reads_one_reply_after_another) {
  ReplyReader reader({});
  std::size_t consumed = 0;
  const std::string_view first = "HTTP/1.1 200 OK\r\nA: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
  BOOST_TEST(!reader.started());
  BOOST_TEST((reader.read(first, consumed) == ReplyReader::Step::complete));
  BOOST_TEST(reader.headers().find("a").value_or("") == "1");
  BOOST_TEST(reader.take_body() == "x");
  reader.restart();
  BOOST_TEST(!reader.started());
  BOOST_TEST(!reader.head_complete());
  BOOST_TEST(reader.headers().empty());
  BOOST_TEST((reader.read("HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\n", consumed) == ReplyReader::Step::need_more));
  BOOST_TEST(reader.started());
  BOOST_TEST(reader.head_complete());
  BOOST_TEST((reader.read("abc", consumed) == ReplyReader::Step::complete));
  BOOST_TEST(reader.status() == 503);
  BOOST_TEST(reader.body() == "abc");
}

BOOST_AUTO_TEST_CASE(a_reply_to_head_has_no_body) {
  const std::string_view stream = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  const Reading whole = read_in_pieces(stream, stream.size(), 1, {}, true);
  BOOST_TEST(whole.outcome == "200 ");
  BOOST_TEST(whole.keep_alive);
}

BOOST_AUTO_TEST_CASE(limits_hold_to_the_byte) {
  ReplyLimits limits;
  limits.body_bytes = 5;
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string& fits :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345"), std::string("HTTP/1.1 200 OK\r\n\r\n12345"),
        chunked + "2\r\n12\r\n3\r\n345\r\n0\r\n\r\n"}) {
    BOOST_TEST(read_whole(fits, limits).outcome == "200 12345");
  }
  for (const std::string& more :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n123456"), std::string("HTTP/1.1 200 OK\r\n\r\n123456"),
        chunked + "2\r\n12\r\n4\r\n3456\r\n0\r\n\r\n"}) {
    BOOST_TEST(read_whole(more, limits).outcome == "upstream-reply-too-large: is too large");
    check_cuts(more, limits);
  }
  limits.header_bytes = 38;  // "HTTP/1.1 200 OK" and "Content-Length: 0", each with its end
  BOOST_TEST(read_whole("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", limits).outcome == "200 ");
  BOOST_TEST(read_whole("HTTP/1.1 200 OK\r\nContent-Length: 00\r\n\r\n", limits).outcome == "200 ");
  BOOST_TEST(read_whole("HTTP/1.1 200 OK\r\nContent-Length: 000000\r\n\r\n", limits).outcome ==
             "upstream-bad-reply: has too many header bytes");
}

BOOST_AUTO_TEST_CASE(nothing_in_front_or_behind_goes_on_for_ever) {
  ReplyLimits limits;
  limits.interims = 2;
  std::string interims = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n";
  const std::string final = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  BOOST_TEST(read_whole(interims + final, limits).outcome == "200 ");
  interims += "HTTP/1.1 100 Continue\r\n\r\n";
  BOOST_TEST(read_whole(interims + final, limits).outcome ==
             "upstream-bad-reply: is preceded by too many interim answers");

  limits.header_bytes = 1000;
  std::string stream = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string extensions = stream;
  for (int i = 0; i < 100; ++i) extensions += "1;extension=value\r\nx\r\n";
  BOOST_TEST(read_whole(extensions, limits).outcome == "upstream-bad-reply: has too many header bytes");
  std::string trailers = stream + "0\r\n";
  for (int i = 0; i < 200; ++i) trailers += "X: y\r\n";
  BOOST_TEST(read_whole(trailers, limits).outcome == "upstream-bad-reply: has too many header bytes");
  const std::string endless = "HTTP/1.1 200 OK\r\nX: " + std::string(2000, 'y');
  BOOST_TEST(read_whole(endless, limits).outcome == "upstream-bad-reply: has too many header bytes");
}

BOOST_AUTO_TEST_SUITE_END()
