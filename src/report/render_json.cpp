// The report as JSON: one check a line, so that two reports can be compared by any tool. docs/report.schema.json.
#include "json/writer.hpp"
#include "report/compact.hpp"
#include "report/renderers.hpp"

namespace atgateway::report {
namespace {

template <class Words>
void write_words(json::Writer& out, std::string_view name, const Words& words) {
  out.key(name).begin_array();
  for (const auto& word : words) out.string(word);
  out.end_array();
}

template <class E>
void write_or_null(json::Writer& out, std::string_view name, const std::optional<E>& value) {
  out.key(name);
  if (value) {
    out.string(to_text(*value));
  } else {
    out.null();
  }
}

void write_or_null(json::Writer& out, std::string_view name, const std::string& text) {
  out.key(name);
  if (text.empty()) {
    out.null();
  } else {
    out.string(text);
  }
}

std::string written(const Check& check) {
  std::string text;
  json::Writer out(text);
  out.begin_object().member("id", check.id);
  if (!check.ref.empty()) out.member("ref", check.ref);
  out.member("title", check.title)
      .member("layer", to_text(check.layer))
      .member("status", to_text(check.status))
      .member("severity", to_text(check.severity))
      .member("owner", to_text(check.owner))
      .member("observed", check.observed)
      .member("expected", check.expected);
  out.key("evidence").raw(compact_evidence(check.evidence));
  out.member("duration_us", check.duration_us);
  out.key("remediation").begin_object().member("text", check.remediation.text);
  write_words(out, "commands", check.remediation.commands);
  out.end_object().member("link", check.link);
  if (!check.blocked_by.empty()) out.member("blocked_by", check.blocked_by);
  if (check.reason) out.member("reason", to_text(*check.reason));
  if (!check.explains.empty()) write_words(out, "explains", check.explains);
  out.end_object();
  return with_hidden_escaped(std::move(text));
}

std::string written(const VantageSeen& vantage) {
  std::string text;
  json::Writer out(text);
  out.begin_object().member("host", vantage.host);
  write_words(out, "resolvers", vantage.resolvers);
  out.member("environment", to_text(vantage.environment)).member("sentence", vantage.sentence).end_object();
  return text;
}

std::string written(const Verdict& verdict) {
  std::string text;
  json::Writer out(text);
  out.begin_object().member("status", to_text(verdict.status));
  write_or_null(out, "layer", verdict.layer);
  write_or_null(out, "owner", verdict.owner);
  out.member("headline", verdict.headline);
  write_or_null(out, "next_action", verdict.next_action);
  write_or_null(out, "check", verdict.check);
  out.end_object();
  return text;
}

/// Everything but the checks; `separator` stands between the members.
std::string head(const Report& report, std::string_view separator) {
  std::string text;
  const auto member = [&](std::string_view name, auto&& value) {
    if (!text.empty()) text += separator;
    json::append_string(text, name);
    text += ':';
    if constexpr (std::is_convertible_v<decltype(value), std::string_view>) {
      json::append_string(text, value);
    } else {
      text += std::to_string(value);
    }
  };
  const auto object = [&](std::string_view name, const std::string& json) {
    text += separator;
    json::append_string(text, name);
    text += ':' + json;
  };
  member("schema_version", report.schema_version);
  member("tool", report.tool);
  member("started_at", report.started_at);
  member("duration_us", report.duration_us);
  member("profile", to_text(report.profile));
  object("vantage", written(report.vantage));
  member("target", report.target);
  object("verdict", written(report.verdict));
  return with_hidden_escaped(std::move(text));
}

}  // namespace

std::string render_json(const Report& report) {
  std::string out = "{\n" + head(report, ",\n") + ",\n\"checks\":[";
  bool first = true;
  for (const auto& check : report.checks) {
    out += first ? "\n" : ",\n";
    out += written(check);
    first = false;
  }
  return out + (first ? "]\n}\n" : "\n]\n}\n");
}

std::string render_json_lines(const Report& report) {
  std::string out;
  for (const auto& check : report.checks) out += written(check) + '\n';
  return out + '{' + head(report, ",") + "}\n";
}

}  // namespace atgateway::report

namespace atgateway::inline v0_1 {

std::string check_json(const Check& check) { return report::written(check); }

}  // namespace atgateway::inline v0_1
