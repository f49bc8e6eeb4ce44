// Reports made by hand, for the tests of every form.
#pragma once

#include "catalog/make_check.hpp"
#include "json/writer.hpp"
#include "report/verdict.hpp"

#include <atgateway/diagnostics.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reports {

using namespace atgateway;

/// The wording is this file's own, so that the forms stay as they are when the table's words change.
struct Named {
  std::string_view id, title, ref;
};

inline constexpr Named network[] = {{"config.target", "The target can be reached over a private path", ""},
                                    {"config.host", "The name's suffix can stand in a rule", "K27"},
                                    {"dns.resolves", "The name resolves to an address", "K57"},
                                    {"dns.no-cname", "The name is an address record, not an alias", "K26"},
                                    {"dns.private-address", "Every address is a private one", "K26"},
                                    {"dns.expected-address", "Every address is one of those expected", ""},
                                    {"dns.system-agrees", "The system's resolver and the nameservers agree", "K57"},
                                    {"tcp.connects", "A TCP connection can be made", "K28"},
                                    {"tls.handshake", "The TLS handshake completes", "K32 K33 K43"},
                                    {"tls.name-matches", "The certificate is for the name", "K42"},
                                    {"tls.chain-trusted", "The certificate leads to a trusted authority", "K42"},
                                    {"tls.chain-complete", "The server sends every intermediate certificate", "K42"},
                                    {"tls.not-expiring", "The certificate is valid, and for 30 days more", "K42"},
                                    {"tls.version", "TLS 1.2 or later is spoken", ""},
                                    {"http.responds", "The server answers HTTP", "K29"},
                                    {"http.no-redirect", "The server answers by itself", "K49"},
                                    {"gateway.identity", "The server is an AT Gateway", ""},
                                    {"gateway.ready", "The gateway is ready", ""},
                                    {"upstream.reachable", "The gateway reaches CARTO", "K59"},
                                    {"token.accepted", "CARTO accepts the token", ""}};

/// A check that no table has, as a snapshot gives them: for tests that must not depend on its rows.
inline Check of_snapshot(std::string id, Layer layer, CheckStatus status, std::vector<std::string> explains = {}) {
  Check check;
  check.id = std::move(id);
  check.ref = "K13";
  check.title = "The private endpoint rule is established";
  check.layer = layer;
  check.status = status;
  check.owner = Owner::databricks;
  check.observed = "the rule for carto-atg.example.com is PENDING";
  check.expected = "ESTABLISHED";
  check.remediation = {"Approve the connection on the Private Link Service.",
                       {"az network private-link-service connection update --resource-group MC_carto --service-name "
                        "pls-carto --name pe-1 --connection-status Approved"}};
  check.link = "docs/diagnostics.md#" + check.id;
  check.explains = std::move(explains);
  return check;
}

inline Report with(std::vector<Check> checks, Profile profile = Profile::in_vnet) {
  Report report;
  report.tool = "atgateway 0.1.0";
  report.started_at = "2026-07-30T02:14:07Z";
  report.duration_us = 184'220;
  report.vantage = {"node-7",
                    {"10.0.0.10:53", "168.63.129.16:53"},
                    Vantage::host,
                    "This host is taken to stand in the VNet; it does not see what serverless compute sees."};
  report.target = "https://carto-atg.example.com";
  report.profile = profile;
  for (auto& check : checks) {
    for (const auto& row : network) {
      if (row.id == check.id) check.title = row.title, check.ref = row.ref;
    }
  }
  report.checks = std::move(checks);
  report::sort_by_table(report.checks);
  report.verdict = report::judge(report.checks, profile);
  return report;
}

inline std::vector<Check> all_passed() {
  std::vector<Check> checks;
  std::int64_t us = 400;
  for (const auto& row : network) {
    checks.push_back(catalog::pass(row.id, "as it should be"));
    checks.back().duration_us = us += 1700;
  }
  return checks;
}

inline Check& find(std::vector<Check>& checks, std::string_view id) {
  for (auto& check : checks) {
    if (check.id == id) return check;
  }
  std::abort();
}

inline void block_after(std::vector<Check>& checks, std::string_view id, std::string_view by) {
  bool after = false;
  for (auto& check : checks) {
    if (after) check = catalog::blocked(check.id, by);
    after = after || check.id == id;
  }
}

