// The report as JUnit XML: a suite for each layer, a test case for each check.
#include "report/markup.hpp"
#include "report/outline.hpp"
#include "report/renderers.hpp"

#include <cstdio>
#include <map>

namespace atgateway::report {
namespace {

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  std::int64_t us = 0;

  void add(const Check& check) {
    ++tests;
    failures += check.status == CheckStatus::fail;
    errors += check.status == CheckStatus::crash;
    skipped += check.status == CheckStatus::skip;
    us += check.duration_us;
  }
};

std::string seconds(std::int64_t us) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6f", static_cast<double>(us) / 1e6);
  return text;
}

std::string attribute(std::string_view name, std::string_view text) {
  return " " + std::string(name) + "=\"" + escaped(text) + "\"";
}

std::string attributes(const Counts& counts) {
  return attribute("tests", std::to_string(counts.tests)) + attribute("failures", std::to_string(counts.failures)) +
         attribute("errors", std::to_string(counts.errors)) + attribute("skipped", std::to_string(counts.skipped)) +
         attribute("time", seconds(counts.us));
}

/// Everything that a reader of a failed build needs.
std::string story(const Check& check) {
  std::string text;
  const auto line = [&](std::string_view label, const std::string& what) {
    if (!what.empty()) text += std::string(label) + ": " + what + "\n";
  };
  line("observed", check.observed);
  line("expected", check.expected);
  line("owner", std::string(atgateway::to_text(check.owner)));
  line("fix", check.remediation.text);
  for (const auto& command : check.remediation.commands) line("type", command);
  line("more", check.link);
  return escaped_lines(text);
}

std::string why_skipped(const Check& check) {
  if (!check.blocked_by.empty()) return "blocked by " + check.blocked_by;
  return std::string(check.reason ? atgateway::to_text(*check.reason) : "") +
         (check.remediation.text.empty() ? "" : ": " + check.remediation.text);
}

std::string body(const Check& check) {
  const auto message = check.observed.empty() ? check.title : check.observed;
  switch (check.status) {
    case CheckStatus::pass:
      return {};
    case CheckStatus::fail:
      return "<failure" + attribute("message", message) + attribute("type", atgateway::to_text(check.owner)) + ">" +
             story(check) + "</failure>";
    case CheckStatus::crash:
      return "<error" + attribute("message", message) + attribute("type", "crash") + ">" + story(check) + "</error>";
    case CheckStatus::skip:
      return "<skipped" + attribute("message", why_skipped(check)) + "/>";
    case CheckStatus::warn:
      return "<system-out>warning\n" + story(check) + "</system-out>";
  }
  return {};
}

}  // namespace

std::string render_junit(const Report& report) {
  std::map<Layer, Counts> of_layer;
  Counts of_all;
  for (const auto& check : report.checks) {
    of_layer[check.layer].add(check);
    of_all.add(check);
  }
  of_all.us = report.duration_us;
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                    attribute("name", "atgateway doctor " + report.target) + attributes(of_all) + ">\n";
  for (const auto& [layer, counts] : of_layer) {
    out += "  <testsuite" + attribute("name", atgateway::to_text(layer)) + attributes(counts) +
           attribute("timestamp", report.started_at) + attribute("hostname", report.vantage.host) + ">\n";
    for (const auto& check : report.checks) {
      if (check.layer != layer) continue;
      out += "    <testcase" + attribute("classname", "doctor." + std::string(atgateway::to_text(layer))) +
             attribute("name", check.id) + attribute("time", seconds(check.duration_us));
      const auto inner = body(check);
      out += inner.empty() ? "/>\n" : ">" + inner + "</testcase>\n";
    }
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace atgateway::report
