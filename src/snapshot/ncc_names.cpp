// The rule's domain names: each fit for a rule, not too many, and the gateway's among them.
#include "snapshot/ncc.hpp"

#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "base/suggest.hpp"
#include "catalog/make_check.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

// Older pages say 10 names, newer ones 100.
constexpr std::size_t surely_taken = 10;
constexpr std::size_t surely_refused = 100;

// Why the name cannot stand in a rule; empty when it can.
std::string_view why_unfit(std::string_view name) {
  if (name.find('*') != std::string_view::npos) return "has a wildcard";
  if (name.find("://") != std::string_view::npos) return "has a scheme";
  if (name.find('/') != std::string_view::npos) return "has a path";
  if (name.find(':') != std::string_view::npos) return "has a port";
  if (name.find(' ') != std::string_view::npos || name.find(',') != std::string_view::npos)
    return "is more than one name";
  if (name.find('.') == std::string_view::npos) return "has no domain";
  for (const std::string_view suffix : {".internal", ".localhost", ".test"}) {
    if (lower_case(name).ends_with(suffix)) return "is under a reserved suffix that Databricks refuses";
  }
  return {};
}

bool is_doubtful(std::string_view name) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{".local", ".invalid", ".example"},
                             [&](std::string_view suffix) { return lower_case(name).ends_with(suffix); });
}

std::string evidence_of(const NccRule& rule) {
  return evidence([&](json::Writer& out) {
    out.member("rule_id", shown(rule.id)).member("count", rule.domains.size()).key("domain_names").begin_array();
    for (const auto name : rule.domains.size() > 20 ? std::span(rule.domains).first(20) : std::span(rule.domains))
      out.string(shown(name));
    out.end_array();
  });
}

std::vector<std::string> with_name(const NccRule& rule, const std::string& hostname) {
  std::vector<std::string> names;
  for (const auto name : rule.domains) {
    if (why_unfit(name).empty()) names.push_back(shown(name));
  }
  if (!hostname.empty() && std::ranges::find(names, hostname) == names.end()) names.push_back(hostname);
  return names;
}

void judge_validity(std::vector<Check>& checks, const NccCase& given, const NccRule& rule) {
  constexpr std::string_view id = "ncc.domain-names-valid";
  std::vector<std::string> unfit, doubtful;
  for (const auto name : rule.domains) {
    if (const auto why = why_unfit(name); !why.empty())
      unfit.push_back(shown(name) + " " + std::string(why));
    else if (is_doubtful(name))
      doubtful.push_back(shown(name));
  }
  const std::string expected = "exact names under a registered domain";
  if (!unfit.empty()) {
    const bool usable = why_unfit(given.facts.hostname).empty();
    checks.push_back(
        catalog::finding(id, shown_list(unfit) + ".", expected,
                         {set_domains_command(rule, with_name(rule, usable ? given.facts.hostname : std::string()))},
                         evidence_of(rule)));
  } else if (!doubtful.empty()) {
    checks.push_back(catalog::warning(id, shown_list(doubtful) + " is under a suffix reserved for other uses.",
                                      expected, {}, evidence_of(rule)));
  } else {
    checks.push_back(catalog::pass(id, std::to_string(rule.domains.size()) + " exact names.", evidence_of(rule)));
  }
}

void judge_count(std::vector<Check>& checks, const NccRule& rule) {
  constexpr std::string_view id = "ncc.domain-name-count";
  const auto count = rule.domains.size();
  const auto observed = "The rule has " + std::to_string(count) + " domain names.";
  if (count > surely_refused)
    checks.push_back(catalog::finding(id, observed, "at most 100", {}, evidence_of(rule)));
  else if (count > surely_taken)
    checks.push_back(
        catalog::warning(id, observed, "at most 10 by older pages, 100 by newer ones", {}, evidence_of(rule)));
  else
    checks.push_back(catalog::pass(id, observed, evidence_of(rule)));
}

void judge_listed(std::vector<Check>& checks, const NccCase& given, const NccRule& rule) {
  constexpr std::string_view id = "ncc.domain-listed";
  const auto& hostname = given.facts.hostname;
  if (hostname.empty()) {
    checks.push_back(catalog::skip(id, SkipReason::no_data, "The name that the warehouse calls is not known.",
                                   {"atgateway doctor --snapshot . --site site.json"}));
    return;
  }
  const bool listed = std::ranges::any_of(
      rule.domains, [&](std::string_view name) { return base::equal_without_case(name, hostname); });
  if (listed) {
    checks.push_back(catalog::pass(id, "The rule lists " + shown(hostname) + ".", evidence_of(rule)));
    return;
  }
  std::string observed = "The rule does not list " + shown(hostname);
  const auto few = std::span(rule.domains).first(std::min<std::size_t>(rule.domains.size(), surely_refused));
  const auto covers = std::ranges::any_of(few, [&](std::string_view name) {
    return name.starts_with("*.") && hostname.ends_with(lower_case(name.substr(1)));
  });
  if (covers) {
    observed += ": it has a wildcard over it, and wildcards do not count";
  } else if (const auto near = base::nearest(hostname, few); !near.empty()) {
    observed += "; it lists " + shown(near) + ", which is nearly the same";
  } else if (rule.domains.empty()) {
    observed += ": it has no domain names at all";
  }
  checks.push_back(catalog::finding(id, observed + ".", "exactly " + shown(hostname),
                                    {set_domains_command(rule, with_name(rule, hostname))}, evidence_of(rule)));
}

}  // namespace

void judge_ncc_names(std::vector<Check>& checks, const NccCase& given) {
  if (given.facts.rule != nullptr) {
    judge_validity(checks, given, *given.facts.rule);
    judge_count(checks, *given.facts.rule);
    judge_listed(checks, given, *given.facts.rule);
    return;
  }
  const bool missing = std::ranges::any_of(
      checks, [](const Check& check) { return check.id == "ncc.rule-exists" && check.status == CheckStatus::fail; });
  for (const std::string_view id : {"ncc.domain-names-valid", "ncc.domain-name-count", "ncc.domain-listed"}) {
    checks.push_back(missing ? catalog::blocked(id, "ncc.rule-exists")
                             : skip_without(id, "account-ncc-rules.json", given.directory, given.subject));
  }
}

}  // namespace atgateway::snapshot
