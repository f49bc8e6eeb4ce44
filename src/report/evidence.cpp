#include "report/evidence.hpp"

#include <algorithm>
#include <charconv>

namespace atgateway::report {
namespace {

constexpr std::size_t most_text = 1024;
constexpr std::int64_t day_us = 86'400'000'000;

}  // namespace

const Check* check_of(const Report& report, std::string_view id) noexcept {
  const auto found = std::ranges::find(report.checks, id, &Check::id);
  return found == report.checks.end() ? nullptr : &*found;
}

json::Document evidence_of(const Check* check) {
  if (check == nullptr || check->evidence.empty() || check->evidence == "{}") return {};
  auto document = json::Document::parse(check->evidence);
  return document ? std::move(*document) : json::Document();
}

json::Value member(json::Value object, std::string_view name) noexcept {
  if (!object.is(json::Kind::object)) return {};
  return object.find(name).value_or(json::Value());
}

std::string text(json::Value object, std::string_view name) {
  const auto value = member(object, name);
  return value.is(json::Kind::string) ? std::string(value.text().substr(0, most_text)) : std::string();
}

bool is_true(json::Value object, std::string_view name) noexcept {
  const auto value = member(object, name);
  return value.is(json::Kind::boolean) && value.as_bool();
}

std::int64_t whole(json::Value object, std::string_view name, std::int64_t most) noexcept {
  const auto value = member(object, name);
  if (!value.is(json::Kind::number)) return -1;
  const auto digits = value.text();
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool read = error == std::errc() && end == digits.data() + digits.size();
  return read && number >= 0 && number <= most ? number : -1;
}

std::int64_t microseconds(json::Value object, std::string_view name) noexcept { return whole(object, name, day_us); }

std::vector<std::string> texts(json::Value object, std::string_view name, std::size_t most) {
  std::vector<std::string> all;
  for (const auto each : member(object, name).elements()) {
    if (all.size() == most) break;
    if (each.is(json::Kind::string)) all.emplace_back(each.text().substr(0, most_text));
  }
  return all;
}

Times times(json::Value object, std::string_view name) noexcept {
  const auto value = member(object, name);
  Times out;
  out.samples = std::max<std::int64_t>(0, whole(value, "samples", 1'000'000));
  out.least = microseconds(value, "min_us");
  out.median = microseconds(value, "median_us");
  out.greatest = microseconds(value, "p95_us");
  return out;
}

}  // namespace atgateway::report
