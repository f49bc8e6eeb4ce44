#include "json/document.hpp"
#include "support/dns_responder.hpp"

#include <boost/test/unit_test.hpp>

#include <atgateway/probe.hpp>

#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::test_support;

BOOST_AUTO_TEST_SUITE(single_dns)

BOOST_AUTO_TEST_CASE(a_nameserver_is_asked_directly) {
  const DnsResponder server([](const DnsAsked& asked) {
    return std::vector<DnsText>{reply_to(asked.query, 0x8580, {{a_record(question_name, 60, {10, 1, 2, 3})}, {}, {}})};
  });
  const auto evidence = resolve("a.example", "127.0.0.1:" + std::to_string(server.port()), "a");
  BOOST_REQUIRE(evidence.ok());
  BOOST_TEST(json::Document::parse(*evidence).ok());
  BOOST_TEST(evidence->starts_with(R"({"nameservers":[{"server":"127.0.0.1:)"));
  BOOST_TEST(evidence->find(R"("addresses":["10.1.2.3"])") != std::string::npos);
  BOOST_TEST(server.asked().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_system_is_asked_for_a_family) {
  const auto literal = resolve("127.0.0.1");
  BOOST_REQUIRE(literal.ok());
  BOOST_TEST(literal->starts_with(
      R"({"system":{"name":"127.0.0.1","finished":true,"literal":true,"addresses":["127.0.0.1"])"));
  const auto other = resolve("127.0.0.1", "", "AAAA");
  BOOST_REQUIRE(other.ok());
  BOOST_TEST(other->find(R"("addresses":[],"failure":"the name has IPv4 addresses only")") != std::string::npos);
  BOOST_TEST(resolve("localhost").value().find("127.0.0.1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_sick_network_is_in_the_evidence) {
  const DnsResponder server([](const DnsAsked&) { return std::vector<DnsText>{}; });
  const auto evidence = resolve("a.example", "127.0.0.1:" + std::to_string(server.port()), "TXT",
                                Scope{Deadline::after(milliseconds(50)), {}});
  BOOST_REQUIRE(evidence.ok());
  BOOST_TEST(evidence->find(R"("outcome":"cut")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_an_error) {
  struct Row {
    std::string name, server, type, field;
  };
  const Row rows[] = {{"a.example", "", "MX", "/type"},
                      {"a.example", "127.0.0.1", "ANY", "/type"},
                      {"a.example", "127.0.0.1", "OPT", "/type"},
                      {"a.example", "127.0.0.1", "", "/type"},
                      {"a.example", "dns.example", "A", "/nameserver"},
                      {"a.example", "127.0.0.1:0", "A", "/nameserver"},
                      {"a.example", "127.0.0.1:99999", "A", "/nameserver"},
                      {"a.example", "[127.0.0.1", "A", "/nameserver"},
                      {"", "", "A", "/name"},
                      {"a..example", "", "A", "/name"},
                      {"a b.example", "", "A", "/name"},
                      {"ñandú.example", "", "A", "/name"},
                      {std::string("a\0b", 3), "", "A", "/name"},
                      {std::string(300, 'a'), "127.0.0.1", "A", "/name"}};
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name << " " << row.server << " " << row.type) {
      const auto evidence = resolve(row.name, row.server, row.type);
      BOOST_REQUIRE(!evidence.ok());
      BOOST_TEST((evidence.error().code() == Errc::bad_target));
      BOOST_TEST(evidence.error().field() == row.field);
      BOOST_TEST(!evidence.error().hint().empty());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
