#include "probe/dns_message.hpp"

#include "support/dns_responder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace atgateway::probe;
using namespace atgateway::test_support;
using Texts = std::vector<std::string>;

namespace {

DnsText query(std::string_view name, std::uint16_t type = 1) {
  return *write_dns_question({std::string(name), type}, 0x1234, true);
}
DnsText cname(const DnsText& name, std::string_view target) { return record(name, 5, 30, labels(target)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_message)

BOOST_AUTO_TEST_CASE(the_head_has_its_flags) {
  struct Row {
    unsigned flags;
    bool answer, authoritative, truncated, available, authenticated;
    unsigned rcode, opcode;
  };
  for (const Row& row :
       {Row{0x0100, false, false, false, false, false, 0, 0}, Row{0x8400, true, true, false, false, false, 0, 0},
        Row{0x8200, true, false, true, false, false, 0, 0}, Row{0x8080, true, false, false, true, false, 0, 0},
        Row{0x8023, true, false, false, false, true, 3, 0}, Row{0xA805, true, false, false, false, false, 5, 5}}) {
    const auto head = read_dns_head(reply_to(query("a.example", 28), row.flags));
    BOOST_REQUIRE(head);
    BOOST_TEST(head->id == 0x1234);
    BOOST_TEST(head->is_answer == row.answer);
    BOOST_TEST(head->authoritative == row.authoritative);
    BOOST_TEST(head->truncated == row.truncated);
    BOOST_TEST(head->recursion_available == row.available);
    BOOST_TEST(head->authenticated == row.authenticated);
    BOOST_TEST(head->rcode == row.rcode);
    BOOST_TEST(head->opcode == row.opcode);
    BOOST_TEST(head->questions == 1U);
    BOOST_TEST(head->name == "a.example");
    BOOST_TEST(head->type == 28);
    BOOST_TEST(head->class_ == 1);
  }
}

BOOST_AUTO_TEST_CASE(no_part_of_a_message_is_a_message) {
  const DnsText whole =
      reply_to(query("a.example"), 0x8180, {{a_record(question_name, 60, {10, 1, 2, 3})}, {}, {opt_record(0, {})}});
  BOOST_TEST(read_dns_message(whole).has_value());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(!read_dns_message(std::span(whole).first(size)).has_value());
    const auto head = read_dns_head(std::span(whole).first(size));
    BOOST_TEST(head.has_value() == (size >= 12 + 11 + 4));
  }
}

BOOST_AUTO_TEST_CASE(of_a_cut_message_the_head_is_left) {
  DnsText whole = reply_to(query("a.example"), 0x8380, {{a_record(question_name, 60, {10, 1, 2, 3})}, {}, {}});
  whole.resize(whole.size() - 2);
  const auto message = read_dns_message(whole);
  BOOST_REQUIRE(message);
  BOOST_TEST(message->head.truncated);
  BOOST_TEST(message->answers.empty());
  BOOST_TEST(message->chain == Texts{"a.example"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(answers_count_at_the_end_of_the_chain_only) {
  const auto message = read_dns_message(reply_to(
      query("a.example"), 0x8180,
      {{a_record(labels("stranger.example"), 1, {10, 9, 9, 9}), a_record(labels("C.example"), 2, {10, 1, 1, 1}),
        cname(labels("B.EXAMPLE"), "c.example"), cname(question_name, "b.example"),
        record(labels("c.example"), 28, 3, DnsText(16, 7)), a_record(labels("c.example"), 4294967295U, {10, 1, 1, 2}),
        record(labels("c.example"), 1, 3, {10, 8, 8, 8}, 3)},
       {},
       {}}));
  BOOST_REQUIRE(message);
  BOOST_TEST(message->answer_count == 7U);
  BOOST_TEST(message->chain == (Texts{"a.example", "b.example", "c.example"}), boost::test_tools::per_element());
  BOOST_TEST(message->addresses == (Texts{"10.1.1.1", "10.1.1.2"}), boost::test_tools::per_element());
  BOOST_TEST(message->address_count == 2U);
  BOOST_TEST(message->answers.at(5).ttl == 4294967295U);
  BOOST_TEST(message->answers.at(3).data == "b.example");
}

BOOST_AUTO_TEST_CASE(an_alias_that_was_asked_for_is_the_answer) {
  const auto message =
      read_dns_message(reply_to(query("a.example", 5), 0x8180, {{cname(question_name, "b.example")}, {}, {}}));
  BOOST_REQUIRE(message);
  BOOST_TEST(message->found == 1U);
  BOOST_TEST(message->chain == (Texts{"a.example", "b.example"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(edns_adds_to_the_rcode_and_says_why) {
  const auto message =
      read_dns_message(reply_to(query("a.example"), 0x8182, {{}, {}, {opt_record(0, extended_error(15, "policy"))}}));
  BOOST_REQUIRE(message);
  BOOST_TEST(message->edns);
  BOOST_TEST(dns_rcode_name(message->rcode) == "SERVFAIL");
  BOOST_REQUIRE(message->extended.size() == 1U);
  BOOST_TEST(message->extended[0].name == "Blocked");
  const auto version = read_dns_message(reply_to(query("a.example"), 0x8180, {{}, {}, {opt_record(0x01000000, {})}}));
  BOOST_REQUIRE(version);
  BOOST_TEST(dns_rcode_name(version->rcode) == "BADVERS");
}

BOOST_AUTO_TEST_CASE(who_says_nothing_says_for_whom) {
  const DnsText soa = record(labels("example"), 6, 60, joined(joined(labels("ns"), labels("me")), DnsText(20, 1)));
  const DnsText ns = record(labels("below.example"), 2, 60, labels("ns.below.example"));
  const auto empty = read_dns_message(reply_to(query("a.example"), 0x8580, {{}, {soa}, {}}));
  BOOST_TEST(empty->soa_zone == "example");
  BOOST_TEST(empty->referral_zone.empty());
  const auto referral = read_dns_message(reply_to(query("a.below.example"), 0x8100, {{}, {ns}, {}}));
  BOOST_TEST(referral->soa_zone.empty());
  BOOST_TEST(referral->referral_zone == "below.example");
  const auto answer =
      read_dns_message(reply_to(query("a.example"), 0x8500, {{a_record(question_name, 1, {10, 1, 1, 1})}, {ns}, {}}));
  BOOST_TEST(answer->referral_zone.empty());
}

BOOST_AUTO_TEST_CASE(names_that_lead_in_circles_are_no_names) {
  DnsText self = query("x");
  self[2] = 0x80;
  self[12] = 0xC0;
  self[13] = 12;  // the question's name points to itself
  BOOST_TEST(!read_dns_head(self).has_value());
  const DnsText ahead = reply_to(query("a.example"), 0x8180, {{a_record({0xC0, 0xFF}, 1, {10, 1, 1, 1})}, {}, {}});
  BOOST_TEST(!read_dns_message(ahead).has_value());
}

BOOST_AUTO_TEST_CASE(control_characters_do_not_come_through) {
  DnsText name{5, 0x1B, '[', '2', 'J', 0};
  name.push_back(0);
  const auto message =
      read_dns_message(reply_to(query("a.example"), 0x8180, {{record(question_name, 5, 1, name)}, {}, {}}));
  BOOST_REQUIRE(message);
  BOOST_TEST(message->answers.at(0).data == "\\027[2J\\000");
}

BOOST_AUTO_TEST_CASE(a_message_full_of_pointers_costs_little) {
  // One name at the end of a long chain of pointers, and as many records with it as there is room for.
  DnsText message = query("a.example");
  message.resize(12 + 11 + 4);
  message[2] = 0x81;
  message[11] = 0;
  const std::size_t filler = 16000;
  DnsText data = labels("end.example");
  std::size_t at = message.size() + 12;
  std::size_t last = at;
  for (std::size_t next = at + data.size(); next < filler; next += 2) {
    put_16(data, 0xC000U | static_cast<unsigned>(last));
    last = next;
  }
  message = joined(std::move(message), record(question_name, 65280, 1, data));
  unsigned count = 1;
  const DnsText small =
      record({static_cast<std::uint8_t>(0xC0 | last >> 8), static_cast<std::uint8_t>(last)}, 65280, 1, {});
  while (message.size() + small.size() <= 65535) {
    message = joined(std::move(message), small);
    ++count;
  }
  message[6] = static_cast<std::uint8_t>(count >> 8);
  message[7] = static_cast<std::uint8_t>(count);
  const auto begun = std::chrono::steady_clock::now();
  const auto read = read_dns_message(message);
  BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(3)));
  BOOST_TEST(count > 3000U);
  if (read) BOOST_TEST(read->answer_count == count);
}

BOOST_AUTO_TEST_CASE(rcodes_have_names) {
  BOOST_TEST(dns_rcode_name(0) == "NOERROR");
  BOOST_TEST(dns_rcode_name(3) == "NXDOMAIN");
  BOOST_TEST(dns_rcode_name(4) == "NOTIMP");
  BOOST_TEST(dns_rcode_name(5) == "REFUSED");
  BOOST_TEST(dns_rcode_name(9) == "NOTAUTH");
  BOOST_TEST(dns_rcode_name(23) == "BADCOOKIE");
  BOOST_TEST(dns_rcode_name(3841) == "RCODE3841");
}

BOOST_AUTO_TEST_SUITE_END()
