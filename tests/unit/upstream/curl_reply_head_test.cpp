#include "upstream/curl_reply_head.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>

using atgateway::upstream::CurlReplyHead;

namespace {
/// @return whether all lines were taken
bool give(CurlReplyHead& head, std::initializer_list<const char*> lines) {
  for (const char* line : lines) {
    if (!head.take(std::string(line) + "\r\n")) return false;
  }
  return true;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(curl_reply_head)

BOOST_AUTO_TEST_CASE(known_fields_are_noted) {
  CurlReplyHead head(100);
  BOOST_TEST(give(head, {"HTTP/1.1 503 Busy", "RETRY-AFTER: 7 ", "Atgateway-Sandbox: 1", "Content-Length: 100", ""}));
  BOOST_TEST(head.complete());
  BOOST_TEST(head.status() == 503);
  BOOST_TEST((head.retry_after_s() == 7));
  BOOST_TEST(head.sandbox());
  BOOST_TEST(head.complaint().empty());
}

BOOST_AUTO_TEST_CASE(http2_status_lines_have_no_reason) {
  CurlReplyHead head(100);
  BOOST_TEST(give(head, {"HTTP/2 200 ", "content-length: 2", ""}));
  BOOST_TEST(head.status() == 200);
}

BOOST_AUTO_TEST_CASE(an_interim_answer_leaves_nothing_behind) {
  CurlReplyHead head(100);
  BOOST_TEST(give(head, {"HTTP/1.1 103 Early", "Content-Length: 500", "Retry-After: 7", "atgateway-sandbox: 1", "",
                         "HTTP/1.1 200 OK", "Transfer-Encoding: chunked", ""}));
  BOOST_TEST(head.complete());
  BOOST_TEST(head.status() == 200);
  BOOST_TEST(!head.too_large());
  BOOST_TEST(!head.sandbox());
  BOOST_TEST(!head.retry_after_s().has_value());
}

BOOST_AUTO_TEST_CASE(interim_answers_end_some_time) {
  CurlReplyHead head(100);
  for (int i = 0; i < 8; ++i) BOOST_TEST(give(head, {"HTTP/1.1 100 Continue", ""}));
  BOOST_TEST(!give(head, {"HTTP/1.1 100 Continue", ""}));
  BOOST_TEST(!head.complaint().empty());
  CurlReplyHead upgrade(100);
  BOOST_TEST(!give(upgrade, {"HTTP/1.1 101 Switching Protocols", ""}));
}

BOOST_AUTO_TEST_CASE(doubtful_lengths_are_refused) {
  for (const auto lines :
       {std::initializer_list<const char*>{"HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 2", ""},
        {"HTTP/1.1 200 OK", "Content-Length: 2", "Transfer-Encoding: chunked", ""},
        {"HTTP/1.1 200 OK", "Content-Length: 2, 2", ""},
        {"HTTP/1.1 200 OK", "Content-Length: +2", ""},
        {"HTTP/1.1 200 OK", "Content-Length:", ""}}) {
    CurlReplyHead head(100);
    BOOST_TEST(!give(head, lines));
    BOOST_TEST(!head.complaint().empty());
  }
}

BOOST_AUTO_TEST_CASE(an_announced_excess_is_refused_at_once) {
  CurlReplyHead head(100);
  BOOST_TEST(!give(head, {"HTTP/1.1 200 OK", "Content-Length: 101", ""}));
  BOOST_TEST(head.too_large());
  CurlReplyHead unchanged(100);
  BOOST_TEST(give(unchanged, {"HTTP/1.1 304 Not Modified", "Content-Length: 101", ""}));
}

BOOST_AUTO_TEST_CASE(all_lines_together_have_a_limit_and_trailers_say_nothing) {
  CurlReplyHead head(100);
  BOOST_TEST(give(head, {"HTTP/1.1 200 OK", ""}));
  BOOST_TEST(give(head, {"Content-Length: 2", "Content-Length: 3", "Retry-After: 1", "HTTP/1.1 100 Continue", ""}));
  BOOST_TEST(head.status() == 200);
  BOOST_TEST(!head.retry_after_s().has_value());
  const std::string filler = "X-Filler: " + std::string(1000, 'x') + "\r\n";
  int taken = 0;
  while (head.take(filler)) ++taken;
  BOOST_TEST(taken < 66);
  BOOST_TEST(head.complaint() == "has too many header bytes");
}

BOOST_AUTO_TEST_SUITE_END()
