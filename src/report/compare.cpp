// What changed between two reports.
#include <atgateway/diagnostics.hpp>

#include <map>

namespace atgateway::inline v0_1 {

std::vector<ReportChange> compare_reports(const Report& before, const Report& after) {
  std::map<std::string_view, const Check*> earlier, later;
  for (const auto& check : before.checks) earlier.emplace(check.id, &check);
  for (const auto& check : after.checks) later.emplace(check.id, &check);
  std::vector<ReportChange> changes;
  for (const auto& check : after.checks) {
    const auto old = earlier.find(check.id);
    if (old == earlier.end()) {
      changes.push_back({check.id, std::nullopt, check.status, {}, check.observed});
    } else if (old->second->status != check.status) {
      changes.push_back({check.id, old->second->status, check.status, old->second->observed, check.observed});
    }
  }
  for (const auto& check : before.checks) {
    if (!later.contains(check.id)) changes.push_back({check.id, check.status, std::nullopt, check.observed, {}});
  }
  return changes;
}

}  // namespace atgateway::inline v0_1
