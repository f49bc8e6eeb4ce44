#include "report/verdict.hpp"

#include "report/visible.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace atgateway::report {
namespace {

constexpr std::size_t headline_bytes = 300;

/// Where an id stands in the table; ids of a newer table stand behind their layer's.
std::size_t row_of(std::string_view id) {
  static const auto rows = [] {
    std::map<std::string_view, std::size_t> all;
    for (const auto& row : check_table()) all.emplace(row.id, all.size());
    return all;
  }();
  const auto found = rows.find(id);
  return found == rows.end() ? rows.size() : found->second;
}

using Place = std::tuple<Layer, std::size_t>;
Place place_of(const Check& check) { return {check.layer, row_of(check.id)}; }

bool is_network(Layer layer) { return layer <= Layer::token; }

/// The first in the table's order of those that `holds`, or null.
template <class Holds>
const Check* first_of(const std::vector<Check>& checks, const Holds& holds) {
  const Check* first = nullptr;
  for (const auto& check : checks) {
    if (holds(check) && (first == nullptr || place_of(check) < place_of(*first))) first = &check;
  }
  return first;
}

const Check* first_with(const std::vector<Check>& checks, CheckStatus status) {
  return first_of(checks, [&](const Check& check) { return check.status == status; });
}

std::size_t count_with(const std::vector<Check>& checks, CheckStatus status) {
  return static_cast<std::size_t>(std::ranges::count(checks, status, &Check::status));
}

std::string counted(std::size_t count, std::string_view one) {
  return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string what_to_do(const Check& check) {
  if (!check.remediation.commands.empty()) return check.remediation.commands.front();
  if (!check.remediation.text.empty()) return check.remediation.text;
  const auto* row = find_check(check.id);
  return row != nullptr ? std::string(row->fix) : check.link;
}

/// "dns.resolves failed: NXDOMAIN from 10.0.0.10:53"
std::string said(const Check& check, std::string_view verb) {
  std::string seen = visible(check.observed, headline_bytes);
  while (seen.ends_with('.')) seen.pop_back();
  if (seen.empty()) return visible(check.id) + " " + std::string(verb) + ": not so: " + visible(check.title);
  return visible(check.id) + " " + std::string(verb) + ": " + seen;
}

void decide_by(Verdict& verdict, const Check& check) {
  verdict.layer = check.layer;
  verdict.owner = check.owner;
  verdict.check = check.id;
  verdict.next_action = what_to_do(check);
}

/// Who is to be named for `failed`, the first failure: a failed check of the snapshot that can cause it, or itself.
/// Where several can, the first in the table's order is taken. Its layers are built each upon the one before: without
/// the Service there is no Private Link Service, without that no rule can be established, without the rule a workspace
/// has nothing to use. Mending a later one first would not hold.
const Check& cause_of(const Check& failed, const std::vector<Check>& checks) {
  const auto* cause = first_of(checks, [&](const Check& check) {
    return check.status == CheckStatus::fail && !is_network(check.layer) &&
           std::ranges::find(check.explains, failed.id) != check.explains.end();
  });
  return cause != nullptr ? *cause : failed;
}

void name_failure(Verdict& verdict, const std::vector<Check>& checks, const Check& failed) {
  const Check& cause = cause_of(failed, checks);
  decide_by(verdict, cause);
  verdict.headline = said(cause, "failed");
  if (&cause != &failed) verdict.headline += ". It can make " + failed.id + " fail, which failed first on the path";
}

bool is_cut(const Check& check) { return check.status == CheckStatus::skip && check.blocked_by == "deadline"; }

bool is_unseen(const Check& check) {
  return check.status == CheckStatus::skip && check.reason == SkipReason::not_visible_from_here;
}

void name_crash(Verdict& verdict, const std::vector<Check>& checks, const Check& crashed) {
  verdict.status = Verdict::Status::crash;
  const auto also = crashed.id + " crashed while it was judged, so its result is missing";
  if (const auto* failed = first_with(checks, CheckStatus::fail)) {
    // What is broken out there is worth more to the reader than what is broken in here.
    name_failure(verdict, checks, *failed);
    verdict.headline += ". Besides, " + also;
    return;
  }
  verdict.layer = crashed.layer;
  verdict.check = crashed.id;
  verdict.headline = also;
  verdict.next_action = crashed.remediation.text.empty()
                            ? "Run it again. If it crashes again, report it with the output of --format json."
                            : crashed.remediation.text;
}

void name_cut(Verdict& verdict, const std::vector<Check>& checks, const Check& cut) {
  verdict.status = Verdict::Status::incomplete;
  verdict.check = cut.id;
  const auto missing = static_cast<std::size_t>(std::ranges::count_if(checks, is_cut));
  verdict.headline = "It ended before " + cut.id + " was decided: " + counted(missing, "check") +
                     " cut off, and nothing failed until then";
  verdict.next_action = "Run it again with a longer --deadline.";
}

void name_unseen(Verdict& verdict, const std::vector<Check>& checks, const Check& first, Profile profile) {
  verdict.status = Verdict::Status::unknown;
  const auto* by_command =
      first_of(checks, [](const Check& check) { return is_unseen(check) && !check.remediation.commands.empty(); });
  const Check& decider = by_command != nullptr ? *by_command : first;
  verdict.check = decider.id;
  verdict.next_action = what_to_do(decider);
  const auto unseen = static_cast<std::size_t>(std::ranges::count_if(checks, is_unseen));
  verdict.headline = "Nothing failed, and " + counted(unseen, "check") + " of the " + std::string(to_text(profile)) +
                     " path cannot be decided from here";
}

void name_warning(Verdict& verdict, const std::vector<Check>& checks, const Check& warned) {
  verdict.status = Verdict::Status::warn;
  decide_by(verdict, warned);
  verdict.headline = "Nothing failed. " + said(warned, "warns");
  const auto more = count_with(checks, CheckStatus::warn) - 1;
  if (more > 0) verdict.headline += " (and " + counted(more, "more warning") + ")";
}

void name_success(Verdict& verdict, const std::vector<Check>& checks) {
  const auto passed = count_with(checks, CheckStatus::pass);
  verdict.status = Verdict::Status::pass;
  if (passed == 0) {
    verdict.headline = "Nothing failed, and nothing was checked";
  } else if (passed == checks.size()) {
    verdict.headline = passed == 1 ? "The only check passed" : "All " + counted(passed, "check") + " passed";
  } else {
    verdict.headline =
        counted(passed, "check") + " passed, none failed, " + std::to_string(checks.size() - passed) + " not made";
  }
}

}  // namespace

Verdict judge(const std::vector<Check>& checks, Profile profile) {
  Verdict verdict;
  if (const auto* crashed = first_with(checks, CheckStatus::crash)) {
    name_crash(verdict, checks, *crashed);
  } else if (const auto* failed = first_with(checks, CheckStatus::fail)) {
    verdict.status = Verdict::Status::fail;
    name_failure(verdict, checks, *failed);
  } else if (const auto* cut = first_of(checks, is_cut)) {
    name_cut(verdict, checks, *cut);
  } else if (const auto* unseen = first_of(checks, is_unseen)) {
    name_unseen(verdict, checks, *unseen, profile);
  } else if (const auto* warned = first_with(checks, CheckStatus::warn)) {
    name_warning(verdict, checks, *warned);
  } else {
    name_success(verdict, checks);
  }
  return verdict;
}

void sort_by_table(std::vector<Check>& checks) {
  std::stable_sort(checks.begin(), checks.end(),
                   [](const Check& a, const Check& b) { return place_of(a) < place_of(b); });
}

}  // namespace atgateway::report
