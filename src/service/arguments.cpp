#include "service/arguments.hpp"

#include "base/ascii.hpp"
#include "base/suggest.hpp"
#include "flow/plain_name.hpp"
#include "service/number.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace atgateway::service {
namespace {

using json::Kind;
using Type = ArgumentInfo::Type;
using Trouble = std::optional<Error>;

std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }

Error bad(const ArgumentInfo& info, std::string_view rule, std::string hint) {
  return Error(Errc::bad_argument, quoted(info.name) + " must be " + std::string(rule) + ".")
      .with_hint(std::move(hint));
}

/// A bound as a person would write it: 180, not 180.000000.
std::string written(double bound) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), bound).ptr;
  return std::string(text.data(), end);
}

std::string range_of(const ArgumentInfo& info) {
  std::string text = info.type == Type::integer ? "a whole number" : "a number";
  if (info.minimum && info.minimum_excluded) {
    text += " above " + written(*info.minimum);
    if (info.maximum) text += ", at most " + written(*info.maximum);
  } else if (info.minimum && info.maximum) {
    text += " from " + written(*info.minimum) + " to " + written(*info.maximum);
  } else if (info.minimum) {
    text += " not below " + written(*info.minimum);
  } else if (info.maximum) {
    text += " not above " + written(*info.maximum);
  }
  if (!info.unit.empty()) text += " (" + std::string(info.unit) + ")";
  return text;
}

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const auto word : words) text += (text.empty() ? "one of " : ", ") + quoted(word);
  return text;
}

/// Two letters; whether the country exists is the provider's to say.
bool is_country(std::string_view text) noexcept {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return base::lower(c) >= 'a' && base::lower(c) <= 'z'; });
}

