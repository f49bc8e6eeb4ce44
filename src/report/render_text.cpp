// The report for a terminal: the verdict, then what to do, then why; what is well takes one line.
#include "json/document.hpp"
#include "report/compact.hpp"
#include "report/layout.hpp"
#include "report/outline.hpp"
#include "report/renderers.hpp"
#include "report/visible.hpp"

#include <algorithm>

namespace atgateway::report {
namespace {

constexpr unsigned narrowest = 40, widest = 1000, usual = 100;
constexpr std::size_t most_groups = 6, label_columns = 10;

class Page {
 public:
  Page(const Report& report, const RenderOptions& options)
      : report_(report),
        options_(options),
        outline_(outline(report, options.baseline)),
        width_(options.width == 0 ? usual : std::clamp(options.width, narrowest, widest)) {}

  std::string written() {
    write_verdict();
    write_place();
    write_strip();
    if (options_.baseline != nullptr) write_changes();
    for (const auto* check : outline_.findings) write_finding(*check);
    write_skips();
    write_passes();
    write_end();
    return options_.ascii ? ascii_only(out_) : std::move(out_);
  }

 private:
  std::string_view sign(Mark mark) const {
    if (!options_.ascii) return report::sign(mark);
    switch (mark) {
      case Mark::crash:
        return "CRASH";
      case Mark::fail:
        return "FAIL";
      case Mark::unknown:
        return "?";
      case Mark::warn:
        return "WARN";
      case Mark::pass:
        return "ok";
      case Mark::cut:
      case Mark::skip:
        return "-";
    }
    return {};
  }

  static std::string_view colour_of(Mark mark) {
    switch (mark) {
      case Mark::crash:
        return "1;35";
      case Mark::fail:
        return "1;31";
      case Mark::unknown:
        return "1;36";
      case Mark::cut:
      case Mark::warn:
        return "1;33";
      case Mark::pass:
        return "32";
      case Mark::skip:
        return "2";
    }
    return {};
  }

  /// Colours are put around what is laid out already, so that they take no columns.
  std::string painted(std::string_view text, std::string_view colour) const {
    if (!options_.colour || text.empty()) return std::string(text);
    return "\x1b[" + std::string(colour) + "m" + std::string(text) + "\x1b[0m";
  }

  /// The first `columns_of` is painted, the rest laid out behind it.
  void write_wrapped(std::string_view first, std::string_view colour, std::string_view text,
                     std::string_view text_colour = {}) {
    while (text.empty() && first.ends_with(' ')) first.remove_suffix(1);
    auto behind = wrapped(first, text, width_).substr(first.size());
    if (!text_colour.empty()) {
      behind.pop_back();
      behind = painted(behind, text_colour) + '\n';
    }
    out_ += painted(first, colour) + behind;
  }

  void write_labelled(std::string_view label, std::string_view text) {
    if (text.empty()) return;
    std::string first = "    " + std::string(label);
    first.append(label_columns - std::min(label_columns - 1, label.size()), ' ');
    write_wrapped(first, "2", text);
  }

  void write_owner(Owner owner) {
    write_labelled("whose", std::string(atgateway::to_text(owner)) + ": " + std::string(who(owner)));
  }

  /// Each line as it is: a broken command is none.
  void write_command(const std::string& command, std::size_t indent) {
    const auto text = visible_lines(command);
    std::string_view rest = text;
    do {
      const auto end = std::min(rest.find('\n'), rest.size());
      out_.append(indent, ' ');
      out_ += painted(rest.substr(0, end), "1");
      out_ += '\n';
      rest.remove_prefix(std::min(end + 1, rest.size()));
    } while (!rest.empty());
  }

  void write_verdict() {
    const auto& verdict = report_.verdict;
    const auto mark = mark_of(verdict.status);
    auto head = options_.ascii ? std::string(headword(verdict.status))
                               : std::string(sign(mark)) + " " + std::string(headword(verdict.status));
    write_wrapped(head + "  ", colour_of(mark), visible(verdict.headline), "1");
    if (verdict.owner) write_owner(*verdict.owner);
    if (verdict.next_action.empty()) return;
    if (is_command(report_)) {
      out_ += painted("    type", "2") + "\n";
      write_command(verdict.next_action, 6);
    } else {
      write_labelled("do", visible(verdict.next_action));
    }
  }

  void write_place() {
    out_ += '\n';
    std::string place = report_.target.empty() ? "a snapshot" : visible(report_.target);
    place += " · path " + std::string(atgateway::to_text(report_.profile)) + " · seen from " +
             std::string(atgateway::to_text(report_.vantage.environment));
    if (!report_.vantage.host.empty()) place += " " + visible(report_.vantage.host);
    write_wrapped("", "", place, "2");
    if (!report_.vantage.sentence.empty()) write_wrapped("", "", visible(report_.vantage.sentence), "2");
  }

