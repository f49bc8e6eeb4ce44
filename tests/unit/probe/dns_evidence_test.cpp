#include "probe/dns.hpp"

#include "json/document.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway::probe;

namespace {

template <class T>
std::string written(const T& value) {
  std::string text;
  atgateway::json::Writer out(text);
  write(out, value);
  BOOST_TEST(atgateway::json::Document::parse(text).ok());
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_evidence)

BOOST_AUTO_TEST_CASE(an_answer_stands_as_dig_would_show_it) {
  DnsReply reply;
  reply.server = "10.0.0.10:53";
  reply.name = "a.example";
  reply.type = "A";
  reply.outcome = DnsReply::Outcome::answered;
  reply.transport = "udp";
  reply.rcode = "NOERROR";
  reply.authoritative = reply.recursion_available = reply.edns = true;
  reply.answers = {{"a.example", "CNAME", 30, "b.example"}, {"b.example", "A", 60, "10.1.2.3"}};
  reply.answer_count = 2;
  reply.chain = {"a.example", "b.example"};
  reply.addresses = {"10.1.2.3"};
  reply.address_count = 1;
  reply.extended = {{3, "Stale Answer", ""}};
  reply.tries = 1;
  reply.times_us = {500};
  BOOST_TEST(written(reply) ==
             R"({"server":"10.0.0.10:53","name":"a.example","type":"A","outcome":"answered","transport":"udp",)"
             R"("rcode":"NOERROR","flags":["aa","ra"],"edns":true,"answers":[)"
             R"({"name":"a.example","type":"CNAME","ttl":30,"data":"b.example"},)"
             R"({"name":"b.example","type":"A","ttl":60,"data":"10.1.2.3"}],"chain":["a.example","b.example"],)"
             R"("addresses":["10.1.2.3"],"extended_errors":[{"code":3,"name":"Stale Answer"}],"tries":1,)"
             R"("time":{"samples":1,"min_us":500,"median_us":500,"p95_us":500}})");
}

BOOST_AUTO_TEST_CASE(no_answer_has_no_rcode) {
  DnsReply reply;
  reply.server = "10.0.0.10:53";
  reply.name = "a.example";
  reply.type = "AAAA";
  reply.tries = 2;
  reply.ignored = 1;
  reply.trouble = "no answer within 2 s (2 tries)";
  BOOST_TEST(written(reply) ==
             R"({"server":"10.0.0.10:53","name":"a.example","type":"AAAA","outcome":"timed-out","tries":2,)"
             R"~("ignored_messages":1,"trouble":"no answer within 2 s (2 tries)"})~");
}

BOOST_AUTO_TEST_CASE(what_is_not_listed_is_counted) {
  DnsReply reply;
  reply.outcome = DnsReply::Outcome::answered;
  reply.type = "A";
  reply.addresses.assign(64, "10.1.2.3");
  reply.address_count = 1000;
  reply.answer_count = 1000;
  const std::string text = written(reply);
  BOOST_TEST(text.find(R"("address_count":1000)") != std::string::npos);
  BOOST_TEST(text.find(R"("answer_count":1000)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_systems_answer) {
  SystemAnswer answer;
  answer.name = "a.example";
  answer.addresses = {"10.1.2.3"};
  answer.address_count = 1;
  answer.nameservers = {"127.0.0.53:53"};
  answer.search = {"corp.example"};
  answer.times_us = {7};
  BOOST_TEST(written(answer) ==
             R"({"name":"a.example","finished":true,"addresses":["10.1.2.3"],"from_hosts_file":false,)"
             R"("nameservers":["127.0.0.53:53"],"search":["corp.example"],"ndots":1,)"
             R"("time":{"samples":1,"min_us":7,"median_us":7,"p95_us":7}})");
}

BOOST_AUTO_TEST_CASE(outcomes_have_names) {
  using enum DnsReply::Outcome;
  BOOST_TEST(to_text(answered) == "answered");
  BOOST_TEST(to_text(timed_out) == "timed-out");
  BOOST_TEST(to_text(refused) == "refused");
  BOOST_TEST(to_text(unreachable) == "unreachable");
  BOOST_TEST(to_text(malformed) == "malformed");
  BOOST_TEST(to_text(cut) == "cut");
}

BOOST_AUTO_TEST_SUITE_END()
