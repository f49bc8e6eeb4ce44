// What we read from an authoritative server that many zones are served with.
#include "probe/dns.hpp"

#include "support/dns_servers.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using test_support::Knot;

namespace {

constexpr const char* head = "@ 300 SOA ns.example.test. admin.example.test. 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n";

std::string zone_text() {
  std::string text = std::string("$TTL 60\n") + head +
                     "one A 10.1.2.3\n"
                     "six AAAA 2001:db8::7\n"
                     "text TXT \"hello \\\"you\\\" \\\\ \\007\"\n"
                     "alias CNAME one\nalias2 CNAME alias\nout CNAME gone.example.org.\nbroken CNAME nothing\n"
                     "loop-a CNAME loop-b\nloop-b CNAME loop-a\n"
                     "*.wild A 10.9.9.9\n"
                     "mx MX 10 one\nsrv SRV 1 2 443 one\n"
                     "below NS ns.below\nns.below A 192.0.2.54\n"
                     "over CNAME target.second.test.\n";
  for (int i = 0; i < 1000; ++i)
    text += "many A 10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250) + "\n";
  for (int i = 0; i < 60; ++i) text += "long TXT \"" + std::to_string(i) + std::string(240, 'x') + "\"\n";
  text += "huge TXT";
  for (int i = 0; i < 200; ++i) text += " \"" + std::string(255, 'y') + "\"";
  text += "\nchain0 A 10.3.3.3\n";
  for (int i = 1; i <= 20; ++i) text += "chain" + std::to_string(i) + " CNAME chain" + std::to_string(i - 1) + "\n";
  return text;
}

const Knot& knot() {
  static const Knot server(
      {{"example.test.", zone_text()}, {"second.test.", std::string("$TTL 60\n") + head + "target A 10.4.4.4\n"}});
  return server;
}

DnsReply ask(const std::string& name, std::string_view type = "A", unsigned samples = 1) {
  const auto server = net::SocketAddress::parse_ip("127.0.0.1", knot().port());
  return ask_nameserver(*server, name, type, samples, Scope{Deadline::after(milliseconds(20000)), {}});
}

using Texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_against_knot, *boost::unit_test::precondition(test_support::has_dns_server<Knot>))

BOOST_AUTO_TEST_CASE(an_address_with_all_that_belongs_to_it) {
  const DnsReply reply = ask("One.Example.TEST.", "a", 3);
  BOOST_TEST((reply.outcome == DnsReply::Outcome::answered));
  BOOST_TEST(reply.server == "127.0.0.1:" + std::to_string(knot().port()));
  BOOST_TEST(reply.type == "A");
  BOOST_TEST(reply.transport == "udp");
  BOOST_TEST(reply.rcode == "NOERROR");
  BOOST_TEST(reply.authoritative);
  BOOST_TEST(!reply.recursion_available);
  BOOST_TEST(!reply.truncated);
  BOOST_TEST(reply.edns);
  BOOST_REQUIRE(reply.answers.size() == 1U);
  BOOST_TEST(reply.answers[0].name == "One.Example.TEST");
  BOOST_TEST(reply.answers[0].type == "A");
  BOOST_TEST(reply.answers[0].ttl == 60U);
  BOOST_TEST(reply.answers[0].data == "10.1.2.3");
  BOOST_TEST(reply.addresses == Texts{"10.1.2.3"}, boost::test_tools::per_element());
  BOOST_TEST(reply.chain.size() == 1U);
  BOOST_TEST(reply.times_us.size() == 3U);
  BOOST_TEST(std::all_of(reply.times_us.begin(), reply.times_us.end(), [](auto us) { return us > 0; }));
  BOOST_TEST(reply.tries == 1U);
  BOOST_TEST(reply.trouble.empty());
}

