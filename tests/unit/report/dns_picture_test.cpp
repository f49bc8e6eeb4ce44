#include "report/dns_picture.hpp"

#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

std::string drawn(std::string evidence, Profile profile = Profile::in_vnet) {
  Report report;
  report.profile = profile;
  report.checks.push_back(catalog::pass("dns.resolves", "", std::move(evidence)));
  return report::dns_picture(report);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_picture)

BOOST_AUTO_TEST_CASE(without_evidence_there_is_no_picture) {
  BOOST_TEST(report::dns_picture({}).empty());
  BOOST_TEST(report::dns_picture(reports::wrong_vantage()).empty());
}

BOOST_AUTO_TEST_CASE(a_healthy_name_leads_to_its_address) {
  const auto picture = report::dns_picture(reports::healthy());
  BOOST_TEST(count(picture, "<svg") == 1);
  BOOST_TEST(has(picture, ">10.0.0.10:53</text>"));
  BOOST_TEST(has(picture, ">udp · 1.9 ms</text>"));
  BOOST_TEST(has(picture, ">carto-atg.example.com</text>"));
  BOOST_TEST(has(picture, ">A · TTL 5 min · ✓ private · ✓ expected</text>"));
  BOOST_TEST(has(picture, "<desc>carto-atg.example.com → 10.20.0.4 (A · TTL 5 min · ✓ private · ✓ expected)</desc>"));
  BOOST_TEST(count(picture, "class=\"box pass\"") == 1);
  BOOST_TEST(has(picture, "Programs on this machine get the same."));
}

BOOST_AUTO_TEST_CASE(each_nameserver_and_this_machine_stand_side_by_side) {
  const auto picture = report::dns_picture(reports::several_ways());
  BOOST_TEST(count(picture, "<svg") == 3);
  BOOST_TEST(picture.find("this machine&#39;s hosts file") < picture.find("10.0.0.10:53"));
  BOOST_TEST(has(picture, ">CNAME · TTL 1 h</text>"));
  BOOST_TEST(has(picture, "✗ public · ✗ not expected"));
  BOOST_TEST(has(picture, "✗ not expected"));
  BOOST_TEST(has(picture, "✗ silent: no answer within 3 s (2"));
  BOOST_TEST(has(picture, "! AAAA: SERVFAIL"));
  BOOST_TEST(has(picture, "the nameservers say something else."));
  // A long name is shortened in the middle, and told whole.
  BOOST_TEST(has(picture,
                 ">internal-load-b…ope.example.net<title>internal-load-balancer-of-the-gateway.westeurope."
                 "example.net</title></text>"),
             picture);
}

BOOST_AUTO_TEST_CASE(the_failure_stands_where_the_chain_ends) {
  const auto picture = report::dns_picture(reports::dns_failure());
  BOOST_TEST(count(picture, "<svg") == 1);
  BOOST_TEST(has(picture, ">✗ NXDOMAIN: there is no such name,</text>"), picture);
  BOOST_TEST(has(picture, ">says the zone example.com</text>"));
  BOOST_TEST(has(picture, "Programs on this machine get no address either."));
}

BOOST_AUTO_TEST_CASE(a_public_address_is_wrong_only_where_a_private_one_is_needed) {
  const std::string evidence =
      R"({"nameservers":[{"server":"s","name":"n","type":"A","outcome":"answered","rcode":"NOERROR","addresses":)"
      R"(["203.0.113.7"]}],"addresses":[{"address":"203.0.113.7","kind":"public"}]})";
  BOOST_TEST(has(drawn(evidence), ">A · ✗ public</text>"));
  BOOST_TEST(has(drawn(evidence, Profile::databricks_ncc), "box fail"));
  for (const auto profile : {Profile::gateway_egress, Profile::local}) {
    BOOST_TEST(has(drawn(evidence, profile), ">A · public</text>"));
    BOOST_TEST(!has(drawn(evidence, profile), "box fail"));
  }
}

BOOST_AUTO_TEST_CASE(pictures_are_bounded) {
  std::string addresses, servers, chain;
  for (int i = 0; i < 40; ++i) {
    const auto number = std::to_string(i);
    addresses += ",\"10.0.0." + number + "\"";
    chain += ",\"name" + number + ".example\"";
    servers += R"(,{"server":")" + number + R"(","outcome":"timed-out"})";
  }
  const auto long_chain =
      drawn(R"({"nameservers":[{"server":"s","outcome":"answered","rcode":"NOERROR","addresses":[)" +
            addresses.substr(1) + R"(],"chain":[)" + chain.substr(1) + "]}]}");
  BOOST_TEST(count(long_chain, "<rect") == 4 + 6);  // names and addresses
  BOOST_TEST(has(long_chain, ">and 13 more</text>"), long_chain);
  BOOST_TEST(has(long_chain, ">and 34 more</text>"));
  BOOST_TEST(has(long_chain, ">name16.example</text>"));
  const auto many = drawn(R"({"nameservers":[)" + servers.substr(1) + "]}");
  BOOST_TEST(count(many, "<svg") == 4);
  BOOST_TEST(has(many, "And 36 nameservers more"));
}

BOOST_AUTO_TEST_SUITE_END()