/// A call's evidence, as `http.responds` and `upstream.reachable` hold it.
inline std::string call(std::string_view method_and_path, std::string_view first_byte) {
  return R"({"http":{)" + std::string(method_and_path) +
         R"(,"address":"10.20.0.4:443","outcome":"answered","status":200,"phases":{)"
         R"("connect":{"samples":1,"min_us":900,"median_us":900,"p95_us":900},"first_byte":)" +
         std::string(first_byte) + R"(},"duration_us":12000}})";
}

inline Report healthy() {
  auto checks = all_passed();
  find(checks, "dns.resolves").observed = "10.20.0.4 from 10.0.0.10:53 in 1.9 ms";
  find(checks, "dns.resolves").evidence =
      R"({"system":{"name":"carto-atg.example.com","finished":true,"addresses":["10.20.0.4"],"from_hosts_file":false,)"
      R"("time":{"samples":1,"min_us":2100,"median_us":2100,"p95_us":2100}},"nameservers":[{"server":"10.0.0.10:53",)"
      R"("name":"carto-atg.example.com","type":"A","outcome":"answered","transport":"udp","rcode":"NOERROR","answers":)"
      R"([{"name":"carto-atg.example.com","type":"A","ttl":300,"data":"10.20.0.4"}],"addresses":["10.20.0.4"],)"
      R"("time":{"samples":1,"min_us":1904,"median_us":1904,"p95_us":1904}}],)"
      R"("addresses":[{"address":"10.20.0.4","kind":"private","expected":true}]})";
  find(checks, "tcp.connects").evidence =
      R"({"tcp":{"attempts":[{"address":"10.20.0.4:443","outcome":"connected","time":{"samples":1,"min_us":870,)"
      R"("median_us":870,"p95_us":870},"rtt_us":800}],"duration_us":20870}})";
  find(checks, "tls.handshake").evidence =
      R"({"tls":{"looks":[{"address":"10.20.0.4:443","outcome":"done","time":{"samples":1,"min_us":4200,)"
      R"("median_us":4200,"p95_us":4200},"version":"TLSv1.3"}],"duration_us":9000}})";
  find(checks, "http.responds").evidence =
      call(R"("method":"GET","path":"/healthz")", R"({"samples":1,"min_us":1300,"median_us":1300,"p95_us":1300})");
  find(checks, "token.accepted") =
      catalog::skip("token.accepted", SkipReason::not_asked, "Give a token with --token-file or ATGATEWAY_TOKEN.");
  return with(std::move(checks));
}

inline Report dns_failure() {
  auto checks = all_passed();
  find(checks, "dns.resolves") = catalog::finding(
      "dns.resolves", "NXDOMAIN for carto-atg.example.com from 10.0.0.10:53 in 1.9 ms", "at least one A record",
      {"az network private-dns link vnet list --resource-group rg-dns --zone-name example.com --output table",
       "az network private-dns record-set a add-record --resource-group rg-dns --zone-name example.com "
       "--record-set-name carto-atg --ipv4-address 10.20.0.4"},
      R"({"system": {"name": "carto-atg.example.com", "finished": true, "addresses": [], "failure": )"
      R"("Name or service not known", "time": {"samples": 1, "min_us": 1100, "median_us": 1100, "p95_us": 1100}}, )"
      R"("nameservers": [{"server": "10.0.0.10:53", "name": "carto-atg.example.com", "type": "A", )"
      R"("outcome": "answered", "transport": "udp", "rcode": "NXDOMAIN", "answers": [], "addresses": [], )"
      R"("soa_zone": "example.com", "time": {"samples": 1, "min_us": 1904, "median_us": 1904, "p95_us": 1904}}]})",
      "Create the A record and link its zone to this network, or have the custom DNS server forward the zone to "
      "168.63.129.16.");
  find(checks, "dns.resolves").duration_us = 1904;
  block_after(checks, "dns.resolves", "dns.resolves");
  return with(std::move(checks));
}