BOOST_AUTO_TEST_CASE(other_types) {
  BOOST_TEST(ask("six.example.test", "AAAA").addresses == Texts{"2001:db8::7"}, boost::test_tools::per_element());
  BOOST_TEST(ask("text.example.test", "TXT").answers.at(0).data == R"("hello \"you\" \\ \007")");
  BOOST_TEST(ask("mx.example.test", "MX").answers.at(0).data == "10 one.example.test");
  BOOST_TEST(ask("srv.example.test", "SRV").answers.at(0).data == "1 2 443 one.example.test");
  BOOST_TEST(ask("example.test", "SOA").answers.at(0).data == "ns.example.test admin.example.test 1 2 3 4 5");
  BOOST_TEST(ask("example.test", "NS").answers.at(0).data == "ns.example.test");
  const DnsReply alias = ask("alias.example.test", "CNAME");
  BOOST_TEST(alias.answers.at(0).data == "one.example.test");
  BOOST_TEST(alias.answers.size() == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_there_in_its_two_forms) {
  const DnsReply missing = ask("missing.example.test");
  BOOST_TEST(missing.rcode == "NXDOMAIN");
  BOOST_TEST(missing.soa_zone == "example.test");
  const DnsReply empty = ask("one.example.test", "AAAA");
  BOOST_TEST(empty.rcode == "NOERROR");
  BOOST_TEST(empty.address_count == 0U);
  BOOST_TEST(empty.soa_zone == "example.test");
  BOOST_TEST(ask("elsewhere.example.org").rcode == "REFUSED");
}

BOOST_AUTO_TEST_CASE(a_chain_with_its_end) {
  const DnsReply reply = ask("alias2.example.test");
  BOOST_TEST(reply.chain == (Texts{"alias2.example.test", "alias.example.test", "one.example.test"}),
             boost::test_tools::per_element());
  BOOST_TEST(reply.addresses == Texts{"10.1.2.3"}, boost::test_tools::per_element());
  BOOST_TEST(!reply.chain_loops);
  BOOST_TEST(reply.chain_trouble.empty());
}

BOOST_AUTO_TEST_CASE(a_chain_into_another_zone) {
  const DnsReply reply = ask("over.example.test");
  BOOST_TEST(reply.chain == (Texts{"over.example.test", "target.second.test"}), boost::test_tools::per_element());
  BOOST_TEST(reply.addresses == Texts{"10.4.4.4"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_chain_whose_end_is_somebody_elses) {
  const DnsReply reply = ask("out.example.test");
  BOOST_TEST(reply.rcode == "NOERROR");
  BOOST_TEST(reply.chain == (Texts{"out.example.test", "gone.example.org"}), boost::test_tools::per_element());
  BOOST_TEST(reply.address_count == 0U);
  BOOST_TEST(reply.chain_trouble == "asked for gone.example.org: REFUSED");
}

BOOST_AUTO_TEST_CASE(a_chain_into_nothing) {
  const DnsReply reply = ask("broken.example.test");
  BOOST_TEST(reply.rcode == "NXDOMAIN");
  BOOST_TEST(reply.chain == (Texts{"broken.example.test", "nothing.example.test"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_chain_in_a_circle) {
  const DnsReply reply = ask("loop-a.example.test");
  BOOST_TEST(reply.chain_loops);
  BOOST_TEST(reply.chain == (Texts{"loop-a.example.test", "loop-b.example.test"}), boost::test_tools::per_element());
  BOOST_TEST(reply.address_count == 0U);
}

BOOST_AUTO_TEST_CASE(a_chain_that_is_too_long) {
  const DnsReply just = ask("chain16.example.test");
  BOOST_TEST(just.addresses == Texts{"10.3.3.3"}, boost::test_tools::per_element());
  BOOST_TEST(just.chain.size() == 17U);
  const DnsReply beyond = ask("chain20.example.test");
  BOOST_TEST(beyond.chain.size() == 17U);
  BOOST_TEST(beyond.address_count == 0U);
  BOOST_TEST(beyond.chain_trouble == "more than 16 aliases in a row");
}

BOOST_AUTO_TEST_CASE(a_wildcard_answers_for_all) {
  BOOST_TEST(ask("a.b.wild.example.test").addresses == Texts{"10.9.9.9"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_delegation_is_no_answer) {
  const DnsReply reply = ask("host.below.example.test");
  BOOST_TEST(reply.rcode == "NOERROR");
  BOOST_TEST(reply.referral_zone == "below.example.test");
  BOOST_TEST(reply.soa_zone.empty());
  BOOST_TEST(!reply.authoritative);
  BOOST_TEST(reply.address_count == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_too_large_comes_over_tcp) {
  const DnsReply many = ask("many.example.test", "A", 2);
  BOOST_TEST(many.transport == "tcp");
  BOOST_TEST(!many.truncated);
  BOOST_TEST(many.answer_count == 1000U);
  BOOST_TEST(many.address_count == 1000U);
  BOOST_TEST(many.answers.size() == 64U);
  BOOST_TEST(many.addresses.size() == 64U);
  BOOST_TEST(many.times_us.size() == 2U);
  const DnsReply texts = ask("long.example.test", "TXT");
  BOOST_TEST(texts.answer_count == 60U);
  BOOST_TEST(texts.transport == "tcp");
  const DnsReply huge = ask("huge.example.test", "TXT");
  BOOST_REQUIRE(huge.answers.size() == 1U);
  BOOST_TEST(huge.answers[0].data.size() <= 1024U);
  BOOST_TEST(huge.answers[0].data.ends_with("…"));
}

BOOST_AUTO_TEST_CASE(all_servers_at_once_in_their_order) {
  const auto good = *net::SocketAddress::parse_ip("127.0.0.1", knot().port());
  const auto dead = *net::SocketAddress::parse_ip("127.0.0.1", test_support::free_dns_port());
  const DnsAnswers answers = ask_nameservers({dead, good}, "one.example.test", 2, Scope{});
  BOOST_REQUIRE(answers.replies.size() == 4U);
  BOOST_TEST((answers.replies[0].outcome == DnsReply::Outcome::refused));
  BOOST_TEST((answers.replies[1].outcome == DnsReply::Outcome::refused));
  BOOST_TEST(answers.replies[2].addresses == Texts{"10.1.2.3"}, boost::test_tools::per_element());
  BOOST_TEST(answers.replies[2].type == "A");
  BOOST_TEST(answers.replies[3].type == "AAAA");
  BOOST_TEST(answers.replies[3].rcode == "NOERROR");
  BOOST_TEST(answers.duration_us > 0);
  const std::vector<net::SocketAddress> crowd(40, good);
  const DnsAnswers all = ask_nameservers(crowd, "one.example.test", 1, Scope{});
  BOOST_REQUIRE(all.replies.size() == 32U);
  for (const auto& each : all.replies) BOOST_TEST(each.rcode == "NOERROR");
}

BOOST_AUTO_TEST_SUITE_END()
