// Replies in pieces, with bounds, and what is left of those that never end; the token hidden where it is repeated.
#include "probe/http_reply.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using End = HttpReplyReader::End;

namespace {

constexpr milliseconds patience{300};

HttpAnswer read_reply(std::string_view bytes, std::optional<End> end, std::size_t most_body = 1000,
                      std::size_t step = std::string_view::npos, bool to_head = false) {
  HttpReplyReader reader(to_head, most_body);
  while (!bytes.empty() && !reader.done()) {
    reader.take(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
  if (!reader.done() && end) reader.give_up(*end);
  BOOST_REQUIRE(reader.done());
  HttpAnswer answer;
  reader.hand_over(answer, patience);
  return answer;
}

const std::string head = "HTTP/1.1 200 OK\r\nServer: s\r\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(http_reply)

BOOST_AUTO_TEST_CASE(whole_replies_in_pieces_of_any_size) {
  const struct {
    std::string bytes;
    std::optional<End> end;
    int status;
    const char* body;
  } table[] = {
      {head + "Content-Length: 5\r\n\r\nhello", {}, 200, "hello"},
      {head + "Content-Length: 0\r\n\r\n", {}, 200, ""},
      {head + "Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", {}, 200, "hello"},
      {head + "\r\nhello", End::ended, 200, "hello"},
      {"HTTP/1.0 503 Away\r\n\r\n", End::ended, 503, ""},
      {"HTTP/1.1 204 Nothing\r\n\r\n", {}, 204, ""},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", {}, 302, ""},
  };
  for (const auto& [bytes, end, status, body] : table) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::string_view::npos}) {
      const HttpAnswer answer = read_reply(bytes, end, 1000, step);
      BOOST_TEST(to_text(answer.outcome) == "answered", bytes);
      BOOST_TEST(answer.status == status);
      BOOST_TEST(answer.body == body);
      BOOST_TEST(!answer.body_cut);
      BOOST_TEST(answer.trouble == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_reply_to_head_has_no_body) {
  const HttpAnswer answer = read_reply(head + "Content-Length: 5\r\n\r\n", {}, 1000, 1, true);
  BOOST_TEST(to_text(answer.outcome) == "answered");
  BOOST_TEST(answer.headers.find("content-length").value_or("") == "5");
  BOOST_TEST(!answer.body_cut);
}

BOOST_AUTO_TEST_CASE(a_body_is_cut_at_its_bound) {
  const struct {
    std::size_t most;
    bool cut;
  } table[] = {{5, false}, {4, true}, {1, true}, {0, true}, {6, false}};
  for (const std::string framing :
       {"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"}) {
    for (const auto& [most, cut] : table) {
      for (const std::size_t step : {std::size_t{1}, std::string_view::npos}) {
        const HttpAnswer answer = read_reply(head + framing, {}, most, step);
        BOOST_TEST(to_text(answer.outcome) == "answered");
        BOOST_TEST(answer.body == std::string("hello").substr(0, most));
        BOOST_TEST(answer.body_cut == cut);
        BOOST_TEST(answer.trouble == "");
      }
    }
  }
  const HttpAnswer endless = read_reply(head + "Content-Length: 99999999999\r\n\r\n" + std::string(100, 'x'), {}, 64);
  BOOST_TEST(endless.body.size() == 64U);
  BOOST_TEST(endless.body_cut);
}

BOOST_AUTO_TEST_CASE(ends_before_a_head_is_whole) {
  const struct {
    const char* bytes;
    End end;
    const char* outcome;
    const char* trouble;
  } table[] = {
      {"", End::ended, "closed", ""},
      {"", End::broken, "closed", ""},
      {"", End::reset, "reset", ""},
      {"", End::silence, "timed-out", "no answer within 300 ms"},
      {"", End::time_up, "cut", ""},
      {"HTTP/1.1 200 OK\r\nServer: s\r\n", End::ended, "closed", ""},
      {"HTTP/1.1 200 OK\r\nServ", End::reset, "reset", ""},
      {"HTTP/1.1 200 OK\r\nServ", End::silence, "timed-out", "the reply's head did not end in time"},
      {"HTTP/1.1 100 Continue\r\n\r\n", End::silence, "timed-out", "the reply's head did not end in time"},
      {"HTTP/1.1 200 OK\r\nServ", End::time_up, "cut", ""},
  };
  for (const auto& [bytes, end, outcome, trouble] : table) {
    const HttpAnswer answer = read_reply(bytes, end);
    BOOST_TEST(to_text(answer.outcome) == outcome, bytes);
    BOOST_TEST(answer.trouble == trouble, bytes);
    BOOST_TEST(answer.status == 0);
  }
}

BOOST_AUTO_TEST_CASE(ends_in_the_middle_of_a_body) {
  const struct {
    End end;
    const char* trouble;
  } table[] = {
      {End::ended, "the connection ended in the middle of the body"},
      {End::broken, "the connection ended in the middle of the body"},
      {End::reset, "the server reset the connection in the middle of the body"},
      {End::silence, "the body did not end in time"},
      {End::time_up, "the body did not end in time"},
  };
  for (const std::string framing : {"Content-Length: 9\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n9\r\nhello"}) {
    for (const auto& [end, trouble] : table) {
      const HttpAnswer answer = read_reply(head + framing, end);
      BOOST_TEST(to_text(answer.outcome) == "answered");
      BOOST_TEST(answer.status == 200);
      BOOST_TEST(answer.body == "hello");
      BOOST_TEST(answer.body_cut);
      BOOST_TEST(answer.trouble == trouble);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_http) {
  const std::string interims = [] {
    std::string all;
    for (int i = 0; i < 100; ++i) all += "HTTP/1.1 100 Continue\r\n\r\n";
    return all;
  }();
  for (const std::string& bytes :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string("\x15\x03\x01\x00\x02\x02\x46\n", 8), std::string("\n"),
        std::string("HTTP/3 200 OK\r\n"), std::string("HTTP/1.1 2x0 OK\r\n"),
        head + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n", head + "Transfer-Encoding: gzip\r\n\r\n",
        head + "X: " + std::string(100'000, 'x'), std::string(100'000, 'x'), interims}) {
    for (const std::size_t step : {std::size_t{13}, std::string_view::npos}) {
      const HttpAnswer answer = read_reply(bytes, {}, 1000, step);
      BOOST_TEST(to_text(answer.outcome) == "not-http", bytes.substr(0, 40));
      BOOST_TEST(answer.trouble.starts_with("the reply "), answer.trouble);
      BOOST_TEST(answer.trouble.size() < 300U);
      BOOST_TEST(answer.status == 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_good_head_counts_whatever_body_follows_it) {
  for (const std::size_t step : {std::size_t{1}, std::string_view::npos}) {
    const HttpAnswer answer = read_reply(head + "Transfer-Encoding: chunked\r\n\r\nnot a size\r\n", {}, 1000, step);
    BOOST_TEST(to_text(answer.outcome) == "answered");
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.body_cut);
    BOOST_TEST(answer.trouble.starts_with("the reply "), answer.trouble);
  }
}

BOOST_AUTO_TEST_CASE(a_repeated_token_is_hidden_everywhere) {
  const Secret token("tok-en-1");
  HttpAnswer answer;
  answer.body = "tok-en-1 and tok-en-1tok-en-1, tok-en-2";
  answer.headers.add("Location", "/login?t=tok-en-1");
  answer.headers.add("Server", "s");
  answer.headers.add("X-Echo", "tok-en-1,tok-en-1");
  hide(token, answer);
  BOOST_TEST(answer.body == "(the token) and (the token)(the token), tok-en-2");
  BOOST_REQUIRE(answer.headers.size() == 3U);
  BOOST_TEST(answer.headers.find("location").value_or("") == "/login?t=(the token)");
  BOOST_TEST(answer.headers.find("server").value_or("") == "s");
  BOOST_TEST(answer.headers.find("x-echo").value_or("") == "(the token),(the token)");
}

BOOST_AUTO_TEST_CASE(too_short_to_be_told_from_other_words) {
  for (const auto& [text, hidden] : {std::pair("abc", false), std::pair("", false), std::pair("abcd", true)}) {
    HttpAnswer answer;
    answer.body = "abcdabcd";
    hide(Secret(text), answer);
    BOOST_TEST((answer.body == "abcdabcd") != hidden, text);
  }
  HttpAnswer overlapping;
  overlapping.body = "aaaaaaaaa";
  hide(Secret("aaaa"), overlapping);
  BOOST_TEST(overlapping.body == "(the token)(the token)a");
}

BOOST_AUTO_TEST_SUITE_END()
