// A whole question to a nameserver, where servers behave as real ones rarely do.
#include "probe/dns.hpp"

#include "support/dns_responder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using Outcome = DnsReply::Outcome;
using Messages = std::vector<DnsText>;
using Texts = std::vector<std::string>;

namespace {

DnsReply ask(std::uint16_t port, const std::string& name = "a.example", unsigned samples = 1, const Scope& scope = {}) {
  return ask_nameserver(*net::SocketAddress::parse_ip("127.0.0.1", port), name, "A", samples, scope);
}
DnsText address(const DnsText& name) { return a_record(name, 60, {10, 1, 2, 3}); }
DnsText cname(std::string_view target) { return record(question_name, 5, 30, labels(target)); }

/// The first label of the name that is asked for.
std::string first_label(const DnsText& query) { return {query.begin() + 13, query.begin() + 13 + query.at(12)}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(dns)

BOOST_AUTO_TEST_CASE(a_chain_is_followed_from_message_to_message) {
  const DnsResponder server([](const DnsAsked& asked) {
    const std::string label = first_label(asked.query);
    if (label == "a") return Messages{reply_to(asked.query, 0x8180, {{cname("b.example")}, {}, {}})};
    if (label == "b") return Messages{reply_to(asked.query, 0x8180, {{cname("c.example")}, {}, {}})};
    return Messages{reply_to(asked.query, 0x8180, {{address(question_name)}, {}, {}})};
  });
  const DnsReply reply = ask(server.port());
  BOOST_TEST(reply.chain == (Texts{"a.example", "b.example", "c.example"}), boost::test_tools::per_element());
  BOOST_TEST(reply.addresses == Texts{"10.1.2.3"}, boost::test_tools::per_element());
  BOOST_TEST(reply.answer_count == 3U);
  BOOST_TEST(server.asked().size() == 3U);
  BOOST_TEST(reply.times_us.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_circle_over_messages_ends) {
  const DnsResponder server([](const DnsAsked& asked) {
    return Messages{
        reply_to(asked.query, 0x8180, {{cname(first_label(asked.query) == "a" ? "b.example" : "a.example")}, {}, {}})};
  });
  const DnsReply reply = ask(server.port());
  BOOST_TEST(reply.chain_loops);
  BOOST_TEST(reply.chain == (Texts{"a.example", "b.example"}), boost::test_tools::per_element());
  BOOST_TEST(server.asked().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_chain_without_end_ends) {
  const DnsResponder server([](const DnsAsked& asked) {
    return Messages{reply_to(asked.query, 0x8180, {{cname("x" + first_label(asked.query) + ".example")}, {}, {}})};
  });
  const DnsReply reply = ask(server.port());
  BOOST_TEST(!reply.chain_loops);
  BOOST_TEST(reply.chain.size() == 17U);
  BOOST_TEST(reply.chain_trouble == "more than 16 aliases in a row");
  BOOST_TEST(server.asked().size() <= 17U);
}

BOOST_AUTO_TEST_CASE(a_resolver_that_says_there_is_nothing_is_believed) {
  const DnsText soa = record(labels("example"), 6, 60, joined(joined(labels("ns"), labels("me")), DnsText(20, 1)));
  const DnsResponder server([&](const DnsAsked& asked) {
    return Messages{reply_to(asked.query, 0x8180, {{cname("b.example")}, {soa}, {}})};
  });
  const DnsReply reply = ask(server.port());
  BOOST_TEST(server.asked().size() == 1U);
  BOOST_TEST(reply.rcode == "NOERROR");
  BOOST_TEST(reply.soa_zone == "example");
  BOOST_TEST(reply.chain.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_lame_server_is_known_by_its_referral) {
  const DnsResponder server([](const DnsAsked& asked) {
    return Messages{reply_to(asked.query, 0x8100, {{}, {record({0}, 2, 60, labels("a.root-servers.net"))}, {}})};
  });
  const DnsReply reply = ask(server.port());
  BOOST_TEST(reply.rcode == "NOERROR");
  BOOST_TEST(reply.referral_zone == ".");
  BOOST_TEST(reply.address_count == 0U);
}

BOOST_AUTO_TEST_CASE(a_chain_whose_end_is_refused_keeps_its_reason) {
  const DnsResponder server([](const DnsAsked& asked) {
    if (first_label(asked.query) == "a") return Messages{reply_to(asked.query, 0x8180, {{cname("b.example")}, {}, {}})};
    return Messages{reply_to(asked.query, 0x8182, {{}, {}, {opt_record(0, extended_error(18, "not for you"))}})};
  });
  const DnsReply reply = ask(server.port());
  BOOST_TEST(reply.rcode == "NOERROR");
  BOOST_TEST(reply.chain_trouble == "asked for b.example: SERVFAIL");
  BOOST_REQUIRE(reply.extended.size() == 1U);
  BOOST_TEST(reply.extended[0].name == "Prohibited");
  BOOST_TEST(reply.extended[0].text == "not for you");
}

BOOST_AUTO_TEST_CASE(lost_samples_are_counted_and_soon_enough) {
  const DnsResponder server([](const DnsAsked& asked) {
    return asked.number == 0 ? Messages{reply_to(asked.query, 0x8180, {{address(question_name)}, {}, {}})} : Messages{};
  });
  const DnsReply reply = ask(server.port(), "a.example", 100, Scope{Deadline::after(milliseconds(3500)), {}});
  BOOST_TEST((reply.outcome == Outcome::answered));
  BOOST_TEST(reply.times_us.size() == 1U);
  BOOST_TEST(reply.lost == 1U);  // the second was cut off, and is nobody's fault
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked_is_not_asked) {
  const DnsResponder server([](const DnsAsked&) { return Messages{}; });
  const auto at = *net::SocketAddress::parse_ip("127.0.0.1", server.port());
  for (const std::string& name : {std::string(), std::string("a..b"), std::string(300, 'a'), std::string("a\0b", 3)}) {
    const DnsReply reply = ask_nameserver(at, name, "A", 1, Scope{});
    BOOST_TEST((reply.outcome == Outcome::cut));
    BOOST_TEST(reply.trouble == "this cannot be a name");
  }
  BOOST_TEST(ask_nameserver(at, "a.example", "WHAT\x1b", 1, Scope{}).trouble == "there is no such type of record");
  BOOST_TEST(server.asked().empty());
}

BOOST_AUTO_TEST_CASE(names_of_the_caller_are_clean_too) {
  const DnsResponder server([](const DnsAsked& asked) { return Messages{reply_to(asked.query, 0x8183)}; });
  const DnsReply reply = ask(server.port(), "\x1b[2J.example");
  BOOST_TEST(reply.rcode == "NXDOMAIN");
  BOOST_TEST(reply.name == "\\x1B[2J.example");
  BOOST_TEST(reply.chain.at(0) == "\\027[2J.example");
}

BOOST_AUTO_TEST_CASE(many_questions_end_together) {
  const DnsResponder server([](const DnsAsked&) { return Messages{}; });
  const auto at = *net::SocketAddress::parse_ip("127.0.0.1", server.port());
  const auto begun = Clock::now();
  std::stop_source source;
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(50));
    source.request_stop();
  });
  const DnsAnswers answers =
      ask_nameservers({at, at, at}, "a.example", 1, Scope{Deadline::never(), source.get_token()});
  stopper.join();
  BOOST_TEST((Clock::now() - begun < milliseconds(900)));
  BOOST_REQUIRE(answers.replies.size() == 6U);
  for (const auto& each : answers.replies) BOOST_TEST((each.outcome == Outcome::cut));
  BOOST_TEST(ask_nameservers({}, "a.example", 1, Scope{}).replies.empty());
}

BOOST_AUTO_TEST_SUITE_END()
