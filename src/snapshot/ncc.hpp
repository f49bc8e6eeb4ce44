// The parts of judge_ncc. Each appends its checks; all read the same facts.
#pragma once

#include "snapshot/ncc_facts.hpp"

#include "json/writer.hpp"

#include <string>
#include <vector>

namespace atgateway::snapshot {

struct NccCase {
  const NccFacts& facts;
  const Directory& directory;
  const Subject& subject;
};

void judge_ncc_access(std::vector<Check>& checks, const NccCase& given);      ///< who may read what; limits
void judge_ncc_attachment(std::vector<Check>& checks, const NccCase& given);  ///< regions, NCC and workspace, site file
void judge_ncc_rule(std::vector<Check>& checks, const NccCase& given);        ///< the rule, its target, its state
void judge_ncc_endpoints(std::vector<Check>& checks, const NccCase& given);   ///< the service's connections
void judge_ncc_names(std::vector<Check>& checks, const NccCase& given);       ///< domain names
void judge_ncc_policy(std::vector<Check>& checks, const NccCase& given);      ///< egress policy

/// The connection whose endpoint is the rule's; null when there is none.
[[nodiscard]] const EndpointConnection* connection_of(const LinkService& service, const NccRule& rule);
/// "databricks account network-connectivity delete-… NCC RULE" and "… create-… NCC --json …".
[[nodiscard]] std::vector<std::string> make_again(const NccCase& given, const NccRule& rule);
[[nodiscard]] std::string create_rule_command(const NccCase& given, std::string_view ncc,
                                              const std::vector<std::string>& domains);
[[nodiscard]] std::string set_domains_command(const NccRule& rule, const std::vector<std::string>& domains);

/// An evidence object, its members written by `write(json::Writer&)`.
template <class Write>
[[nodiscard]] std::string evidence(Write write) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object();
  write(writer);
  writer.end_object();
  return out;
}

}  // namespace atgateway::snapshot
