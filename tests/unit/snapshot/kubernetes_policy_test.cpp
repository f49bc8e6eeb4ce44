#include "snapshot/kubernetes_policy.hpp"

#include "snapshot/lookup.hpp"

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

json::Document parsed(std::string text) {
  auto document = json::Document::parse(std::move(text));
  BOOST_REQUIRE_MESSAGE(document.ok(), "not JSON");
  return std::move(*document);
}

constexpr const char* own_pod = R"({"metadata": {"namespace": "carto", "labels": {"app": "gateway", "tier": "edge"}},
  "spec": {"containers": [{"ports": [{"name": "https", "containerPort": 8443}]}]}})";
constexpr const char* other_pod = R"({"metadata": {"namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}},
  "spec": {"containers": [{"ports": [{"name": "dns", "containerPort": 53}]}]}})";
constexpr const char* namespace_labels = R"({"kubernetes.io/metadata.name": "kube-system"})";

struct Case {
  const char* what;
  std::string spec;  // of one policy of the namespace
  Tri expected;
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.what; }

Ruling ruled(const std::string& policies, const Connection& connection, bool nodes_by_block = true) {
  const auto document = parsed(policies);
  return judge_connection(list_of(document.root()).value(), connection, nodes_by_block);
}

std::string policy(const std::string& spec, const std::string& space = "carto") {
  return R"([{"metadata": {"name": "p", "namespace": ")" + space + R"("}, "spec": )" + spec + "}]";
}

// From 10.1.2.3 to the pod's port 8443.
const std::vector<Case> coming_in{
    {"another pod's policy", R"({"podSelector": {"matchLabels": {"app": "maps"}}, "ingress": []})", Tri::yes},
    {"all is denied", R"({"podSelector": {}, "policyTypes": ["Ingress"]})", Tri::no},
    {"egress alone is limited", R"({"podSelector": {}, "policyTypes": ["Egress"]})", Tri::yes},
    {"types not said: ingress is limited", R"({"podSelector": {}})", Tri::no},
    {"types not said, egress rules: ingress too", R"({"podSelector": {}, "egress": [{}]})", Tri::no},
    {"an empty rule lets all in", R"({"podSelector": {}, "ingress": [{}]})", Tri::yes},
    {"an empty from lets all in", R"({"podSelector": {}, "ingress": [{"from": []}]})", Tri::yes},
    {"in the block", R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.1.0.0/16"}}]}]})", Tri::yes},
    {"beside the block", R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.2.0.0/16"}}]}]})",
     Tri::no},
    {"in the exception",
     R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.1.0.0/16", "except": ["10.1.2.0/24"]}}]}]})",
     Tri::no},
    {"beside the exception",
     R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.1.0.0/16", "except": ["10.1.3.0/24"]}}]}]})",
     Tri::yes},
    {"excepted here, let in there",
     R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.1.0.0/16", "except": ["10.1.2.0/24"]}}, {"ipBlock": {"cidr": "10.1.2.3/32"}}]}]})",
     Tri::yes},
    {"an IPv6 block", R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "::/0"}}]}]})", Tri::no},
    {"a block that cannot be read", R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.1"}}]}]})",
     Tri::maybe},
    {"pods of all namespaces", R"({"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {}}]}]})", Tri::no},
    {"the port", R"({"podSelector": {}, "ingress": [{"ports": [{"port": 8443}]}]})", Tri::yes},
    {"the port by name", R"({"podSelector": {}, "ingress": [{"ports": [{"port": "https"}]}]})", Tri::yes},
    {"another name", R"({"podSelector": {}, "ingress": [{"ports": [{"port": "http"}]}]})", Tri::no},
    {"the Service's port is not the pod's", R"({"podSelector": {}, "ingress": [{"ports": [{"port": 443}]}]})", Tri::no},
    {"another protocol", R"({"podSelector": {}, "ingress": [{"ports": [{"port": 8443, "protocol": "UDP"}]}]})",
     Tri::no},
    {"a protocol alone", R"({"podSelector": {}, "ingress": [{"ports": [{"protocol": "TCP"}]}]})", Tri::yes},
    {"the last of a range", R"({"podSelector": {}, "ingress": [{"ports": [{"port": 8000, "endPort": 8443}]}]})",
     Tri::yes},
    {"behind a range", R"({"podSelector": {}, "ingress": [{"ports": [{"port": 8000, "endPort": 8442}]}]})", Tri::no},
    {"source and port in different rules",
     R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.1.2.3/32"}}], "ports": [{"port": 80}]}, {"from": [{"ipBlock": {"cidr": "10.9.0.0/16"}}], "ports": [{"port": 8443}]}]})",
     Tri::no},
};

// To a kube-dns pod, UDP 53.
const std::vector<Case> going_out{
    {"ingress alone is limited", R"({"podSelector": {}, "policyTypes": ["Ingress"]})", Tri::yes},
    {"types not said, no egress rules", R"({"podSelector": {}})", Tri::yes},
    {"types not said, egress rules", R"({"podSelector": {}, "egress": []})", Tri::no},
    {"its namespace",
     R"({"podSelector": {}, "egress": [{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}]}]})",
     Tri::yes},
    {"another namespace",
     R"({"podSelector": {}, "egress": [{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "carto"}}}]}]})",
     Tri::no},
    {"namespace and pod",
     R"({"podSelector": {}, "egress": [{"to": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}]}]})",
     Tri::yes},
    {"namespace and another pod",
     R"({"podSelector": {}, "egress": [{"to": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"k8s-app": "dns"}}}]}]})",
     Tri::no},
    {"a pod is one of the own namespace",
     R"({"podSelector": {}, "egress": [{"to": [{"podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}]}]})",
     Tri::no},
    {"namespace or pod, in two peers",
     R"({"podSelector": {}, "egress": [{"to": [{"namespaceSelector": {}}, {"podSelector": {}}]}]})", Tri::yes},
    {"pods by a block are the engine's affair",
     R"({"podSelector": {}, "egress": [{"to": [{"ipBlock": {"cidr": "10.244.0.0/16"}}]}]})", Tri::maybe},
    {"the port by the other pod's name",
     R"({"podSelector": {}, "egress": [{"ports": [{"port": "dns", "protocol": "UDP"}]}]})", Tri::yes},
    {"TCP is another port", R"({"podSelector": {}, "egress": [{"ports": [{"port": 53}]}]})", Tri::no},
    {"a peer without anything", R"({"podSelector": {}, "egress": [{"to": [{}]}]})", Tri::no},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(kubernetes_policy)

