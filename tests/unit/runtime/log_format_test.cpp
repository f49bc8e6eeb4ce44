#include <atgateway/log_format.hpp>

#include "json/document.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

using namespace atgateway;

namespace {

/// A member of a JSON line: a string's text, a number as written; "<absent>" when it is not there.
std::string member(const std::string& line, std::string_view name) {
  const auto document = json::Document::parse(line);
  BOOST_REQUIRE(document.ok());
  const auto value = document->root().find(name);
  return value ? std::string(value->text()) : "<absent>";
}

struct Sample {
  ReplyFacts facts;
  AccessRecord record;
  Sample() {
    facts.route = "/v1/rows/{service}";
    record.listener = "main";
    record.method = "POST";
    record.status = 200;
    record.request_id = "q-1";
    record.total_us = 1234;
    record.facts = &facts;
  }
};

bool has_control(const std::string& line) {
  return std::any_of(line.begin(), line.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_format)

BOOST_FIXTURE_TEST_CASE(a_line_says_what_the_record_holds, Sample) {
  facts.service = "geocode";
  facts.rows = 5;
  facts.failed = 2;
  facts.upstream_calls = 1;
  facts.billed = 3;
  facts.queue_us = 0;
  facts.context_user = "somebody";
  record.request_bytes = 77;
  record.link_id = 42;
  const auto line = to_json_line(record);
  BOOST_TEST(member(line, "event") == "request");
  BOOST_TEST(member(line, "route") == "/v1/rows/{service}");
  BOOST_TEST(member(line, "status") == "200");
  BOOST_TEST(member(line, "service") == "geocode");
  BOOST_TEST(member(line, "rows") == "5");
  BOOST_TEST(member(line, "failed") == "2");
  BOOST_TEST(member(line, "upstream_calls") == "1");
  BOOST_TEST(member(line, "billed") == "3");
  BOOST_TEST(member(line, "request_bytes") == "77");
  BOOST_TEST(member(line, "total_us") == "1234");
  BOOST_TEST(member(line, "queue_us") == "0");
  BOOST_TEST(member(line, "link_id") == "42");
  BOOST_TEST(member(line, "user") == "somebody");
  BOOST_TEST(line.find('\n') == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_known_is_left_out_not_zero, Sample) {
  const auto line = to_json_line(record);
  for (const auto* name : {"code", "service", "rows", "billed", "queue_us", "upstream_us", "link_id", "user"}) {
    BOOST_TEST(member(line, name) == "<absent>", name);
  }
}

BOOST_FIXTURE_TEST_CASE(the_time_is_rfc_3339_in_utc_with_microseconds, Sample) {
  const auto time = member(to_json_line(record), "time");
  const std::string shape = "0000-00-00T00:00:00.000000Z";
  BOOST_REQUIRE(time.size() == shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = time[i] >= '0' && time[i] <= '9';
    BOOST_TEST((shape[i] == '0' ? digit : time[i] == shape[i]), time);
  }
}

BOOST_FIXTURE_TEST_CASE(the_level_follows_the_status, Sample) {
  for (const auto& [status, level] :
       {std::pair{200, "info"}, {404, "warn"}, {499, "warn"}, {500, "error"}, {503, "error"}}) {
    record.status = status;
    BOOST_TEST(member(to_json_line(record), "level") == level);
  }
}

BOOST_FIXTURE_TEST_CASE(callers_text_cannot_break_a_line_or_a_terminal, Sample) {
  facts.context_job = "a\"b\\c\nd\x1b[2J\x7f\t{}";
  record.request_id = "x\r\ny\x1b";
  const auto line = to_json_line(record);
  BOOST_TEST(member(line, "job") == facts.context_job);
  BOOST_TEST(!has_control(line));
  BOOST_TEST(!has_control(to_text_line(record)));
}

BOOST_AUTO_TEST_CASE(an_event_is_its_name_its_sentence_and_its_fields) {
  const Event event{
      Event::Level::warn, "listening", "Listening \x1b[1m.", {{"address", "127.0.0.1:1"}, {"odd", "a\nb"}}};
  const auto line = to_json_line(event);
  BOOST_TEST(member(line, "level") == "warn");
  BOOST_TEST(member(line, "event") == "listening");
  BOOST_TEST(member(line, "address") == "127.0.0.1:1");
  BOOST_TEST(member(line, "odd") == "a\nb");
  BOOST_TEST(!has_control(line));
  const auto text = to_text_line(event);
  BOOST_TEST(text.find("warn listening: Listening ") != std::string::npos);
  BOOST_TEST(!has_control(text));
}

BOOST_FIXTURE_TEST_CASE(the_text_line_is_short, Sample) {
  facts.code = "overloaded";
  record.status = 429;
  const auto line = to_text_line(record);
  BOOST_TEST(line.find(" POST /v1/rows/{service} 429 overloaded 1234us id=q-1") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
