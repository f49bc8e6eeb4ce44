#include "probe/dns_rdata.hpp"

#include "support/dns_responder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace probe = atgateway::probe;
using namespace atgateway::test_support;
using namespace std::string_literals;

namespace {

DnsText bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// The data as text, of one answer to "q.example" with that data; "bad" for nothing.
std::string text_of(unsigned type, const std::string& data, unsigned class_ = 1) {
  DnsText query(12, 0);
  query = joined(std::move(query), labels("q.example"));
  put_16(query, type);
  put_16(query, 1);
  const DnsText message = reply_to(query, 0x8180, {{record(question_name, type, 1, bytes_of(data), class_)}, {}, {}});
  ns_msg parsed;
  ns_rr answer;
  BOOST_REQUIRE(ns_initparse(message.data(), static_cast<int>(message.size()), &parsed) == 0);
  BOOST_REQUIRE(ns_parserr(&parsed, ns_s_an, 0, &answer) == 0);
  return probe::dns_data_text(parsed, answer).value_or("bad");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_rdata)

BOOST_AUTO_TEST_CASE(each_type_has_its_form) {
  struct Row {
    unsigned type;
    std::string data, text;
  };
  const Row rows[] = {
      {1, "\x0a\x01\x02\x03"s, "10.1.2.3"},
      {28, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"s, "2001:db8::7"},
      {5, "\x01x\xC0\x0C"s, "x.q.example"},
      {2, "\0"s, "."},
      {12, "\xC0\x0E"s, "example"},
      {39, "\x03xyz\0"s, "xyz"},
      {15, "\0\x0a\xC0\x0C"s, "10 q.example"},
      {33, "\0\x01\0\x02\x01\xBB\xC0\x0C"s, "1 2 443 q.example"},
      {6, "\xC0\x0C\xC0\x0C\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\xFF\xFF\xFF\xFF"s,
       "q.example q.example 1 2 3 4 4294967295"},
      {16, "\x05hello\x03\"\\\x07"s, "\"hello\" \"\\\"\\\\\\007\""},
      {16, ""s, ""},
      {16, "\0"s, "\"\""},
      {99, "\x01\xF1"s, "\"\\241\""},
      {13, "\x03xyz\x01y"s, "\"xyz\" \"y\""},
      {17, "\xC0\x0C\0"s, "q.example ."},
      {35, "\0\x01\0\x02\x01u\x03sip\0\0"s, "1 2 \"u\" \"sip\" \"\" ."},
      {257, "\x80\x05issueca\"x"s, "128 issue \"ca\\\"x\""},
      {65280, "\x01\xAB"s, "\\# 2 01ab"},
      {65280, ""s, "\\# 0"},
  };
  for (const Row& row : rows) BOOST_TEST_CONTEXT("type " << row.type) {
      BOOST_TEST(text_of(row.type, row.data) == row.text);
    }
  BOOST_TEST(text_of(1, "\x05x\xC0\x0C\x01\x02"s, 3) == "\\# 6 0578c00c0102");  // another class has another form
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_its_type_is_refused) {
  struct Row {
    unsigned type;
    std::string data;
  };
  const Row rows[] = {{1, "\x0a\x01\x02"s},
                      {1, "\x0a\x01\x02\x03\x04"s},
                      {28, "\x0a\x01\x02\x03"s},
                      {5, ""s},
                      {5, "\xC0"s},
                      {5, "\x09short"s},
                      {5, "\x01x\xC0\x0Cz"s},
                      {5, "\xC0\xFF"s},
                      {15, "\0"s},
                      {33, "\0\x01\0\x02\x01"s},
                      {6, "\xC0\x0C\xC0\x0C\0\0\0\x01"s},
                      {16, "\x05hell"s},
                      {16, "\x05hello\x05"s},
                      {257, "\x80\x09issue"s},
                      {257, ""s},
                      {35, "\0\x01\0\x02\x05u"s}};
  for (const Row& row : rows) BOOST_TEST_CONTEXT("type " << row.type) {
      BOOST_TEST(text_of(row.type, row.data) == "bad");
    }
}

BOOST_AUTO_TEST_CASE(a_pointer_to_itself_ends) {
  // The data begins at 12 (header) + 15 (question) + 12 (the record's own head).
  BOOST_TEST(text_of(5, "\xC0\x27"s) == "bad");
  BOOST_TEST(text_of(5, "\x01x\xC0\x27"s) == "bad");
}

BOOST_AUTO_TEST_CASE(long_data_is_cut_and_still_judged) {
  std::string texts;
  for (int i = 0; i < 200; ++i) texts += "\xFF"s + std::string(255, 'x');
  BOOST_TEST(text_of(16, texts).size() < 2048U);
  BOOST_TEST(text_of(16, texts + "\x05") == "bad");
  BOOST_TEST(text_of(65280, std::string(60000, 'x')).size() < 2048U);
  BOOST_TEST(text_of(257, "\0\x05issue"s + std::string(60000, '\x01')).size() < 8192U);
}

BOOST_AUTO_TEST_SUITE_END()
