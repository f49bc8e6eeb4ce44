#include "snapshot/privatelink_security.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace atgateway;
using namespace atgateway::snapshot;

namespace atgateway::snapshot {
static std::ostream& operator<<(std::ostream& out, Tri tri) {
  return out << (tri == Tri::yes ? "yes" : tri == Tri::no ? "no" : "maybe");
}
}  // namespace atgateway::snapshot

namespace {

struct Case {
  const char* what;
  std::string rules;  // beside the three that every group has
  Tri caller, probe;
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.what; }

std::string rule(int priority, const std::string& access, const std::string& more) {
  return R"({"name": "r)" + std::to_string(priority) + R"(", "direction": "Inbound", "priority": )" +
         std::to_string(priority) + R"(, "access": ")" + access + R"(", "protocol": "*", )" + more + "}";
}

const std::string anywhere =
    R"("sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*")";
std::string from(const std::string& source) {
  return R"("sourceAddressPrefix": ")" + source + R"(", "destinationAddressPrefix": "*", "destinationPortRange": "*")";
}
std::string to(const std::string& destination, const std::string& port) {
  return R"("sourceAddressPrefix": "*", "destinationAddressPrefix": ")" + destination +
         R"(", "destinationPortRange": ")" + port + "\"";
}

// A caller 10.1.2.3 comes to 10.9.0.4 or 10.9.0.5, port 443; a probe to the same.
const std::vector<Case> table{
    {"the defaults", "", Tri::yes, Tri::yes},
    {"all denied", rule(4096, "Deny", anywhere), Tri::no, Tri::no},
    {"the smaller number wins", rule(200, "Deny", anywhere) + ", " + rule(100, "Allow", anywhere), Tri::yes, Tri::yes},
    {"whatever the order", rule(100, "Allow", anywhere) + ", " + rule(200, "Deny", anywhere), Tri::yes, Tri::yes},
    {"outbound does not matter",
     R"({"name": "out", "direction": "Outbound", "priority": 100, "access": "Deny", "protocol": "*", )" + anywhere +
         "}",
     Tri::yes, Tri::yes},
    {"another source", rule(100, "Deny", from("10.2.0.0/16")), Tri::yes, Tri::yes},
    {"this source", rule(100, "Deny", from("10.1.0.0/16")), Tri::no, Tri::yes},
    {"one of several sources",
     rule(
         100, "Deny",
         R"("sourceAddressPrefix": "", "sourceAddressPrefixes": ["10.2.0.0/16", "10.1.2.3"], "destinationAddressPrefix": "*", "destinationPortRange": "*")"),
     Tri::no, Tri::yes},
    {"the Internet", rule(100, "Deny", from("Internet")), Tri::yes, Tri::yes},
    {"the virtual network", rule(100, "Deny", from("VirtualNetwork")), Tri::no, Tri::maybe},
    {"probes by their tag", rule(100, "Deny", from("AzureLoadBalancer")), Tri::yes, Tri::no},
    {"probes by their address", rule(100, "Deny", from("168.63.129.16/32")), Tri::yes, Tri::no},
    {"another tag", rule(100, "Deny", from("AzureCloud")), Tri::yes, Tri::maybe},
    {"another port", rule(100, "Deny", to("*", "80")), Tri::yes, Tri::yes},
    {"the port in a range", rule(100, "Deny", to("*", "400-500")), Tri::no, Tri::no},
    {"the port in a list",
     rule(100, "Deny",
          R"("sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRanges": ["80", "443"])"),
     Tri::no, Tri::no},
    {"one of the destinations", rule(100, "Deny", to("10.9.0.4", "443")), Tri::maybe, Tri::maybe},
    {"all of the destinations", rule(100, "Deny", to("10.9.0.0/24", "443")), Tri::no, Tri::no},
    {"machines that nobody knows",
     rule(
         100, "Deny",
         R"("sourceApplicationSecurityGroups": [{"id": "x"}], "destinationAddressPrefix": "*", "destinationPortRange": "*")"),
     Tri::maybe, Tri::maybe},
    {"what is not known allows as well as what follows",
     rule(
         100, "Allow",
         R"("sourceApplicationSecurityGroups": [{"id": "x"}], "destinationAddressPrefix": "*", "destinationPortRange": "*")"),
     Tri::yes, Tri::yes},
    {"under properties, as REST has it",
     R"({"name": "rest", "properties": {"direction": "Inbound", "priority": 100, "access": "Deny", "protocol": "TCP", )" +
         anywhere + "}}",
     Tri::no, Tri::no},
};

Tri judged(const std::string& rules, std::string_view source) {
  std::string text = "{\"securityRules\": [" + rules + "], \"defaultSecurityRules\": [";
  text +=
      rule(
          65000, "Allow",
          R"("sourceAddressPrefix": "VirtualNetwork", "destinationAddressPrefix": "VirtualNetwork", "destinationPortRange": "*")") +
      ", ";
  text += rule(65001, "Allow", from("AzureLoadBalancer")) + ", " + rule(65500, "Deny", anywhere) + "]}";
  const auto document = json::Document::parse(text);
  BOOST_REQUIRE_MESSAGE(document.ok(), text);
  return judge_packet(document->root(), {source, {"10.9.0.4", "10.9.0.5"}, {443}}).allowed;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(privatelink_security)

BOOST_DATA_TEST_CASE(the_first_rule_that_fits_decides, boost::unit_test::data::make(table)) {
  BOOST_TEST(judged(sample.rules, "10.1.2.3") == sample.caller);
  BOOST_TEST(judged(sample.rules, "") == sample.probe);
}

BOOST_AUTO_TEST_SUITE_END()
