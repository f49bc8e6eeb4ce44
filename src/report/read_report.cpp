// A report's JSON form, read again: strict about what it knows, indifferent to what it does not.
#include "json/document.hpp"
#include "json/pointer.hpp"
#include "report/compact.hpp"
#include "report/verdict.hpp"
#include "report/words_back.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

using namespace report;

constexpr std::size_t most_bytes = std::size_t{16} << 20;
constexpr std::size_t most_checks = 1000, most_items = 256, most_text = 65536, most_id = 128;

/// One pass over a report. The first mistake is kept, and everything read after it does not count.
class Reading {
 public:
  explicit Reading(const json::Value& root) : root_(root) {}

  std::optional<Error> run(Report& report) {
    if (!root_.is(json::Kind::object)) return Error(Errc::bad_report, "it must be a JSON object");
    if (required(root_, "", "schema_version")) {
      read_number(root_, "", "schema_version", schema_version_);
      if (schema_version_ != 1) fail("/schema_version", "only schema_version 1 can be read");
    }
    report.schema_version = 1;
    read_text(root_, "", "tool", report.tool);
    read_text(root_, "", "started_at", report.started_at);
    read_number(root_, "", "duration_us", report.duration_us);
    read_word(root_, "", "profile", report.profile);
    read_text(root_, "", "target", report.target);
    if (const auto vantage = take(root_, "", "vantage", json::Kind::object)) read_vantage(*vantage, report.vantage);
    (void)take(root_, "", "verdict", json::Kind::object);  // it is derived anew
    if (required(root_, "", "checks")) {
      if (const auto checks = take(root_, "", "checks", json::Kind::array)) read_checks(*checks, report.checks);
    }
    return std::move(error_);
  }

 private:
  void fail(std::string at, std::string detail) {
    if (!error_) error_ = Error(Errc::bad_report, std::move(detail), std::move(at));
  }

  static std::string below(std::string_view pointer, std::string_view name) {
    std::string longer(pointer);
    json::append_pointer(longer, name);
    return longer;
  }

  /// The member of that name, which may stand there once; `{}` when there is none.
  std::optional<json::Value> member(json::Value object, std::string_view at, std::string_view name) {
    std::optional<json::Value> found;
    for (const auto& each : object.members()) {
      if (each.name != name) continue;
      if (found) fail(below(at, name), "it is given twice");
      found = each.value;
    }
    return found;
  }

  bool required(json::Value object, std::string_view at, std::string_view name) {
    if (object.find(name)) return true;
    fail(below(at, name), "it is missing");
    return false;
  }

  std::optional<json::Value> take(json::Value object, std::string_view at, std::string_view name, json::Kind kind) {
    auto found = member(object, at, name);
    if (!found || found->is(kind)) return found;
    static constexpr std::string_view words[] = {"null", "a boolean", "a number", "a string", "an array", "an object"};
    fail(below(at, name), "it must be " + std::string(words[static_cast<std::size_t>(kind)]));
    return std::nullopt;
  }

  void read_text(json::Value object, std::string_view at, std::string_view name, std::string& into,
                 std::size_t most = most_text) {
    const auto found = take(object, at, name, json::Kind::string);
    if (!found) return;
    if (found->text().size() > most)
      return fail(below(at, name), "it is longer than " + std::to_string(most) + " bytes");
    into = found->text();
  }

  void read_number(json::Value object, std::string_view at, std::string_view name, std::int64_t& into) {
    const auto found = take(object, at, name, json::Kind::number);
    if (!found) return;
    const auto text = found->text();
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (trouble != std::errc() || end != text.data() + text.size() || into < 0) {
      into = 0;
      fail(below(at, name), "it must be a whole number, 0 or more");
    }
  }

  template <class E>
  bool read_word(json::Value object, std::string_view at, std::string_view name, E& into) {
    const auto found = take(object, at, name, json::Kind::string);
    if (!found) return false;
    const auto word = from_text<E>(found->text());
    if (word) {
      into = *word;
    } else {
      fail(below(at, name), "it must be " + all_words<E>());
    }
    return word.has_value();
  }

  void read_texts(json::Value object, std::string_view at, std::string_view name, std::vector<std::string>& into) {
    const auto found = take(object, at, name, json::Kind::array);
    if (!found) return;
    if (found->size() > most_items) {
      return fail(below(at, name), "it has more than " + std::to_string(most_items) + " items");
    }
    into.clear();
    for (const auto each : found->elements()) {
      if (!each.is(json::Kind::string) || each.text().size() > most_text) {
        auto pointer = below(at, name);
        json::append_pointer(pointer, into.size());
        return fail(std::move(pointer), "it must be a string of at most " + std::to_string(most_text) + " bytes");
      }
      into.emplace_back(each.text());
    }
  }

