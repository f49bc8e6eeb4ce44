// The report as metrics, for node_exporter's textfile collector.
#include "json/document.hpp"
#include "report/renderers.hpp"
#include "report/visible.hpp"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <utility>

namespace atgateway::report {
namespace {

class Metrics {
 public:
  explicit Metrics(const Report& report) : target_(label("target", report.target)) {}

  void family(std::string_view name, std::string_view help) {
    name_ = "atgateway_doctor_" + std::string(name);
    text_ += "# HELP " + name_ + " " + std::string(help) + "\n# TYPE " + name_ + " gauge\n";
  }
  /// Every series bears the target: several doctors may write beside each other.
  void series(const std::string& labels, std::string_view value) {
    text_ += name_ + "{" + labels + (labels.empty() ? "" : ",") + target_ + "} " + std::string(value) + "\n";
  }
  static std::string label(std::string_view name, std::string_view value) {
    std::string out = std::string(name) + "=\"";
    for (const char c : visible(value, 200)) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + "\"";
  }
  std::string take() { return std::move(text_); }

 private:
  std::string target_, name_, text_;
};

template <class... Labels>
std::string labels(const Labels&... pairs) {
  std::string out;
  ((out += (out.empty() ? "" : ",") + Metrics::label(pairs.first, pairs.second)), ...);
  return out;
}

std::string seconds(std::int64_t us) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6f", static_cast<double>(us) / 1e6);
  return text;
}

/// Seconds since 1970 of "2026-07-30T02:14:07Z", or nothing.
std::optional<std::int64_t> time_of(const std::string& rfc3339) {
  std::tm parts{};
  const char* end = ::strptime(rfc3339.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (end == nullptr || !rfc3339.ends_with('Z')) return std::nullopt;
  return ::timegm(&parts);
}

/// The whole number `name` of the check's evidence, on its outermost level.
std::optional<std::int64_t> number_in(const Check& check, std::string_view name) {
  const auto document = json::Document::parse(check.evidence);
  if (!document) return std::nullopt;
  const auto value = document->root().find(name);
  if (!value || !value->is(json::Kind::number)) return std::nullopt;
  std::int64_t number = 0;
  const auto text = value->text();
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string render_prometheus(const Report& report) {
  using std::pair;
  Metrics out(report);
  const auto& verdict = report.verdict;
  out.family("verdict", "The verdict: 1 for the one that holds.");
  out.series(labels(pair("status", atgateway::to_text(verdict.status)),
                    pair("layer", verdict.layer ? atgateway::to_text(*verdict.layer) : ""),
                    pair("owner", verdict.owner ? atgateway::to_text(*verdict.owner) : "")),
             "1");
  out.family("ok", "1 when nothing is broken and everything could be seen.");
  out.series("", report.ok() ? "1" : "0");
  out.family("check", "Every check with what became of it: 1 for the status that holds.");
  for (const auto& check : report.checks) {
    out.series(labels(pair("id", check.id), pair("layer", atgateway::to_text(check.layer)),
                      pair("owner", atgateway::to_text(check.owner)), pair("status", atgateway::to_text(check.status))),
               "1");
  }
  out.family("check_duration_seconds", "How long the measurement behind a check took.");
  for (const auto& check : report.checks) {
    if (check.duration_us > 0) out.series(labels(pair("id", check.id)), seconds(check.duration_us));
  }
  // The checks of a certificate's time, here and in the gateway's own report.
  bool first = true;
  for (const auto& check : report.checks) {
    const auto end = number_in(check, "not_after");
    if (!end) continue;
    if (std::exchange(first, false)) {
      out.family("certificate_not_after_timestamp_seconds", "When the certificate that a check looked at expires.");
    }
    out.series(labels(pair("id", check.id)), std::to_string(*end));
  }
  out.family("duration_seconds", "How long the whole diagnosis took.");
  out.series("", seconds(report.duration_us));
  if (const auto began = time_of(report.started_at)) {
    out.family("started_timestamp_seconds", "When the diagnosis began.");
    out.series("", std::to_string(*began));
  }
  out.family("info", "Which program looked, at which path, and from where.");
  out.series(labels(pair("tool", std::string_view(report.tool)), pair("profile", atgateway::to_text(report.profile)),
                    pair("vantage", atgateway::to_text(report.vantage.environment)),
                    pair("host", std::string_view(report.vantage.host))),
             "1");
  return out.take();
}

}  // namespace atgateway::report
