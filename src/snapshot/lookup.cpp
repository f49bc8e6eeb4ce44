#include "snapshot/lookup.hpp"

#include "base/ascii.hpp"

#include <charconv>
#include <chrono>

namespace atgateway::snapshot {
namespace {

constexpr std::size_t most_elements = 100'000;

std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

void append_elements(std::vector<json::Value>& out, const json::Value& array) {
  for (const auto element : array.elements()) {
    if (out.size() == most_elements) return;
    out.push_back(element);
  }
}

// The digits at `from`, exactly `length` of them.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t length) noexcept {
  if (from + length > text.size()) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(from, length)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<json::Value> at_without_case(const json::Value& value, Path path) noexcept {
  std::optional<json::Value> here = value;
  for (const auto name : path) {
    std::optional<json::Value> found;
    for (const auto [member, inside] : here->members()) {
      if (!base::equal_without_case(member, name)) continue;
      found = inside;
      break;
    }
    if (!found) return std::nullopt;
    here = found;
  }
  if (here->is_null()) return std::nullopt;
  return here;
}

}  // namespace

std::optional<json::Value> at(const json::Value& value, Path path) noexcept {
  std::optional<json::Value> here = value;
  for (const auto name : path) {
    if (!here->is(json::Kind::object)) return std::nullopt;
    here = here->find(name);
    if (!here) return std::nullopt;
  }
  if (here->is_null()) return std::nullopt;
  return here;
}

std::string_view text_at(const json::Value& value, Path path) noexcept {
  const auto there = at(value, path);
  return there && there->is(json::Kind::string) ? there->text() : std::string_view{};
}

std::optional<std::int64_t> integer_at(const json::Value& value, Path path) noexcept {
  const auto there = at(value, path);
  if (!there || !(there->is(json::Kind::number) || there->is(json::Kind::string))) return std::nullopt;
  return whole_number(there->text());
}

std::optional<bool> flag_at(const json::Value& value, Path path) noexcept {
  const auto there = at(value, path);
  if (!there) return std::nullopt;
  if (there->is(json::Kind::boolean)) return there->as_bool();
  if (!there->is(json::Kind::string)) return std::nullopt;
  if (base::equal_without_case(there->text(), "true")) return true;
  if (base::equal_without_case(there->text(), "false")) return false;
  return std::nullopt;
}

std::optional<std::vector<json::Value>> list_of(const json::Value& value) {
  std::vector<json::Value> out;
  if (value.is(json::Kind::array)) {
    append_elements(out, value);
    return out;
  }
  for (const auto name : {std::string_view("items"), std::string_view("value")}) {
    if (const auto list = at(value, {name}); list && list->is(json::Kind::array)) {
      append_elements(out, *list);
      return out;
    }
  }
  return std::nullopt;
}

std::vector<json::Value> elements_at(const json::Value& value, Path path) {
  std::vector<json::Value> out;
  if (const auto there = at(value, path)) append_elements(out, *there);
  return out;
}

std::vector<std::string_view> strings_at(const json::Value& value, Path path) {
  std::vector<std::string_view> out;
  const auto there = at(value, path);
  if (!there) return out;
  if (there->is(json::Kind::string)) out.push_back(there->text());
  for (const auto element : there->elements()) {
    if (out.size() == most_elements) break;
    if (element.is(json::Kind::string)) out.push_back(element.text());
  }
  return out;
}

std::optional<json::Value> property(const json::Value& resource, Path path) noexcept {
  if (auto direct = at_without_case(resource, path)) return direct;
  const auto properties = at(resource, {"properties"});
  return properties ? at_without_case(*properties, path) : std::nullopt;
}

std::string_view property_text(const json::Value& resource, Path path) noexcept {
  const auto there = property(resource, path);
  return there ? text_at(*there) : std::string_view{};
}

std::optional<std::int64_t> property_integer(const json::Value& resource, Path path) noexcept {
  const auto there = property(resource, path);
  return there ? integer_at(*there) : std::nullopt;
}

std::optional<bool> property_flag(const json::Value& resource, Path path) noexcept {
  const auto there = property(resource, path);
  return there ? flag_at(*there) : std::nullopt;
}

std::vector<std::string_view> property_strings(const json::Value& resource, Path path) {
  const auto there = property(resource, path);
  return there ? strings_at(*there, {}) : std::vector<std::string_view>{};
}

std::vector<json::Value> property_elements(const json::Value& resource, Path path) {
  const auto there = property(resource, path);
  return there ? elements_at(*there, {}) : std::vector<json::Value>{};
}

std::optional<std::int64_t> moment_from(std::string_view text) noexcept {
  using namespace std::chrono;
  const auto year_ = digits(text, 0, 4), month_ = digits(text, 5, 2), day_ = digits(text, 8, 2),
             hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!year_ || !month_ || !day_ || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
  if (text[13] != ':' || text[16] != ':' || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const year_month_day date(year{*year_}, month{static_cast<unsigned>(*month_)}, day{static_cast<unsigned>(*day_)});
  if (!date.ok()) return std::nullopt;
  std::size_t rest = 19;
  if (rest < text.size() && text[rest] == '.') {
    for (++rest; rest < text.size() && text[rest] >= '0' && text[rest] <= '9';) ++rest;
  }
  std::int64_t offset = 0;
  const auto zone = text.substr(std::min(rest, text.size()));
  if (zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':') {
    const auto hours = digits(zone, 1, 2), minutes = digits(zone, 4, 2);
    if (!hours || !minutes) return std::nullopt;
    offset = (*hours * 60 + *minutes) * 60 * (zone[0] == '-' ? -1 : 1);
  } else if (!zone.empty() && zone != "Z" && zone != "z") {
    return std::nullopt;
  }
  const auto days = sys_days(date).time_since_epoch().count();
  return std::int64_t{days} * 86400 + *hour * 3600 + *minute * 60 + *second - offset;
}

std::optional<std::int64_t> moment_at(const json::Value& value, Path path) noexcept {
  return moment_from(text_at(value, path));
}

}  // namespace atgateway::snapshot