/// An alias, a hosts file that is stale, a nameserver that is silent, one address of two that is dead, five samples.
inline Report several_ways() {
  auto checks = all_passed();
  const std::string name = "carto-atg.analytics.emea.prod.example.com";
  const std::string alias = "internal-load-balancer-of-the-gateway.westeurope.example.net";
  find(checks, "dns.resolves") = catalog::warning(
      "dns.resolves", "10.20.0.9; but 10.0.0.11:53: no answer within 3 s (2 tries).",
      "the same answer from every nameserver", {},
      R"({"system":{"name":")" + name +
          R"(","finished":true,"addresses":["10.20.0.9"],"from_hosts_file":true,"time":)"
          R"({"samples":5,"min_us":40,"median_us":60,"p95_us":200}},"nameservers":[{"server":"10.0.0.10:53","name":")" +
          name + R"(","type":"A","outcome":"answered","transport":"udp","rcode":"NOERROR","answers":[{"name":")" +
          name + R"(","type":"CNAME","ttl":3600,"data":")" + alias + R"("},{"name":")" + alias +
          R"(","type":"A","ttl":30,"data":"10.20.0.4"},{"name":")" + alias +
          R"(","type":"A","ttl":30,"data":"203.0.113.7"}],"chain":[")" + name + R"(",")" + alias +
          R"("],"addresses":["10.20.0.4","203.0.113.7"],"time":{"samples":5,"min_us":900,"median_us":1500,"p95_us":7000}},)"
          R"({"server":"10.0.0.10:53","name":")" +
          name +
          R"(","type":"AAAA","outcome":"answered","transport":"udp",)"
          R"("rcode":"SERVFAIL","answers":[],"addresses":[],"extended_errors":[{"code":22,"name":"No Reachable Authority"}],)"
          R"("time":{"samples":5,"min_us":900,"median_us":1200,"p95_us":4000}},{"server":"10.0.0.11:53","name":")" +
          name +
          R"~(","type":"A","outcome":"timed-out","tries":2,"trouble":"no answer within 3 s (2 tries)"}],"addresses":[)~"
          R"({"address":"10.20.0.9","kind":"private","expected":false},{"address":"10.20.0.4","kind":"private",)"
          R"("expected":true},{"address":"203.0.113.7","kind":"public","expected":false}]})",
      "Mend or remove that nameserver: each lookup that meets it waits or fails.");
  find(checks, "dns.resolves").duration_us = 3'015'711;
  find(checks, "tcp.connects") = catalog::warning(
      "tcp.connects", "10.20.0.9:443; but 10.20.0.8:443 refuses.", "a connection to every address of the name", {},
      R"({"tcp":{"attempts":[{"address":"10.20.0.8:443","outcome":"refused","trouble":"Connection refused"},)"
      R"({"address":"10.20.0.9:443","outcome":"connected","time":{"samples":5,"min_us":800,"median_us":900,)"
      R"("p95_us":1900},"rtt_us":800}],"duration_us":25000}})");
  find(checks, "tls.handshake").evidence =
      R"({"tls":{"looks":[{"address":"10.20.0.8:443","outcome":"not-connected"},{"address":"10.20.0.9:443",)"
      R"("outcome":"done","time":{"samples":5,"min_us":3100,"median_us":3600,"p95_us":14000}}],"duration_us":40000}})";
  find(checks, "http.responds").evidence =
      call(R"("method":"GET","path":"/healthz")", R"({"samples":5,"min_us":400,"median_us":700,"p95_us":2500})");
  find(checks, "upstream.reachable").evidence = call(
      R"("method":"POST","path":"/v1/rows/quota")", R"({"samples":1,"min_us":61000,"median_us":61000,"p95_us":61000})");
  return with(std::move(checks));
}

inline Report wrong_vantage() {
  auto checks = all_passed();
  const std::string sentence =
      "This is a classic Databricks cluster: it uses its VNet's DNS, and not the private endpoint of serverless "
      "compute; the path from a serverless warehouse cannot be judged from here: run the SQL statement that is named.";
  const std::string sql =
      "SELECT http_request(conn => 'carto_atg', method => 'GET', path => '/healthz').status_code AS status";
  for (const auto id : {"dns.resolves", "dns.no-cname", "dns.private-address", "dns.system-agrees", "tcp.connects"}) {
    find(checks, id) = catalog::skip(id, SkipReason::not_visible_from_here, sentence, {sql});
  }
  find(checks, "dns.expected-address") =
      catalog::skip("dns.expected-address", SkipReason::not_asked, "Give --expect-address to have it judged.");
  auto report = with(std::move(checks), Profile::databricks_ncc);
  report.vantage.environment = Vantage::classic_cluster;
  report.vantage.sentence = sentence;
  return report;
}