  void write_strip() {
    if (outline_.strip.empty()) return;
    out_ += '\n';
    std::size_t at = 0;
    for (const auto& [layer, mark] : outline_.strip) {
      const auto name = atgateway::to_text(layer);
      const auto size = name.size() + 1 + columns(sign(mark));
      if (at > 0 && at + 3 + size > width_) {
        out_ += '\n';
        at = 0;
      } else if (at > 0) {
        out_ += "   ";
        at += 3;
      }
      out_ += std::string(name) + " " + painted(sign(mark), colour_of(mark));
      at += size;
    }
    out_ += '\n';
  }

  void write_changes() {
    const auto since = visible(options_.baseline->started_at);
    out_ += '\n';
    if (outline_.changes.empty() && outline_.folded.empty()) {
      write_wrapped("", "", "Nothing changed since " + since, "1");
      return;
    }
    write_wrapped("", "", "Changed since " + since, "1");
    for (const auto& change : outline_.changes) {
      const auto mark = change.after ? mark_of(*change.after) : Mark::skip;
      write_wrapped("  " + std::string(sign(mark)) + " ", colour_of(mark),
                    visible(change.id) + "  " + people_change(change));
      if (!change.observed_after.empty()) write_labelled("now", visible(change.observed_after));
      if (!change.observed_before.empty()) write_labelled("before", visible(change.observed_before));
    }
    for (const auto& group : outline_.folded) {
      write_wrapped("  " + std::string(sign(Mark::skip)) + " " + group.what + "  ", "2", visible(listed(group.ids)));
    }
  }

  void write_head(const Check& check) {
    const auto mark = mark_of(check.status);
    auto text = visible(check.title);
    if (!check.ref.empty()) text += " (" + visible(check.ref) + ")";
    const auto first = std::string(sign(mark)) + " " + visible(check.id) + "  ";
    write_wrapped(first, colour_of(mark), text);
  }

  void write_evidence(const Check& check) {
    const auto document = json::Document::parse(compact_evidence(check.evidence));
    if (!document || document->root().size() == 0) return;
    out_ += painted("    evidence", "2") + '\n';
    for (const auto& member : document->root().members()) {
      write_wrapped("      " + visible(member.name) + ": ", "2", visible(spaced(member.value)));
    }
  }

  void write_finding(const Check& check) {
    out_ += '\n';
    write_head(check);
    write_labelled("observed", visible(check.observed));
    write_labelled("expected", visible(check.expected));
    // A crash is a fault of this program, whoever owns what it looked at.
    if (check.status != CheckStatus::crash) write_owner(check.owner);
    if (!check.explains.empty()) write_labelled("can cause", visible(listed(check.explains)));
    write_labelled("fix", visible(check.remediation.text));
    if (!check.remediation.commands.empty()) out_ += painted("    type", "2") + "\n";
    for (const auto& command : check.remediation.commands) write_command(command, 6);
    write_labelled("more", visible(check.link));
    if (options_.all_checks) write_evidence(check);
  }

  void write_skips() {
    std::string_view last;
    std::size_t shown = 0, hidden = 0;
    for (const auto& group : outline_.skips) {
      const bool fresh = group.why != last;
      last = group.why;
      shown = fresh ? 1 : shown + 1;
      if (shown > most_groups && !options_.all_checks && group.commands.empty()) {
        hidden += group.ids.size();
        continue;
      }
      if (fresh) out_ += '\n' + painted(std::string(sign(Mark::skip)) + " " + visible(group.why), "1") + '\n';
      write_wrapped("    ", "", visible(listed(group.ids, options_.all_checks ? 1000 : 8)));
      if (!group.text.empty()) write_wrapped("      ", "", visible(group.text), "2");
      for (const auto& command : group.commands) write_command(command, 6);
    }
    if (hidden > 0) write_wrapped("    ", "", "and " + std::to_string(hidden) + " more", "2");
  }

  void write_passes() {
    if (outline_.passes.empty()) return;
    out_ += '\n';
    if (options_.all_checks) {
      for (const auto* check : outline_.passes) {
        write_head(*check);
        write_labelled("observed", visible(check->observed));
        if (check->duration_us > 0) write_labelled("took", people_time(check->duration_us));
        write_evidence(*check);
      }
      return;
    }
    const auto count = outline_.passes.size();
    out_ += painted(sign(Mark::pass), colour_of(Mark::pass)) + " " + std::to_string(count) +
            (count == 1 ? " check passed\n" : " checks passed\n");
  }

  void write_end() {
    out_ += '\n';
    write_wrapped("", "", closing(report_), "2");
  }

  const Report& report_;
  const RenderOptions& options_;
  Outline outline_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string render_text(const Report& report, const RenderOptions& options) { return Page(report, options).written(); }

}  // namespace atgateway::report
