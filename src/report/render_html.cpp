// The report as HTML that needs nothing but itself.
#include "json/document.hpp"
#include "report/compact.hpp"
#include "report/dns_picture.hpp"
#include "report/html_style.hpp"
#include "report/markup.hpp"
#include "report/outline.hpp"
#include "report/renderers.hpp"
#include "report/waterfall.hpp"

#include <algorithm>

namespace atgateway::report {
namespace {

std::string element(std::string_view name, std::string_view css, const std::string& inner) {
  const std::string tag(name);
  return "<" + tag + (css.empty() ? "" : " class=\"" + std::string(css) + "\"") + ">" + inner + "</" + tag + ">";
}

std::string marked(Mark mark) {
  return "<span class=\"" + std::string(to_text(mark)) + "\" role=\"img\" aria-label=\"" + std::string(to_text(mark)) +
         "\">" + std::string(sign(mark)) + "</span>";
}

std::string command(const std::string& text) {
  return "<div class=\"cmd\"><pre title=\"A click marks all of it\"><code>" + escaped_lines(text) +
         "</code></pre></div>\n";
}

std::string owner_words(Owner owner) {
  return "<b>" + std::string(atgateway::to_text(owner)) + "</b>: " + escaped(who(owner));
}

class Fragment {
 public:
  Fragment(const Report& report, const RenderOptions& options)
      : report_(report), baseline_(options.baseline), outline_(outline(report, options.baseline)) {
    for (const auto& check : report.checks) {
      longest_us_ = std::max(longest_us_, check.duration_us);
      const bool unseen = check.status == CheckStatus::skip && check.reason == SkipReason::not_visible_from_here;
      if (unseen && unseen_ == nullptr && !check.remediation.commands.empty()) unseen_ = &check;
    }
  }

  std::string written() {
    write_verdict();
    write_strip();
    if (baseline_ != nullptr) write_changes();
    write_findings();
    write_pictures();
    write_skips();
    write_passes();
    write_end();
    return std::move(out_);
  }

 private:
  void write_verdict() {
    const auto& verdict = report_.verdict;
    const auto mark = mark_of(verdict.status);
    out_ += "<section class=\"verdict " + std::string(to_text(mark)) + "\">\n<h1><span class=\"word\">" +
            std::string(sign(mark)) + " " + std::string(headword(verdict.status)) + "</span> <span class=\"body\">" +
            escaped(verdict.headline) + "</span></h1>\n<div class=\"body\">\n";
    if (verdict.owner) out_ += element("p", "", "Whose: " + owner_words(*verdict.owner)) + "\n";
    const bool unknown = verdict.status == Verdict::Status::unknown;
    if (unknown && !report_.vantage.sentence.empty()) {
      out_ += element("p", "vantage", escaped(report_.vantage.sentence)) + "\n";
    }
    if (is_command(report_)) {
      out_ += element("p", "", unknown ? "Run " + where_instead() + " instead:" : "Type:") + "\n" +
              command(verdict.next_action);
    } else if (!verdict.next_action.empty()) {
      out_ += element("p", "", "Next: " + escaped(verdict.next_action)) + "\n";
    }
    std::string place = report_.target.empty() ? "a snapshot" : element("code", "", escaped(report_.target));
    place += " · path " + std::string(atgateway::to_text(report_.profile)) + " · seen from " +
             std::string(atgateway::to_text(report_.vantage.environment)) + " " + escaped(report_.vantage.host);
    out_ += element("p", "dim", place) + "\n";
    if (!unknown && !report_.vantage.sentence.empty() && unseen_ == nullptr) {
      out_ += element("p", "dim", escaped(report_.vantage.sentence)) + "\n";
    }
    out_ += "</div>\n</section>\n";
    if (!unknown && unseen_ != nullptr) write_vantage();
  }

  /// Something else is wrong, and besides this place cannot judge the path: that must not be overlooked either.
  void write_vantage() {
    out_ += "<section class=\"verdict unknown\">\n<div class=\"body\">\n" +
            element("p", "vantage", escaped(report_.vantage.sentence)) + "\n";
    out_ += element("p", "", "Run " + where_instead() + " for what cannot be decided from here:") + "\n" +
            command(unseen_->remediation.commands.front());
    out_ += "</div>\n</section>\n";
  }

  [[nodiscard]] std::string where_instead() const {
    switch (report_.profile) {
      case Profile::databricks_ncc:
        return "this statement on the serverless SQL warehouse";
      case Profile::gateway_egress:
        return "this, which asks the gateway itself,";
      default:
        return "this";
    }
  }

  void write_pictures() {
    if (const auto picture = dns_picture(report_); !picture.empty())
      out_ += element("h2", "", "What DNS says") + "\n" + picture;
    if (const auto picture = waterfall(report_); !picture.empty())
      out_ += element("h2", "", "Where the time goes") + "\n" + picture;
  }

  void write_strip() {
    if (outline_.strip.empty()) return;
    out_ += "<ol class=\"strip\" aria-label=\"Layers of the path\">\n";
    for (const auto& [layer, mark] : outline_.strip) {
      out_ += element("li", to_text(mark), marked(mark) + " " + std::string(atgateway::to_text(layer))) + "\n";
    }
    out_ += "</ol>\n";
  }