/// RFC 4647's basic language range, and the underscore that locales are written with.
bool is_language(std::string_view text) noexcept {
  constexpr std::size_t longest = 35;
  return text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
           const char folded = base::lower(c);
           return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

Trouble take_string(const ArgumentInfo& info, const json::Value& value, Argument& out) {
  if (!value.is(Kind::string)) return bad(info, "a string", "send it in quotes");
  const auto text = value.text();
  if (base::trim(text).empty()) return bad(info, "more than blanks", "send null when there is none");
  if (!info.allowed.empty() && std::find(info.allowed.begin(), info.allowed.end(), text) == info.allowed.end()) {
    const auto near = base::nearest(text, info.allowed);
    return bad(info, listed(info.allowed), near.empty() ? "choose one of these" : "did you mean " + quoted(near) + "?");
  }
  if (info.name == "country" && !is_country(text)) {
    return bad(info, "an ISO 3166-1 alpha-2 code", "use two letters, such as ES");
  }
  if (info.name == "language" && !is_language(text)) {
    return bad(info, "a language tag", "use a tag such as en or pt-BR");
  }
  out.text = text;
  return std::nullopt;
}

Trouble take_number(const ArgumentInfo& info, const json::Value& value, Argument& out) {
  const bool fits = value.is(Kind::number) || value.is(Kind::string);
  const auto text = fits ? value.text() : std::string_view();
  const auto number = approximate(text);
  const bool too_low =
      number && info.minimum && (info.minimum_excluded ? *number <= *info.minimum : *number < *info.minimum);
  const bool too_high = number && info.maximum && *number > *info.maximum;
  out.text = info.type == Type::integer ? whole_number(text) : text;
  if (number && !too_low && !too_high && !out.text.empty()) return std::nullopt;
  return bad(info, range_of(info), "send a JSON number, or a string holding one");
}

Trouble take_object(const ArgumentInfo& info, const json::Value& value, Argument& out,
                    std::optional<json::Document>& held) {
  out.object = value;
  if (value.is(Kind::string)) {
    auto inner = json::Document::parse(std::string(value.text()));
    if (inner.ok()) {
      held = std::move(inner).value();
      out.object = held->root();
    }
  }
  if (out.object.is(Kind::object)) return std::nullopt;
  return bad(info, "an object or a string holding one", "build it with a JSON function such as to_json");
}

Trouble take(const ArgumentInfo& info, const json::Value& value, Argument& out, std::optional<json::Document>& held) {
  if (value.is_null() || (value.is(Kind::string) && value.text().empty())) return std::nullopt;
  out.given = true;
  switch (info.type) {
    case Type::string:
      return take_string(info, value, out);
    case Type::number:
    case Type::integer:
      return take_number(info, value, out);
    case Type::object:
      return take_object(info, value, out, held);
  }
  return std::nullopt;
}

Error unknown(const ServiceInfo& service, std::string_view name) {
  std::array<std::string_view, max_arguments> names;
  const auto end = std::transform(service.arguments.begin(), service.arguments.end(), names.begin(),
                                  [](const ArgumentInfo& info) { return info.name; });
  const std::span<const std::string_view> known(names.begin(), end);
  const std::string what = flow::is_plain_name(name) ? quoted(name) : "A name in the row";
  Error error(Errc::unknown_argument, what + " is not an argument of " + quoted(service.name) + ".");
  if (known.empty()) return error.with_hint("send an empty object or array");
  const auto near = base::nearest(name, known);
  if (!near.empty()) return error.with_hint("did you mean " + quoted(near) + "?");
  std::string hint = "it takes ";
  for (const auto each : known) hint += (each == known.front() ? "" : ", ") + quoted(each);
  return error.with_hint(std::move(hint));
}

Error twice(std::string_view name) {
  return Error(Errc::bad_argument, quoted(name) + " is given twice.").with_hint("give it once");
}

/// `id` is the caller's own; only its type is judged.
Trouble judge_id(const json::Value& value, bool& seen) {
  if (seen) return twice("id");
  seen = true;
  if (value.is_null() || value.is(Kind::string) || value.is(Kind::number)) return std::nullopt;
  return Error(Errc::bad_argument, "`id` must be a string or a number.").with_hint("leave it out when there is none");
}

Trouble judge_object(const ServiceInfo& service, const json::Value& row, Arguments& out) {
  std::array<bool, max_arguments> seen{};
  bool id_seen = false;
  for (const auto& [name, value] : row.members()) {
    if (name == "id") {
      if (auto error = judge_id(value, id_seen)) return error;
      continue;
    }
    std::size_t at = 0;
    while (at < service.arguments.size() && service.arguments[at].name != name) ++at;
    if (at == service.arguments.size()) return unknown(service, name);
    if (seen[at]) return twice(name);
    seen[at] = true;
    if (auto error = take(service.arguments[at], value, out.values[at], out.held)) return error;
  }
  return std::nullopt;
}

Trouble judge_array(const ServiceInfo& service, const json::Value& row, Arguments& out, std::size_t first) {
  const auto count = service.arguments.size();
  if (row.size() > first && row.size() - first > count) {
    return Error(Errc::too_many_arguments, "The row has " + std::to_string(row.size() - first) +
                                               (first == 0 ? " values; " : " arguments; ") + quoted(service.name) +
                                               " takes " + (count == 0 ? "none" : "at most " + std::to_string(count)) +
                                               ".");
  }
  std::size_t at = 0;
  for (const auto value : row.elements()) {
    if (at >= first) {
      if (auto error = take(service.arguments[at - first], value, out.values[at - first], out.held)) return error;
    }
    ++at;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> judge_arguments(const ServiceInfo& service, const json::Value& row, Arguments& out,
                                     std::uint32_t first) {
  out = Arguments{};
  if (row.is(Kind::object)) {
    if (auto error = judge_object(service, row, out)) return error;
  } else if (row.is(Kind::array)) {
    if (auto error = judge_array(service, row, out, first)) return error;
  } else {
    return Error(Errc::bad_argument, "A row must be an object, an array or null.")
        .with_hint("put the values into an array, or into an object by name");
  }
  for (std::size_t at = 0; at < service.arguments.size(); ++at) {
    const auto& info = service.arguments[at];
    if (!info.required || out.values[at].given) continue;
    return Error(Errc::missing_argument, quoted(info.name) + " is missing.")
        .with_hint(first == 0 ? "give it by name, or as value " + std::to_string(at + 1) + " of the array"
                              : "give it as argument " + std::to_string(at + 1) + ", after the leading columns");
  }
  return std::nullopt;
}

}  // namespace atgateway::service
