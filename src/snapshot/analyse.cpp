#include "snapshot/analyse.hpp"

#include "snapshot/commands.hpp"
#include "snapshot/files.hpp"
#include "snapshot/names.hpp"

#include "catalog/make_check.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace atgateway::snapshot {
namespace {

constexpr std::int64_t day = 86400;

std::string evidence_of_files(const Directory& directory) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().key("read").begin_array();
  for (const auto& file : files()) {
    if (directory.find(file.name)) writer.string(file.name);
  }
  writer.end_array().key("bad").begin_array();
  for (const auto& bad : directory.bad_files())
    writer.begin_object().member("name", shown(bad.name)).member("why", shown(bad.why)).end_object();
  writer.end_array().end_object();
  return out;
}

Check judge_files(const Directory& directory, const Subject& subject) {
  constexpr std::string_view id = "config.snapshot";
  const auto present = static_cast<std::size_t>(
      std::ranges::count_if(files(), [&](const FileInfo& file) { return directory.find(file.name).has_value(); }));
  const auto evidence = evidence_of_files(directory);
  std::vector<std::string> bad, commands;
  for (const auto& file : directory.bad_files()) {
    bad.push_back(file.name + " " + file.why);
    if (const auto* info = find_file(file.name); info != nullptr && !info->command.empty())
      commands.push_back(fetch_command(*info, subject.site));
  }
  if (present == 0) {
    return catalog::finding(id,
                            bad.empty() ? "The directory has none of the snapshot's files."
                                        : "None of the snapshot's files can be used: " + shown_list(bad) + ".",
                            "JSON that kubectl, az and the Databricks CLI printed, under the names of docs/snapshot.md",
                            {"atgateway doctor --snapshot-commands > snapshot.sh"}, evidence);
  }
  if (!bad.empty()) {
    return catalog::warning(id, shown_list(bad) + ".", "files that hold whole JSON", std::move(commands), evidence);
  }
  return catalog::pass(id, std::to_string(present) + " of " + std::to_string(files().size()) + " files are there.",
                       evidence);
}

std::string as_age(std::int64_t seconds) {
  const auto with = [](std::int64_t count, const char* unit) {
    return std::to_string(count) + ' ' + unit + (count == 1 ? "" : "s");
  };
  if (seconds >= 2 * day) return with(seconds / day, "day");
  if (seconds >= 2 * 3600) return with(seconds / 3600, "hour");
  return with(seconds / 60, "minute");
}

// Kubernetes keeps events for an hour, and Azure's states change within minutes: yesterday's snapshot misleads.
Check judge_age(const Directory& directory, const Subject& subject) {
  constexpr std::string_view id = "config.snapshot-age";
  const std::vector<std::string> again{"atgateway doctor --snapshot-commands > snapshot.sh"};
  const auto taken = directory.taken_at();
  if (!taken || subject.now == 0)
    return catalog::skip(id, SkipReason::no_data, "snapshot.json, which says when it was taken, is not there.",
                         {"date -u +'{\"taken_at\": \"%Y-%m-%dT%H:%M:%SZ\"}' > snapshot.json"});
  // Either number may come from anywhere; the difference must not overflow.
  const auto bounded = std::clamp<std::int64_t>(*taken, -(std::int64_t{1} << 40), std::int64_t{1} << 40);
  const auto age = subject.now - bounded;
  std::string evidence;
  json::Writer(evidence).begin_object().member("age_seconds", age).end_object();
  if (age < -day / 24)
    return catalog::finding(id, "The snapshot says that it was taken in the future.", "a clock that is right", again,
                            evidence);
  const auto observed = "The snapshot is " + as_age(std::max<std::int64_t>(age, 0)) + " old.";
  if (age > day) return catalog::finding(id, observed, "at most a day", again, evidence);
  return catalog::pass(id, observed, evidence);
}

}  // namespace

std::vector<Check> analyse(const Directory& directory, const Subject& subject) {
  std::vector<Check> checks;
  checks.push_back(judge_files(directory, subject));
  checks.push_back(judge_age(directory, subject));
  for (const auto judge : {&judge_kubernetes, &judge_privatelink, &judge_ncc, &judge_workspace}) {
    auto part = judge(directory, subject);
    checks.insert(checks.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  }
  // Each check once: the first that was made stands.
  std::set<std::string, std::less<>> seen;
  std::erase_if(checks, [&](const Check& check) { return !seen.insert(check.id).second; });
  // In the order of the table, whatever order they were judged in.
  std::vector<std::string_view> order;
  for (const auto& row : check_table()) order.push_back(row.id);
  const auto place = [&](const Check& check) { return std::ranges::find(order, check.id) - order.begin(); };
  std::ranges::stable_sort(checks, {}, place);
  return checks;
}

}  // namespace atgateway::snapshot
