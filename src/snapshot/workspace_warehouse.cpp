// The workspace's plan and age, and whether its SQL warehouse uses the NCC as it is now.
#include "snapshot/workspace.hpp"

#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

#include <algorithm>

namespace atgateway::snapshot {
namespace {

constexpr std::int64_t march_2026 = 1772323200;  // 2026-03-01T00:00:00Z
constexpr std::int64_t time_to_arrive = 600;     // of a change to a rule

void judge_tier(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "workspace.tier";
  const auto tier = given.facts.workspace_tier;
  if (tier.empty()) {
    checks.push_back(skip_without(id, "account-workspaces.json", given.directory, given.subject));
    return;
  }
  const auto proof = evidence([&](json::Writer& out) { out.member("tier", shown(tier)); });
  const auto words = "The workspace is on the plan " + shown(tier) + ".";
  const auto is = [&](std::string_view name) { return base::equal_without_case(tier, name); };
  if (is("PREMIUM") || is("ENTERPRISE")) {
    checks.push_back(catalog::pass(id, words, proof));
  } else if (is("STANDARD")) {
    checks.push_back(catalog::finding(id, words, "Premium", {}, proof));
  } else {
    checks.push_back(catalog::warning(id, words, "Premium", {}, proof,
                                      "See in the account console whether this plan has network connectivity "
                                      "configurations; Premium has."));
  }
}

std::optional<std::int64_t> created_at(const NccCase& given) {
  if (given.facts.workspace != nullptr && given.facts.workspace->created) return given.facts.workspace->created;
  const auto azure = given.directory.find("az-databricks-workspace.json");
  return azure ? time_at(*azure, {"properties", "createdDateTime"}) : std::nullopt;
}

void judge_routing(std::vector<Check>& checks, const NccCase& given) {
  constexpr std::string_view id = "workspace.serverless-routing";
  const auto created = created_at(given);
  if (!created) {
    checks.push_back(skip_without(id, "account-workspaces.json", given.directory, given.subject));
    return;
  }
  const auto proof = evidence([&](json::Writer& out) { out.member("created", *created); });
  if (*created >= march_2026) {
    checks.push_back(catalog::pass(id, "The workspace was created in March 2026 or later.", proof));
  } else if (gateway_answered(given.directory)) {
    checks.push_back(catalog::pass(
        id, "The workspace is older than March 2026, and a saved http_request() reached the gateway.", proof));
  } else {
    checks.push_back(catalog::finding(id, "The workspace was created before March 2026.",
                                      "a workspace that was moved to serverless routing", {}, proof));
  }
}

void judge_kind(std::vector<Check>& checks, const NccCase& given, const json::Value& warehouse) {
  constexpr std::string_view id = "workspace.warehouse-serverless";
  const auto type = text_at(warehouse, {"warehouse_type"});
  const auto serverless = flag_at(warehouse, {"enable_serverless_compute"});
  const auto name = shown(first_of(text_at(warehouse, {"name"}), text_at(warehouse, {"id"})));
  if (type.empty() && !serverless) {
    checks.push_back(skip_without(id, "workspace-warehouse.json", given.directory, given.subject));
    return;
  }
  const auto proof = evidence([&](json::Writer& out) {
    out.member("warehouse_type", shown(type)).member("enable_serverless_compute", serverless.value_or(false));
  });
  const std::string expected = "PRO with serverless compute";
  const std::vector<std::string> commands{"databricks warehouses list -o json"};
  if (type != "PRO") {
    checks.push_back(
        catalog::finding(id, "The warehouse " + name + " is of type " + shown(type) + ".", expected, commands, proof));
  } else if (!serverless.value_or(false)) {
    checks.push_back(catalog::finding(id, "The warehouse " + name + " is PRO without serverless compute.", expected,
                                      commands, proof));
  } else {
    checks.push_back(catalog::pass(id, "The warehouse " + name + " is serverless.", proof));
  }
}

void judge_freshness(std::vector<Check>& checks, const NccCase& given, const json::Value& warehouse) {
  constexpr std::string_view id = "workspace.warehouse-fresh";
  const auto warehouse_id = text_at(warehouse, {"id"});
  const auto state = text_at(warehouse, {"state"});
  if (given.facts.rule == nullptr || !given.facts.rule->updated) {
    checks.push_back(skip_without(id, "account-ncc-rules.json", given.directory, given.subject));
    return;
  }
  const auto changed = *given.facts.rule->updated;
  if (state == "STOPPED" || state == "STOPPING") {
    checks.push_back(catalog::pass(id, "The warehouse is " + shown(state) + ": it starts with what is known then."));
    return;
  }
  const auto started = time_at(warehouse, {"started_at"});
  if (!started) {
    checks.push_back(catalog::skip(
        id, SkipReason::no_data, "When the warehouse started is not in the snapshot.",
        {"SELECT max(event_time) FROM system.compute.warehouse_events WHERE warehouse_id = " +
         sql_text(warehouse_id.empty() ? "<warehouse-id>" : warehouse_id) + " AND event_type = 'STARTING'"}));
    return;
  }
  const auto bounded = std::clamp<std::int64_t>(*started, 0, std::int64_t{1} << 40);
  const auto ready = std::clamp<std::int64_t>(changed, 0, std::int64_t{1} << 40) + time_to_arrive;
  const auto proof =
      evidence([&](json::Writer& out) { out.member("started", *started).member("rule_updated", changed); });
  if (bounded >= ready) {
    checks.push_back(catalog::pass(id, "The warehouse started after the rule's last change.", proof));
    return;
  }
  checks.push_back(catalog::finding(
      id,
      bounded < ready - time_to_arrive
          ? "The warehouse started " + age_words(ready - time_to_arrive - bounded) + " before the rule's last change."
          : "The warehouse started less than 10 minutes after the rule's last change.",
      "a start 10 minutes after it, or later",
      {"databricks warehouses stop " + quoted_or(warehouse_id, "warehouse-id"),
       "databricks warehouses start " + quoted_or(warehouse_id, "warehouse-id")},
      proof));
}

}  // namespace

void judge_warehouse(std::vector<Check>& checks, const NccCase& given) {
  judge_tier(checks, given);
  judge_routing(checks, given);
  if (const auto warehouse = given.directory.find("workspace-warehouse.json")) {
    judge_kind(checks, given, *warehouse);
    judge_freshness(checks, given, *warehouse);
    return;
  }
  for (const std::string_view id : {"workspace.warehouse-serverless", "workspace.warehouse-fresh"})
    checks.push_back(skip_without(id, "workspace-warehouse.json", given.directory, given.subject));
}

}  // namespace atgateway::snapshot
