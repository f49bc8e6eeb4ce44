// One thing changed in the healthy snapshot, and exactly the findings that it makes.
#pragma once

#include "mutation.hpp"

#include <ostream>

namespace atgateway::snapshot_test {

struct Mutated {
  std::string what;
  std::vector<Put> puts;
  std::set<std::string> expected;  ///< findings of config, k8s and pls; "!" behind those that fail
  std::string says;                ///< part of the first finding's observation or commands; empty = not looked at
};

inline std::ostream& operator<<(std::ostream& out, const Mutated& mutated) { return out << mutated.what; }

inline void require_noticed(const Mutated& mutated, const Site* site = nullptr) {
  const auto checks = judged(put(mutated.puts), site);
  std::set<std::string> own;
  std::string texts;
  for (const auto& check : checks) {
    if (check.id.starts_with("ncc.") || check.id.starts_with("workspace.") || check.id == "pls.readable") continue;
    if (check.status != CheckStatus::fail && check.status != CheckStatus::warn) continue;
    own.insert(check.id + (check.status == CheckStatus::fail ? "!" : ""));
    texts += told(check) + "\n";
    // A finding says what was seen, what is needed and what to do; a failed one knows what it explains, or explains
    // nothing by its nature.
    BOOST_TEST(!check.observed.empty(), check.id);
    BOOST_TEST(!check.expected.empty(), check.id);
    BOOST_TEST(!check.remediation.text.empty(), check.id);
    BOOST_TEST(static_cast<bool>(json::Document::parse(check.evidence)), check.evidence);
  }
  BOOST_TEST(joined(own) == joined(mutated.expected),
             mutated.what + ": " + joined(own) + " instead of " + joined(mutated.expected) + "\n" + texts);
  if (!mutated.says.empty()) BOOST_TEST((texts.find(mutated.says) != std::string::npos), mutated.what + ": " + texts);
  // Whatever is blocked names a check that is there and was not passed.
  for (const auto& check : checks) {
    if (check.blocked_by.empty()) continue;
    const auto* by = find(checks, check.blocked_by);
    BOOST_TEST((by != nullptr && by->status != CheckStatus::pass),
               mutated.what + ": " + check.id + " is blocked by " + check.blocked_by);
  }
}

inline std::vector<Put> event(const std::string& message) {
  return {{"kube-events.json", "/items/1/reason", "\"SyncLoadBalancerFailed\""},
          {"kube-events.json", "/items/1/message",
           "\"Error syncing load balancer: failed to ensure load balancer: " + message + "\""}};
}

inline std::vector<Put> operator+(std::vector<Put> a, const std::vector<Put>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Put annotation(const std::string& suffix, const std::string& raw) {
  return {"kube-services.json", annotations + suffix, raw};
}

inline Put configuration(const std::string& json) {
  std::string raw = "\"";
  for (const char c : json) raw += c == '"' ? "\\\"" : std::string(1, c);
  return {"kube-configmaps.json", "/items/0/data/gateway.json", raw + "\""};
}

/// PROXY protocol at both ends, and a probe of the pods' own port: nothing is wrong but for the neighbour.
inline std::vector<Put> proxy_on() {
  return {
      annotation("azure-pls-proxy-protocol", "\"true\""),
      annotation("port_443_health-probe_port", "\"443\""),
      {"az-private-link-services.json", "/0/enableProxyProtocol", "true"},
      {"az-load-balancers.json", "/0/probes/0/port", "31443"},
      {"az-load-balancers.json", "/0/probes/0/protocol", "\"Tcp\""},
      {"az-load-balancers.json", "/0/probes/0/requestPath", "null"},
      {"kube-services.json", "/items/4/spec/type", "\"ClusterIP\""},
      // Now the probes reach the pods.
      {"kube-networkpolicies.json", "/items/1/spec/ingress/0/from/0",
       R"({"ipBlock": {"cidr": "168.63.129.16/32"}}, {"ipBlock": {"cidr": "10.10.8.0/24"}})"},
      configuration(
          R"({"listen": "0.0.0.0:8443", "proxy_protocol": {"mode": "require", "trusted": ["10.10.8.0/24"]}, "upstreams": [{"base_url": "https://carto-router.carto.svc.cluster.local/api"}]})")};
}

}  // namespace atgateway::snapshot_test