BOOST_DATA_TEST_CASE(what_comes_in, boost::unit_test::data::make(coming_in)) {
  const auto pod = parsed(own_pod);
  Connection connection{Direction::ingress, pod.root(), {}, 8443, "TCP"};
  connection.peer.ip = "10.1.2.3";
  BOOST_TEST(ruled(policy(sample.spec), connection).allowed == sample.expected);
  // A policy of another namespace is about nobody here.
  BOOST_TEST(ruled(policy(sample.spec, "maps"), connection).allowed == Tri::yes);
}

BOOST_DATA_TEST_CASE(what_goes_out, boost::unit_test::data::make(going_out)) {
  const auto pod = parsed(own_pod), other = parsed(other_pod), labels = parsed(namespace_labels);
  Connection connection{Direction::egress, pod.root(), {}, 53, "UDP"};
  connection.peer.namespace_ = "kube-system";
  connection.peer.namespace_labels = labels.root();
  connection.peer.pod = other.root();
  connection.peer.pod_labels = at(other.root(), {"metadata", "labels"});
  BOOST_TEST(ruled(policy(sample.spec), connection).allowed == sample.expected);
}

BOOST_AUTO_TEST_CASE(policies_add_up_and_are_named) {
  const auto pod = parsed(own_pod);
  Connection connection{Direction::ingress, pod.root(), {}, 8443, "TCP"};
  connection.peer.ip = "10.1.2.3";
  const std::string deny = R"({"metadata": {"name": "deny", "namespace": "carto"}, "spec": {"podSelector": {}}})";
  const std::string allow =
      R"({"metadata": {"name": "allow", "namespace": "carto"}, "spec": {"podSelector": {"matchLabels": {"app": "gateway"}}, "ingress": [{}]}})";
  BOOST_TEST(ruled("[]", connection).allowed == Tri::yes);
  const auto denied = ruled("[" + deny + "]", connection);
  BOOST_TEST(denied.allowed == Tri::no);
  BOOST_TEST(denied.policies == std::vector<std::string>{"deny"}, boost::test_tools::per_element());
  const auto allowed = ruled("[" + deny + ", " + allow + "]", connection);
  BOOST_TEST(allowed.allowed == Tri::yes);
  BOOST_TEST(allowed.policies.size() == 2U);
}

BOOST_AUTO_TEST_CASE(nodes_are_not_met_by_address_with_cilium) {
  const auto pod = parsed(own_pod);
  Connection connection{Direction::ingress, pod.root(), {}, 8443, "TCP"};
  connection.peer.ip = "10.1.2.3";
  const auto block = policy(R"({"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]})");
  BOOST_TEST(ruled(block, connection, false).allowed == Tri::yes);
  connection.peer.is_node = true;
  BOOST_TEST(ruled(block, connection, false).allowed == Tri::no);
  BOOST_TEST(ruled(block, connection, true).allowed == Tri::yes);
}

BOOST_AUTO_TEST_CASE(expressions) {
  const auto labels = parsed(R"({"app": "gateway", "odd": 7})");
  const std::vector<std::pair<std::string, Tri>> complete{
      {R"({})", Tri::yes},
      {R"({"matchExpressions": [{"key": "app", "operator": "In", "values": ["maps", "gateway"]}]})", Tri::yes},
      {R"({"matchExpressions": [{"key": "app", "operator": "In", "values": ["maps"]}]})", Tri::no},
      {R"({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["maps"]}]})", Tri::yes},
      {R"({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["gateway"]}]})", Tri::no},
      {R"({"matchExpressions": [{"key": "zone", "operator": "NotIn", "values": ["a"]}]})", Tri::yes},
      {R"({"matchExpressions": [{"key": "app", "operator": "Exists"}]})", Tri::yes},
      {R"({"matchExpressions": [{"key": "zone", "operator": "Exists"}]})", Tri::no},
      {R"({"matchExpressions": [{"key": "zone", "operator": "DoesNotExist"}]})", Tri::yes},
      {R"({"matchExpressions": [{"key": "app", "operator": "Like"}]})", Tri::maybe},
      {R"({"matchLabels": {"app": "gateway"}, "matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]})",
       Tri::no},
  };
  for (const auto& [selector, expected] : complete) {
    const auto document = parsed(selector);
    BOOST_TEST(fits(document.root(), labels.root(), true) == expected, selector);
  }
  // A label that may be there without being known.
  const auto more = parsed(R"({"matchLabels": {"app": "gateway", "zone": "a"}})"),
             other = parsed(R"({"matchLabels": {"app": "maps"}})");
  BOOST_TEST(fits(more.root(), labels.root(), false) == Tri::maybe);
  BOOST_TEST(fits(other.root(), labels.root(), false) == Tri::no);
}

BOOST_AUTO_TEST_SUITE_END()
