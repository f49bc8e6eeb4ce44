// The report for a ticket: what is broken first, commands in blocks to copy, the rest folded.
#include "json/document.hpp"
#include "report/compact.hpp"
#include "report/outline.hpp"
#include "report/renderers.hpp"
#include "report/visible.hpp"

#include <algorithm>

namespace atgateway::report {
namespace {

/// Text that no renderer takes for markup: every sign that means something gets a backslash.
std::string plain(std::string_view text) {
  constexpr std::string_view meaningful = R"(\`*_{}[]<>()#+-!|~&@:$^=")";
  std::string out;
  for (const char c : visible(text)) {
    // Where nothing could come of it, a sign that is common in names stays as it is.
    const bool common = c == '-' || c == ':' || c == '(' || c == ')' || c == '=' || c == '"' || c == '+';
    if (!common && meaningful.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::size_t longest_run(std::string_view text, char of) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == of ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

/// A code span, whatever backquotes are in it.
std::string code(std::string_view text) {
  const auto shown = visible(text);
  if (shown.empty()) return {};
  const std::string fence(longest_run(shown, '`') + 1, '`');
  const bool pad = shown.front() == '`' || shown.back() == '`';
  return fence + (pad ? " " : "") + shown + (pad ? " " : "") + fence;
}

std::string block(std::string_view text, std::string_view language) {
  const auto shown = visible_lines(text);
  const std::string fence(std::max<std::size_t>(3, longest_run(shown, '`') + 1), '`');
  return fence + std::string(language) + "\n" + shown + "\n" + fence + "\n";
}

std::string_view language_of(std::string_view command) {
  for (const auto* word : {"SELECT ", "CALL ", "CREATE ", "ALTER ", "GRANT ", "DESCRIBE ", "SHOW "}) {
    if (command.starts_with(word)) return "sql";
  }
  return "sh";
}

std::string owner_words(Owner owner) {
  return std::string(atgateway::to_text(owner)) + " (" + std::string(who(owner)) + ")";
}

void write_verdict(std::string& out, const Report& report) {
  const auto& verdict = report.verdict;
  out += "## " + std::string(sign(mark_of(verdict.status))) + " " + std::string(headword(verdict.status)) + ": " +
         plain(verdict.headline) + "\n\n";
  if (verdict.owner) out += "- **Whose:** " + owner_words(*verdict.owner) + "\n";
  if (verdict.layer) out += "- **Layer:** " + std::string(atgateway::to_text(*verdict.layer)) + "\n";
  out += "- **Target:** " + (report.target.empty() ? "a snapshot" : code(report.target)) + ", path " +
         std::string(atgateway::to_text(report.profile)) + "\n";
  out += "- **Seen from:** " + std::string(atgateway::to_text(report.vantage.environment)) +
         (report.vantage.host.empty() ? "" : " " + code(report.vantage.host)) +
         (report.vantage.sentence.empty() ? "" : ". " + plain(report.vantage.sentence)) + "\n";
  if (verdict.next_action.empty()) return;
  if (is_command(report)) {
    out += "\nNext:\n\n" + block(verdict.next_action, language_of(verdict.next_action));
  } else {
    out += "- **Next:** " + plain(verdict.next_action) + "\n";
  }
}

void write_strip(std::string& out, const std::vector<LayerMark>& strip) {
  if (strip.empty()) return;
  out += "\n|";
  for (const auto& each : strip) out += " " + std::string(atgateway::to_text(each.layer)) + " |";
  out += "\n|";
  for (std::size_t i = 0; i < strip.size(); ++i) out += "---|";
  out += "\n|";
  for (const auto& each : strip)
    out += " " + std::string(sign(each.mark)) + " " + std::string(to_text(each.mark)) + " |";
  out += "\n";
}

void write_changes(std::string& out, const Outline& all, const Report& baseline) {
  out += "\n### Since " + plain(baseline.started_at) + "\n\n";
  if (all.changes.empty() && all.folded.empty()) out += "Nothing changed.\n";
  for (const auto& change : all.changes) {
    out += "- " + code(change.id) + ": " + people_change(change);
    if (!change.observed_after.empty()) out += "; now: " + plain(change.observed_after);
    if (!change.observed_before.empty()) out += "; before: " + plain(change.observed_before);
    out += "\n";
  }
  for (const auto& group : all.folded) out += "- " + group.what + ": " + plain(listed(group.ids)) + "\n";
}

void write_finding(std::string& out, const Check& check) {
  out += "\n### " + std::string(sign(mark_of(check.status))) + " " + code(check.id) + " " + plain(check.title) +
         (check.ref.empty() ? "" : " (" + plain(check.ref) + ")") + "\n\n";
  const auto line = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) out += "- **" + std::string(label) + ":** " + text + "\n";
  };
  line("Observed", plain(check.observed));
  line("Expected", plain(check.expected));
  if (check.status != CheckStatus::crash) line("Whose", owner_words(check.owner));
  line("Can cause", plain(listed(check.explains)));
  line("Fix", plain(check.remediation.text));
  line("More", code(check.link));
  for (const auto& command : check.remediation.commands) out += "\n" + block(command, language_of(command));
  const auto evidence = json::Document::parse(compact_evidence(check.evidence));
  if (!evidence || evidence->root().size() == 0) return;
  out += "\n<details><summary>Evidence</summary>\n\n" + block(indented(evidence->root()), "json") + "\n</details>\n";
}

void write_skips(std::string& out, const std::vector<SkipGroup>& skips) {
  if (skips.empty()) return;
  out += "\n### Not made\n\n";
  for (const auto& group : skips) {
    out += "- " + plain(group.why) + ": " + plain(listed(group.ids));
    if (!group.text.empty()) out += ". " + plain(group.text);
    out += "\n";
  }
  for (const auto& group : skips) {
    for (const auto& command : group.commands) {
      out += "\nDecides " + plain(listed(group.ids)) + ":\n\n" + block(command, language_of(command));
    }
  }
}

void write_passes(std::string& out, const std::vector<const Check*>& passes) {
  if (passes.empty()) return;
  out += "\n<details><summary>Passed: " + std::to_string(passes.size()) + "</summary>\n\n";
  for (const auto* check : passes) {
    out += "- " + code(check->id) + (check->observed.empty() ? "" : ": " + plain(check->observed)) + "\n";
  }
  out += "\n</details>\n";
}

}  // namespace

std::string render_markdown(const Report& report, const RenderOptions& options) {
  const auto all = outline(report, options.baseline);
  std::string out;
  write_verdict(out, report);
  write_strip(out, all.strip);
  if (options.baseline != nullptr) write_changes(out, all, *options.baseline);
  for (const auto* check : all.findings) write_finding(out, *check);
  write_skips(out, all.skips);
  write_passes(out, all.passes);
  out += "\n" + plain(closing(report));
  return out + "\n";
}

}  // namespace atgateway::report