  void write_changes() {
    out_ += element("h2", "", "Since " + escaped(baseline_->started_at)) + "\n";
    if (outline_.changes.empty() && outline_.folded.empty()) out_ += element("p", "", "Nothing changed.") + "\n";
    for (const auto& change : outline_.changes) {
      const auto mark = change.after ? mark_of(*change.after) : Mark::skip;
      out_ += "<article>" + element("h3", "",
                                    marked(mark) + " " + element("code", "", escaped(change.id)) + " " +
                                        escaped(people_change(change)));
      out_ += "<dl>" + pair("now", escaped(change.observed_after)) + pair("before", escaped(change.observed_before)) +
              "</dl></article>\n";
    }
    for (const auto& group : outline_.folded) {
      out_ += element("p", "", escaped(group.what) + ": " + element("code", "", escaped(listed(group.ids)))) + "\n";
    }
  }

  static std::string pair(std::string_view name, const std::string& inner) {
    return inner.empty() ? "" : element("dt", "", std::string(name)) + element("dd", "", inner) + "\n";
  }

  void write_findings() {
    if (outline_.findings.empty()) return;
    out_ += element("h2", "", "What does not hold") + "\n";
    for (const auto* check : outline_.findings) {
      out_ += "<article>\n" +
              element("h3", "",
                      marked(mark_of(check->status)) + " " + element("code", "", escaped(check->id)) + " " +
                          escaped(check->title) +
                          (check->ref.empty() ? "" : " " + element("span", "dim", escaped(check->ref)))) +
              "\n<dl>\n" + pair("observed", escaped(check->observed)) + pair("expected", escaped(check->expected));
      if (check->status != CheckStatus::crash) out_ += pair("whose", owner_words(check->owner));
      out_ += pair("can cause", escaped(listed(check->explains))) + pair("fix", escaped(check->remediation.text)) +
              pair("took", check->duration_us > 0 ? element("span", "time", time_and_bar(*check)) : "") +
              pair("more", escaped(check->link)) + "</dl>\n";
      for (const auto& each : check->remediation.commands) out_ += command(each);
      write_evidence(*check);
      out_ += "</article>\n";
    }
  }

  void write_evidence(const Check& check) {
    const auto document = json::Document::parse(compact_evidence(check.evidence));
    if (!document || document->root().size() == 0) return;
    out_ += "<details><summary>Evidence</summary><pre><code>" + escaped_lines(indented(document->root())) +
            "</code></pre></details>\n";
  }

  std::string time_and_bar(const Check& check) const {
    if (check.duration_us <= 0) return {};
    constexpr std::int64_t width = 90;
    const auto part =
        std::clamp<std::int64_t>(check.duration_us / std::max<std::int64_t>(1, longest_us_ / width), 1, width);
    const auto rect = [](std::int64_t w) {
      return "<rect width=\"" + std::to_string(w) + "\" height=\"6\" rx=\"3\"/>";
    };
    return people_time(check.duration_us) +
           "<svg width=\"90\" height=\"6\" viewBox=\"0 0 90 6\" aria-hidden=\"true\">" + rect(width) + rect(part) +
           "</svg>";
  }

  void write_skips() {
    if (outline_.skips.empty()) return;
    out_ += element("h2", "", "Not made") + "\n";
    for (const auto& group : outline_.skips) {
      out_ += "<article>" + element("h3", "", marked(Mark::skip) + " " + escaped(group.why)) +
              element("p", "", element("code", "", escaped(listed(group.ids))));
      // What stands on top, of the place and of what to run instead, is not said again.
      const bool said = unseen_ != nullptr && group.text == report_.vantage.sentence;
      if (!group.text.empty() && !said) out_ += element("p", "", escaped(group.text));
      for (const auto& each : group.commands) {
        if (!said || each != unseen_->remediation.commands.front()) out_ += command(each);
      }
      out_ += "</article>\n";
    }
  }

  void write_passes() {
    if (outline_.passes.empty()) return;
    const auto count = outline_.passes.size();
    out_ += element("h2", "", "What holds") + "\n<details><summary>" + std::to_string(count) +
            (count == 1 ? " check" : " checks") + "</summary>\n<table>\n";
    for (const auto* check : outline_.passes) {
      out_ += "<tr><th>" + marked(Mark::pass) + " " + element("code", "", escaped(check->id)) + "</th>" +
              element("td", "dim", escaped(check->title)) + "<td>" + escaped(check->observed);
      write_evidence(*check);
      out_ += "</td>" + element("td", "time", time_and_bar(*check)) + "</tr>\n";
    }
    out_ += "</table>\n</details>\n";
  }

  void write_end() { out_ += element("footer", "", escaped(closing(report_))) + "\n"; }

  const Report& report_;
  const Report* baseline_;
  Outline outline_;
  const Check* unseen_ = nullptr;  ///< the first that this place cannot decide, with what can
  std::int64_t longest_us_ = 0;
  std::string out_;
};

}  // namespace

std::string render_html_fragment(const Report& report, const RenderOptions& options) {
  return "<div class=\"atgw\" lang=\"en\">\n<style>" + html_style() + "</style>\n" +
         Fragment(report, options).written() + "</div>\n";
}

}  // namespace atgateway::report