  void read_vantage(json::Value object, VantageSeen& into) {
    read_text(object, "/vantage", "host", into.host);
    read_texts(object, "/vantage", "resolvers", into.resolvers);
    read_word(object, "/vantage", "environment", into.environment);
    read_text(object, "/vantage", "sentence", into.sentence);
  }

  void read_checks(json::Value array, std::vector<Check>& into) {
    if (array.size() > most_checks) {
      return fail("/checks", "there are more than " + std::to_string(most_checks) + " checks");
    }
    for (const auto each : array.elements()) {
      std::string at = "/checks";
      json::append_pointer(at, into.size());
      if (!each.is(json::Kind::object)) return fail(std::move(at), "it must be an object");
      into.push_back(read_check(each, at));
      if (error_) return;
    }
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < into.size(); ++i) {
      if (seen.emplace(into[i].id, i).second) continue;
      return fail("/checks/" + std::to_string(i) + "/id", "this check is there twice");
    }
  }

  Check read_check(json::Value object, const std::string& at) {
    Check check;
    if (!required(object, at, "id") || !required(object, at, "status")) return check;
    read_text(object, at, "id", check.id, most_id);
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; };
    if (check.id.empty() || !std::ranges::all_of(check.id, plain)) {
      fail(at + "/id", "it must be lower-case words with dots and hyphens");
      return check;
    }
    read_word(object, at, "status", check.status);
    // What an older or shortened report leaves out, the table knows.
    const auto* row = find_check(check.id);
    if (row != nullptr) {
      check.ref = row->ref;
      check.title = row->title;
      check.layer = row->layer;
      check.owner = row->owner;
      check.severity = row->severity;
    } else if (!required(object, at, "layer") || !required(object, at, "owner")) {
      return check;
    }
    read_text(object, at, "ref", check.ref);
    read_text(object, at, "title", check.title);
    read_word(object, at, "layer", check.layer);
    read_word(object, at, "owner", check.owner);
    read_word(object, at, "severity", check.severity);
    read_text(object, at, "observed", check.observed);
    read_text(object, at, "expected", check.expected);
    if (const auto evidence = take(object, at, "evidence", json::Kind::object)) check.evidence = compact(*evidence);
    read_number(object, at, "duration_us", check.duration_us);
    if (const auto remediation = take(object, at, "remediation", json::Kind::object)) {
      read_text(*remediation, at + "/remediation", "text", check.remediation.text);
      read_texts(*remediation, at + "/remediation", "commands", check.remediation.commands);
    }
    check.link = "docs/diagnostics.md#" + check.id;
    read_text(object, at, "link", check.link);
    read_text(object, at, "blocked_by", check.blocked_by, most_id);
    SkipReason reason{};
    if (read_word(object, at, "reason", reason)) check.reason = reason;
    read_texts(object, at, "explains", check.explains);
    const bool skipped = check.status == CheckStatus::skip;
    const int causes = (check.blocked_by.empty() ? 0 : 1) + (check.reason ? 1 : 0);
    if (skipped && causes != 1) fail(at, "a skip has exactly one of blocked_by and reason");
    if (!skipped && causes != 0) fail(at, "only a skip has blocked_by or reason");
    return check;
  }

  json::Value root_;
  std::int64_t schema_version_ = 0;
  std::optional<Error> error_;
};

/// What holds in the report blocks nothing: a skip that names it has no data.
void derive_skips(std::vector<Check>& checks) {
  std::map<std::string, CheckStatus, std::less<>> became;
  for (const auto& check : checks) became.emplace(check.id, check.status);
  for (auto& check : checks) {
    const auto by = became.find(check.blocked_by);
    if (by == became.end() || (by->second != CheckStatus::pass && by->second != CheckStatus::warn)) continue;
    check.remediation = {"The report says that " + check.blocked_by +
                             " stood in the way, which did not fail there. Make the check again.",
                         {}};
    check.blocked_by.clear();
    check.reason = SkipReason::no_data;
  }
}

}  // namespace

Result<Report> read_report(std::string json) {
  if (json.size() > most_bytes) {
    return Error(Errc::bad_report, "it is larger than " + std::to_string(most_bytes >> 20) + " MiB");
  }
  const auto document = json::Document::parse(std::move(json));
  if (!document) return Error(Errc::bad_report, "it is not JSON: " + std::string(document.error().detail()));
  Report report;
  if (auto error = Reading(document->root()).run(report)) return std::move(*error);
  derive_skips(report.checks);
  sort_by_table(report.checks);
  report.verdict = judge(report.checks, report.profile);
  return report;
}

}  // namespace atgateway::inline v0_1
