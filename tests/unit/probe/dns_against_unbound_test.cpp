// What we read from a resolver: refusals, blocks, failures with their reason.
#include "probe/dns.hpp"

#include "support/dns_servers.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using namespace test_support;
using Texts = std::vector<std::string>;

namespace {

/// A resolver in front of an authority that serves two zones, one of which ought to be signed.
struct Resolving {
  Resolving() {
    const std::string head = "$TTL 60\n@ SOA ns.real.test. admin.real.test. 1 2 3 4 5\n@ NS ns.real.test.\n";
    knot = std::make_unique<Knot>(std::vector<Knot::Zone>{
        {"real.test.", head + "ns A 127.0.0.1\none A 10.1.2.3\nalias CNAME one\nabroad CNAME far.other.test.\n"},
        {"other.test.", head + "far A 10.4.4.4\n"},
        {"bogus.test.", head + "one A 10.6.6.6\n"}});
    std::string stubs;
    for (const char* zone : {"real.test.", "other.test.", "bogus.test."}) {
      stubs += std::string("stub-zone:\n  name: ") + zone + "\n  stub-addr: 127.0.0.1@" + std::to_string(knot->port()) +
               "\n  stub-no-cache: yes\n";
    }
    unbound = std::make_unique<Unbound>(
        "  module-config: \"validator iterator\"\n"
        "  trust-anchor: \"bogus.test. DS 4711 8 2 " +
            std::string(64, 'A') +
            "\"\n"
            "  domain-insecure: real.test\n  domain-insecure: other.test\n"
            "  local-zone: test. nodefault\n  local-zone: refused.test. always_refuse\n  local-zone: blocked.test. "
            "always_nxdomain\n"
            "  local-zone: answered.test. redirect\n  local-data: \"answered.test. A 10.5.5.5\"\n",
        stubs);
  }
  std::unique_ptr<Knot> knot;
  std::unique_ptr<Unbound> unbound;
};

DnsReply ask(const std::string& name, std::string_view type = "A") {
  static const Resolving house;
  const auto at = net::SocketAddress::parse_ip("127.0.0.1", house.unbound->port());
  return ask_nameserver(*at, name, type, 1, Scope{});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_against_unbound, *boost::unit_test::precondition(has_dns_server<Unbound>) *
                                               boost::unit_test::precondition(has_dns_server<Knot>))

BOOST_AUTO_TEST_CASE(a_resolver_gives_whole_chains_without_authority) {
  const DnsReply reply = ask("abroad.real.test");
  BOOST_TEST(reply.rcode == "NOERROR");
  BOOST_TEST(reply.recursion_available);
  BOOST_TEST(!reply.authoritative);
  BOOST_TEST(reply.edns);
  BOOST_TEST(reply.chain == (Texts{"abroad.real.test", "far.other.test"}), boost::test_tools::per_element());
  BOOST_TEST(reply.addresses == Texts{"10.4.4.4"}, boost::test_tools::per_element());
  BOOST_TEST(ask("alias.real.test", "AAAA").chain.size() == 2U);
  BOOST_TEST(ask("missing.real.test").rcode == "NXDOMAIN");
}

BOOST_AUTO_TEST_CASE(a_failure_has_its_reason) {
  const DnsReply reply = ask("one.bogus.test");
  BOOST_TEST((reply.outcome == DnsReply::Outcome::answered));
  BOOST_TEST(reply.rcode == "SERVFAIL");
  BOOST_REQUIRE(reply.extended.size() >= 1U);
  BOOST_TEST(reply.extended[0].name == "DNSKEY Missing");
  BOOST_TEST(reply.address_count == 0U);
}

BOOST_AUTO_TEST_CASE(policies_are_told_apart) {
  BOOST_TEST(ask("x.refused.test").rcode == "REFUSED");
  BOOST_TEST(ask("x.blocked.test").rcode == "NXDOMAIN");
  BOOST_TEST(ask("anything.answered.test").addresses == Texts{"10.5.5.5"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
