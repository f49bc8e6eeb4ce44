// Two nameservers that do not agree: split horizon, as it is met in the field.
#include "probe/dns.hpp"

#include "support/dns_servers.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using test_support::Dnsmasq;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(dns_against_dnsmasq, *boost::unit_test::precondition(test_support::has_dns_server<Dnsmasq>))

BOOST_AUTO_TEST_CASE(each_server_has_its_own_say) {
  const Dnsmasq inside({"--local-ttl=77", "--cname=alias.example.com,atg.example.com"},
                       "10.1.2.3 atg.example.com\n2001:db8::7 atg.example.com\n");
  const Dnsmasq outside({"--address=/example.com/203.0.113.9"});
  const std::vector servers = {*net::SocketAddress::parse_ip("127.0.0.1", inside.port()),
                               *net::SocketAddress::parse_ip("127.0.0.1", outside.port())};
  const DnsAnswers answers = ask_nameservers(servers, "atg.example.com", 1, Scope{});
  BOOST_REQUIRE(answers.replies.size() == 4U);
  BOOST_TEST(answers.replies[0].addresses == Texts{"10.1.2.3"}, boost::test_tools::per_element());
  BOOST_TEST(answers.replies[0].answers.at(0).ttl == 77U);
  BOOST_TEST(answers.replies[1].addresses == Texts{"2001:db8::7"}, boost::test_tools::per_element());
  BOOST_TEST(answers.replies[2].addresses == Texts{"203.0.113.9"}, boost::test_tools::per_element());
  BOOST_TEST(answers.replies[3].address_count == 0U);
  BOOST_TEST(answers.replies[0].server != answers.replies[2].server);
  const DnsReply alias = ask_nameserver(servers[0], "alias.example.com", "A", 1, Scope{});
  BOOST_TEST(alias.chain == (Texts{"alias.example.com", "atg.example.com"}), boost::test_tools::per_element());
  BOOST_TEST(alias.addresses == Texts{"10.1.2.3"}, boost::test_tools::per_element());
  // Without anybody to ask, it refuses what it does not know.
  BOOST_TEST(ask_nameserver(servers[0], "elsewhere.example.org", "A", 1, Scope{}).rcode == "REFUSED");
}

BOOST_AUTO_TEST_SUITE_END()