inline Report warnings_only() {
  auto checks = all_passed();
  find(checks, "tls.not-expiring") = catalog::warning(
      "tls.not-expiring", "expires in 12 days, on 2026-08-11", "valid for 30 days more",
      {"kubectl -n carto get secret atgateway-tls -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout "
       "-enddate"},
      R"({"not_after":1786406400})", "Renew it, update the Secret, and see that the gateway reloads it.");
  find(checks, "dns.system-agrees") =
      catalog::finding("dns.system-agrees", "the hosts file says 10.20.0.9, 10.0.0.10:53 says 10.20.0.4", "one answer",
                       {}, "{}", "Remove the stale line of the hosts file.");
  return with(std::move(checks));
}

inline Report deadline() {
  auto checks = all_passed();
  block_after(checks, "tcp.connects", "deadline");
  return with(std::move(checks));
}

inline Report crash() {
  auto checks = all_passed();
  find(checks, "tls.version") = catalog::make_check("tls.version", CheckStatus::crash);
  find(checks, "tls.version").observed = "std::bad_optional_access";
  return with(std::move(checks));
}

inline Report snapshot_explains() {
  auto checks = all_passed();
  find(checks, "tcp.connects") =
      catalog::finding("tcp.connects", "10.139.0.7:443 is silent: no answer within 5 s", "a connection", {}, "{}",
                       "Look at the endpoint's state, the load balancer's rules and probes, and security rules.");
  block_after(checks, "tcp.connects", "tcp.connects");
  checks.push_back(
      of_snapshot("ncc.rule-established", Layer::ncc, CheckStatus::fail, {"dns.resolves", "tcp.connects"}));
  return with(std::move(checks), Profile::databricks_ncc);
}

/// What a hostile server, a zone or a file could put into a report.
inline Report hostile() {
  auto checks = all_passed();
  const std::string bad =
      "\x1b[31mred\x1b[0m \x07 </script><script>alert(1)</script> ]]> & \"quoted\" 'single' `tick` | pipe \r\nline "
      "\xe2\x80\xae"
      "desrever \xe2\x80\x8b zero \xc2\x9b"
      "31m \xff\xfe bytes {label=\"x\"} \\ back <!-- --> "
      "[link](javascript:alert(1)) ***";
  const auto quoted = [&] {
    std::string json;
    json::append_string(json, bad);
    return json;
  }();
  find(checks, "dns.resolves").evidence =
      R"({"system":{"name":)" + quoted + R"(,"addresses":[)" + quoted +
      R"(],"finished":true},"nameservers":[{"server":)" + quoted + R"(,"name":)" + quoted + R"(,"type":)" + quoted +
      R"(,"outcome":"answered","transport":)" + quoted + R"(,"rcode":)" + quoted + R"(,"answers":[{"name":)" + quoted +
      R"(,"type":"CNAME","ttl":-1,"data":)" + quoted + R"(}],"chain":[)" + quoted + "," + quoted +
      R"(],"addresses":[],"soa_zone":)" + quoted +
      R"(,"time":{"samples":1e9,"median_us":99999999999999999999}}],"addresses":[{"address":)" + quoted +
      R"(,"kind":)" + quoted + R"(,"expected":false}]})";
  find(checks, "tcp.connects").evidence = R"({"tcp":{"attempts":[{"address":)" + quoted + R"(,"outcome":)" + quoted +
                                          R"(},{"address":5,"outcome":"connected","time":{"median_us":1.5}}]}})";
  find(checks, "http.responds") =
      catalog::finding("http.responds", bad, bad, {"curl -v 'https://carto-atg.example.com/" + bad + "'"},
                       R"({"server":"<b>\u001b[2J\u202e</b>","note":")"
                       "\xe2\x80\xae"
                       R"(|`"})",
                       bad);
  block_after(checks, "http.responds", "http.responds");
  auto report = with(std::move(checks));
  report.target = "https://" + bad;
  report.vantage.host = bad;
  report.vantage.sentence = bad;
  return report;
}

struct Case {
  std::string_view name;
  Report (*make)();
};

inline constexpr Case all[] = {{"healthy", healthy},
                               {"dns_failure", dns_failure},
                               {"wrong_vantage", wrong_vantage},
                               {"warnings_only", warnings_only},
                               {"deadline", deadline},
                               {"crash", crash},
                               {"snapshot_explains", snapshot_explains},
                               {"hostile", hostile},
                               {"several_ways", several_ways}};

}  // namespace reports
