#include "snapshot/kubernetes_events.hpp"

#include "snapshot/lookup.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace atgateway;
using namespace atgateway::snapshot;

namespace {

struct Told {
  std::string reason, time, uid = "1", name = "atgateway";
};

// What the events make of Service carto/atgateway with uid 1.
Sync sync_of(const std::vector<Told>& events, std::vector<Directory>& kept) {
  std::string text;
  for (const auto& event : events) {
    text += text.empty() ? "" : ", ";
    text += R"({"reason": ")" + event.reason + R"(", "message": "it failed", )" + event.time +
            R"(, "involvedObject": {"kind": "Service", "namespace": "carto", "name": ")" + event.name +
            R"(", "uid": ")" + event.uid + R"("}})";
  }
  kept.push_back(Directory::from_texts(
      {{"kube-events.json", "{\"items\": [" + text + "]}"},
       {"kube-services.json",
        R"({"items": [{"metadata": {"namespace": "carto", "name": "atgateway", "uid": "1"}}]})"}}));
  return last_sync(kept.back(), list_of(*kept.back().find("kube-services.json")).value().at(0));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kubernetes_events)

BOOST_AUTO_TEST_CASE(the_last_word_counts) {
  const std::string
      early = R"("lastTimestamp": "2026-03-02T08:00:00Z")",
      late = R"("lastTimestamp": "2026-03-02T09:00:00+01:30")",
      series =
          R"("eventTime": "2026-03-02T07:00:00.000001Z", "series": {"lastObservedTime": "2026-03-02T10:00:00.5Z"})";
  // 09:00 at +01:30 is 07:30, before 08:00.
  const std::vector<std::pair<std::vector<Told>, std::pair<bool, bool>>> table{
      {{}, {false, false}},
      {{{"EnsuringLoadBalancer", early}}, {false, false}},
      {{{"EnsuredLoadBalancer", early}}, {true, false}},
      {{{"SyncLoadBalancerFailed", early}}, {true, true}},
      {{{"SyncLoadBalancerFailed", early}, {"EnsuredLoadBalancer", late}}, {true, true}},
      {{{"EnsuredLoadBalancer", early}, {"SyncLoadBalancerFailed", late}}, {true, false}},
      {{{"EnsuredLoadBalancer", early}, {"SyncLoadBalancerFailed", series}}, {true, true}},
      {{{"SyncLoadBalancerFailed", series}, {"EnsuredLoadBalancer", early}}, {true, true}},
      {{{"SyncLoadBalancerFailed", early, "2"}}, {false, false}},
      {{{"SyncLoadBalancerFailed", early, "1", "maps"}}, {false, false}},
      {{{"SyncLoadBalancerFailed", early, ""}}, {true, true}},
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    std::vector<Directory> kept;
    const auto sync = sync_of(table[i].first, kept);
    BOOST_TEST(sync.known == table[i].second.first, i);
    BOOST_TEST(sync.failed == table[i].second.second, i);
  }
}

BOOST_AUTO_TEST_CASE(messages_name_their_check) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"reconcilePrivateLinkService for service(carto/atgateway) failed: LB frontend(/x) already has unmanaged private "
       "link service(/y)",
       "pls.managed"},
      {"failed: LB frontend(/x) already has existing private link service(pls-a) owned by service(maps/tiles)",
       "pls.name-unique"},
      {"getPrivateLinkServiceName(carto/atgateway) failed: cannot change existing private link service name (a) to (b)",
       "pls.name-unchanged"},
      {"checkAndUpdatePLSIPConfigs: failed to get private link service subnet(snet) for service(carto/atgateway)",
       "pls.nat-subnet"},
      {"Code=\"LinkedAuthorizationFailed\" … Microsoft.Network/virtualNetworks/subnets/join/action",
       "pls.subnet-rights"},
      {"AuthorizationFailed … Microsoft.Network/virtualNetworks/subnets/read", "pls.subnet-rights"},
      {"PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled", "pls.subnet-policies"},
      {"service requiring private link service must be internal or disable floating ip", "k8s.internal-load-balancer"},
      {"IPv6 is not supported for private link service", "k8s.single-stack-ipv4"},
      {"error parsing value: maximum number of private link service ipConfig is 8, 9 provided", "pls.ip-configuration"},
      {"getPLSStaticIPs: fd00::1 is not", "pls.ip-configuration"},
      {"failed to parse annotation service.beta.kubernetes.io/azure-load-balancer-health-probe-interval",
       "k8s.annotation-values"},
      {"AuthorizationFailed … Microsoft.Network/publicIPAddresses/read", ""},
      {"Code=\"ReferencedResourceNotProvisioned\"", ""},
      {"", ""},
  };
  for (const auto& [message, id] : table) BOOST_TEST(cause_of(message) == id, message);
}

BOOST_AUTO_TEST_SUITE_END()
