#include "json/writer.hpp"

#include <atgateway/log_format.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace atgateway::inline v0_1 {
namespace {

std::string timestamp() {
  const auto now = std::chrono::system_clock::now();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now - seconds).count();
  const auto clock = std::chrono::system_clock::to_time_t(seconds);
  std::tm utc{};
  gmtime_r(&clock, &utc);
  std::array<char, 32> day{};
  const auto length = std::strftime(day.data(), day.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::array<char, 16> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%06dZ", static_cast<int>(micros));
  return std::string(day.data(), length) + fraction.data();
}

/// How bad an exchange was: our own faults are errors, refusals are worth a look, the rest is traffic.
Event::Level level_of(int status) {
  if (status >= 500) return Event::Level::error;
  return status >= 400 ? Event::Level::warn : Event::Level::info;
}

void member_unless_empty(json::Writer& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out.member(name, text);
}

void member_unless_absent(json::Writer& out, std::string_view name, std::int64_t value) {
  if (value >= 0) out.member(name, value);
}

// What a terminal would obey is shown instead.
std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text) shown += (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) ? '?' : c;
  return shown;
}

}  // namespace

std::string_view level_name(Event::Level level) noexcept {
  switch (level) {
    case Event::Level::debug:
      return "debug";
    case Event::Level::info:
      return "info";
    case Event::Level::warn:
      return "warn";
    case Event::Level::error:
      return "error";
  }
  return "info";
}

std::string to_json_line(const AccessRecord& record) {
  std::string line;
  line.reserve(384);
  json::Writer out(line);
  const auto& facts = *record.facts;
  out.begin_object().member("time", timestamp()).member("level", level_name(level_of(record.status)));
  out.member("event", "request").member("listener", record.listener).member("method", record.method);
  out.member("route", facts.route).member("status", record.status);
  member_unless_empty(out, "code", facts.code);
  out.member("request_id", record.request_id);
  member_unless_empty(out, "service", facts.service);
  if (!facts.service.empty()) {
    out.member("rows", facts.rows).member("failed", facts.failed).member("upstream_calls", facts.upstream_calls);
    out.member("deduplicated", facts.deduplicated).member("billed", facts.billed);
  }
  out.member("request_bytes", record.request_bytes).member("reply_bytes", record.reply_bytes);
  out.member("total_us", record.total_us);
  member_unless_absent(out, "queue_us", facts.queue_us);
  member_unless_absent(out, "upstream_us", facts.upstream_us);
  if (record.link_id) out.member("link_id", *record.link_id);
  member_unless_empty(out, "user", facts.context_user);
  member_unless_empty(out, "job", facts.context_job);
  member_unless_empty(out, "statement", facts.context_statement);
  out.end_object();
  return line;
}

std::string to_json_line(const Event& event) {
  std::string line;
  json::Writer out(line);
  out.begin_object().member("time", timestamp()).member("level", level_name(event.level));
  out.member("event", event.name).member("message", event.message);
  for (const auto& [name, value] : event.fields) out.member(name, value);
  out.end_object();
  return line;
}

std::string to_text_line(const AccessRecord& record) {
  const auto& facts = *record.facts;
  std::string line = timestamp() + " " + std::string(record.method) + " " + std::string(facts.route) + " " +
                     std::to_string(record.status);
  if (!facts.code.empty()) line += " " + std::string(facts.code);
  if (!facts.service.empty()) {
    line += " rows=" + std::to_string(facts.rows) + " failed=" + std::to_string(facts.failed) +
            " billed=" + std::to_string(facts.billed);
  }
  return line + " " + std::to_string(record.total_us) + "us id=" + printable(record.request_id);
}

std::string to_text_line(const Event& event) {
  std::string line = timestamp() + " " + std::string(level_name(event.level)) + " " + std::string(event.name) + ": " +
                     printable(event.message);
  for (const auto& [name, value] : event.fields) line += " " + name + "=" + printable(value);
  return line;
}

}  // namespace atgateway::inline v0_1
