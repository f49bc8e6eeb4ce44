#include "report/outline.hpp"

#include "report/visible.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

namespace atgateway::report {
namespace {

Mark mark_of_check(const Check& check) {
  if (check.status != CheckStatus::skip) return mark_of(check.status);
  if (!check.blocked_by.empty()) return Mark::cut;
  return check.reason == SkipReason::not_visible_from_here ? Mark::unknown : Mark::skip;
}

bool is_of_snapshot(Layer layer) { return layer > Layer::token; }

std::vector<LayerMark> strip_of(const Report& report) {
  std::map<Layer, Mark> marks;
  for (const auto& check : report.checks) {
    const auto mark = mark_of_check(check);
    const auto [layer, fresh] = marks.emplace(check.layer, mark);
    if (!fresh) layer->second = std::min(layer->second, mark);
  }
  std::vector<LayerMark> strip;
  for (const auto& [layer, mark] : marks) {
    // Nobody gave a snapshot: its layers would say nothing.
    if (!is_of_snapshot(layer) || mark != Mark::skip) strip.push_back({layer, mark});
  }
  return strip;
}

/// Blocked first, then by what the reader can do about it.
int rank(const Check& check) {
  if (!check.blocked_by.empty()) return 0;
  switch (check.reason.value_or(SkipReason::no_data)) {
    case SkipReason::not_visible_from_here:
      return 1;
    case SkipReason::no_data:
      return 2;
    case SkipReason::not_asked:
      return 3;
    case SkipReason::not_applicable:
      return 4;
  }
  return 5;
}

std::vector<SkipGroup> skips_of(const Report& report) {
  std::vector<const Check*> skipped;
  for (const auto& check : report.checks) {
    if (check.status == CheckStatus::skip) skipped.push_back(&check);
  }
  std::ranges::stable_sort(skipped, {}, [](const Check* check) { return rank(*check); });
  std::vector<SkipGroup> groups;
  std::map<std::tuple<std::string, std::string, std::vector<std::string>>, std::size_t> places;
  for (const auto* check : skipped) {
    const auto& remediation = check->remediation;
    const auto [place, fresh] =
        places.try_emplace({why_skipped(*check), remediation.text, remediation.commands}, groups.size());
    if (fresh) groups.push_back({why_skipped(*check), {}, remediation.text, remediation.commands});
    groups[place->second].ids.push_back(check->id);
  }
  return groups;
}

void add_changes(Outline& all, std::vector<ReportChange> changes) {
  for (auto& change : changes) {
    if (change.before != CheckStatus::skip && change.after != CheckStatus::skip) {
      all.changes.push_back(std::move(change));
      continue;
    }
    const auto what = people_change(change);
    auto group = std::ranges::find(all.folded, what, &ChangeGroup::what);
    if (group == all.folded.end()) group = all.folded.insert(group, {what, {}});
    group->ids.push_back(change.id);
  }
}

}  // namespace

Outline outline(const Report& report, const Report* baseline) {
  Outline all;
  all.strip = strip_of(report);
  for (const auto& check : report.checks) {
    if (check.status == CheckStatus::pass) all.passes.push_back(&check);
    if (check.status == CheckStatus::pass || check.status == CheckStatus::skip) continue;
    all.findings.push_back(&check);
  }
  std::ranges::stable_sort(all.findings, {}, [&](const Check* check) {
    return std::pair(check->id != report.verdict.check, mark_of(check->status));
  });
  all.skips = skips_of(report);
  if (baseline != nullptr) add_changes(all, compare_reports(*baseline, report));
  return all;
}

std::string why_skipped(const Check& check) {
  if (check.blocked_by == "deadline") return "cut off by the deadline";
  if (!check.blocked_by.empty()) return "blocked by " + check.blocked_by;
  switch (check.reason.value_or(SkipReason::no_data)) {
    case SkipReason::not_visible_from_here:
      return "cannot be decided from here";
    case SkipReason::not_applicable:
      return "does not apply here";
    case SkipReason::not_asked:
      return "not asked for";
    case SkipReason::no_data:
      return "no data";
  }
  return {};
}

Mark mark_of(Verdict::Status status) noexcept {
  // The same words in the same order, but for `skip`.
  return static_cast<Mark>(status);
}
static_assert(static_cast<Mark>(Verdict::Status::crash) == Mark::crash &&
              static_cast<Mark>(Verdict::Status::fail) == Mark::fail &&
              static_cast<Mark>(Verdict::Status::incomplete) == Mark::cut &&
              static_cast<Mark>(Verdict::Status::unknown) == Mark::unknown &&
              static_cast<Mark>(Verdict::Status::warn) == Mark::warn &&
              static_cast<Mark>(Verdict::Status::pass) == Mark::pass);

Mark mark_of(CheckStatus status) noexcept {
  switch (status) {
    case CheckStatus::crash:
      return Mark::crash;
    case CheckStatus::fail:
      return Mark::fail;
    case CheckStatus::warn:
      return Mark::warn;
    case CheckStatus::pass:
      return Mark::pass;
    case CheckStatus::skip:
      break;
  }
  return Mark::skip;
}

std::string_view to_text(Mark mark) noexcept {
  switch (mark) {
    case Mark::crash:
      return "crash";
    case Mark::fail:
      return "fail";
    case Mark::cut:
      return "blocked";
    case Mark::unknown:
      return "unknown";
    case Mark::warn:
      return "warn";
    case Mark::pass:
      return "pass";
    case Mark::skip:
      return "skip";
  }
  return {};
}

std::string_view sign(Mark mark) noexcept {
  switch (mark) {
    case Mark::crash:
      return "☠";
    case Mark::fail:
      return "✗";
    case Mark::cut:
      return "·";
    case Mark::unknown:
      return "?";
    case Mark::warn:
      return "!";
    case Mark::pass:
      return "✓";
    case Mark::skip:
      return "–";
  }
  return {};
}

std::string_view headword(Verdict::Status status) noexcept {
  switch (status) {
    case Verdict::Status::crash:
      return "CRASH";
    case Verdict::Status::fail:
      return "FAIL";
    case Verdict::Status::incomplete:
      return "INCOMPLETE";
    case Verdict::Status::unknown:
      return "UNKNOWN";
    case Verdict::Status::warn:
      return "WARN";
    case Verdict::Status::pass:
      return "PASS";
  }
  return {};
}

std::string_view who(Owner owner) noexcept {
  switch (owner) {
    case Owner::customer_dns:
      return "whoever runs your network's DNS";
    case Owner::cloud_network:
      return "whoever runs the cloud network";
    case Owner::cluster:
      return "whoever runs the Kubernetes cluster";
    case Owner::gateway:
      return "whoever runs the gateway";
    case Owner::upstream:
      return "whoever runs the gateway's way out to CARTO, or CARTO";
    case Owner::databricks:
      return "whoever administers Databricks";
    case Owner::caller:
      return "you, or whoever calls the gateway";
  }
  return {};
}

bool is_command(const Report& report) {
  return std::ranges::any_of(report.checks, [&](const Check& check) {
    return check.id == report.verdict.check && !check.remediation.commands.empty() &&
           check.remediation.commands.front() == report.verdict.next_action;
  });
}

std::string listed(const std::vector<std::string>& ids, std::size_t most) {
  std::string text;
  if (ids.size() <= most) {
    for (const auto& id : ids) text += (text.empty() ? "" : ", ") + id;
    return text;
  }
  std::vector<std::pair<std::string, std::size_t>> families;
  for (const auto& id : ids) {
    const auto family = id.substr(0, id.find('.'));
    auto found = std::ranges::find(families, family, [](const auto& each) { return each.first; });
    if (found == families.end()) found = families.emplace(families.end(), family, 0);
    ++found->second;
  }
  for (const auto& [family, count] : families) {
    text += (text.empty() ? "" : ", ") + family + ".* (" + std::to_string(count) + ")";
  }
  return text;
}

std::string people_time(std::int64_t us) {
  // Not printf: a host's locale may write a comma.
  const auto fixed = [](double value, int digits) {
    char text[40];
    const auto end = std::to_chars(std::begin(text), std::end(text), value, std::chars_format::fixed, digits).ptr;
    return std::string(std::begin(text), end);
  };
  const auto value = static_cast<double>(us);
  if (us < 1000) return std::to_string(us) + " µs";
  if (us < 10'000) return fixed(value / 1e3, 1) + " ms";
  if (us < 1'000'000) return fixed(value / 1e3, 0) + " ms";
  return fixed(value / 1e6, 1) + " s";
}

std::string closing(const Report& report) {
  const auto count = report.checks.size();
  std::string text = std::to_string(count) + (count == 1 ? " check" : " checks");
  if (report.duration_us > 0) text += " in " + people_time(report.duration_us);
  for (const auto& part : {report.tool, report.started_at}) {
    if (!part.empty()) text += " · " + visible(part);
  }
  return text;
}

std::string people_change(const ReportChange& change) {
  const auto word = [](const std::optional<CheckStatus>& status, std::string_view none) {
    return std::string(status ? atgateway::to_text(*status) : none);
  };
  return word(change.before, "new") + " → " + word(change.after, "gone");
}

}  // namespace atgateway::report
