#include "snapshot/ncc.hpp"

#include "snapshot/names.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

std::string rule_body(std::string_view resource_id, const std::vector<std::string>& domains) {
  std::string body;
  json::Writer out(body);
  out.begin_object();
  if (!resource_id.empty()) out.member("resource_id", shown(resource_id, 500));
  out.key("domain_names").begin_array();
  for (const auto& domain : domains) out.string(domain);
  out.end_array().end_object();
  return body;
}

}  // namespace

const EndpointConnection* connection_of(const LinkService& service, const NccRule& rule) {
  if (rule.endpoint_name.empty()) return nullptr;
  for (const auto& connection : service.connections) {
    if (base::equal_without_case(last_part(connection.endpoint_id), rule.endpoint_name)) return &connection;
    // Azure calls the connection after the endpoint, with a GUID behind a dot.
    const auto stem = connection.name.substr(0, connection.name.rfind('.'));
    if (connection.endpoint_id.empty() && base::equal_without_case(stem, rule.endpoint_name)) return &connection;
  }
  return nullptr;
}

std::string create_rule_command(const NccCase& given, std::string_view ncc, const std::vector<std::string>& domains) {
  const auto id =
      given.facts.service == nullptr ? std::string_view("<private-link-service-id>") : given.facts.service->id;
  return "databricks account network-connectivity create-private-endpoint-rule " + quoted_or(ncc, "ncc-id") +
         " --json " + quoted(rule_body(id, domains));
}

std::vector<std::string> make_again(const NccCase& given, const NccRule& rule) {
  std::vector<std::string> domains;
  for (const auto domain : rule.domains) domains.push_back(shown(domain));
  return {"databricks account network-connectivity delete-private-endpoint-rule " + quoted_or(rule.ncc, "ncc-id") +
              " " + quoted_or(rule.id, "rule-id"),
          create_rule_command(given, rule.ncc, domains)};
}

std::string set_domains_command(const NccRule& rule, const std::vector<std::string>& domains) {
  return "databricks account network-connectivity update-private-endpoint-rule " + quoted_or(rule.ncc, "ncc-id") + " " +
         quoted_or(rule.id, "rule-id") + " --json " + quoted(rule_body({}, domains));
}

std::vector<Check> judge_ncc(const Directory& directory, const Subject& subject) {
  NccFacts facts;
  read_ncc_facts(facts, directory, subject);
  const NccCase given{facts, directory, subject};
  std::vector<Check> checks;
  judge_ncc_access(checks, given);
  judge_ncc_attachment(checks, given);
  judge_ncc_rule(checks, given);
  judge_ncc_endpoints(checks, given);
  judge_ncc_names(checks, given);
  judge_ncc_policy(checks, given);
  return checks;
}

}  // namespace atgateway::snapshot
