#include "catalog/make_check.hpp"

#include <cassert>
#include <utility>

namespace atgateway::catalog {
namespace {

Check not_held(Check check, std::string observed, std::string expected, std::vector<std::string> commands,
               std::string evidence, std::string fix) {
  check.observed = std::move(observed);
  check.expected = std::move(expected);
  check.evidence = std::move(evidence);
  if (!fix.empty()) check.remediation.text = std::move(fix);
  check.remediation.commands = std::move(commands);
  return check;
}

}  // namespace

Check make_check(std::string_view id, CheckStatus status) {
  const CheckInfo* row = find_check(id);
  assert(row != nullptr);
  Check check;
  check.id = row->id;
  check.ref = row->ref;
  check.title = row->title;
  check.layer = row->layer;
  check.status = status;
  check.severity = row->severity;
  check.owner = row->owner;
  check.link = "docs/diagnostics.md#" + check.id;
  if (status == CheckStatus::warn || status == CheckStatus::fail) check.remediation.text = row->fix;
  if (status == CheckStatus::fail) check.explains.assign(row->explains.begin(), row->explains.end());
  return check;
}

Check pass(std::string_view id, std::string observed, std::string evidence) {
  Check check = make_check(id, CheckStatus::pass);
  check.observed = std::move(observed);
  check.evidence = std::move(evidence);
  return check;
}

Check finding(std::string_view id, std::string observed, std::string expected, std::vector<std::string> commands,
              std::string evidence, std::string fix) {
  const CheckInfo* row = find_check(id);
  const bool fails = row != nullptr && row->severity == Severity::error;
  return not_held(make_check(id, fails ? CheckStatus::fail : CheckStatus::warn), std::move(observed),
                  std::move(expected), std::move(commands), std::move(evidence), std::move(fix));
}

Check warning(std::string_view id, std::string observed, std::string expected, std::vector<std::string> commands,
              std::string evidence, std::string fix) {
  Check check = not_held(make_check(id, CheckStatus::warn), std::move(observed), std::move(expected),
                         std::move(commands), std::move(evidence), std::move(fix));
  check.severity = Severity::warning;
  return check;
}

Check skip(std::string_view id, SkipReason reason, std::string text, std::vector<std::string> commands) {
  Check check = make_check(id, CheckStatus::skip);
  check.reason = reason;
  check.remediation = {std::move(text), std::move(commands)};
  return check;
}

Check blocked(std::string_view id, std::string_view by) {
  Check check = make_check(id, CheckStatus::skip);
  check.blocked_by = by;
  return check;
}

}  // namespace atgateway::catalog
