#include "rpc/params.hpp"

#include "base/base64.hpp"
#include "base/suggest.hpp"
#include "json/pointer.hpp"
#include "rpc/latin1.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace atgateway::rpc {
namespace {

constexpr double longest_seconds = 1e9;
constexpr std::size_t longest_name = 64;  // of an unknown member, when it is shown

/// The whole of `text` as a number, and nothing else of it.
template <class Number>
std::optional<Number> read(std::string_view text) {
  Number number{};
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A header field's bytes; nothing when it would end itself or the head.
std::optional<std::string> field_bytes(const json::Value& value) {
  if (!value.is(json::Kind::string)) return std::nullopt;
  auto bytes = to_latin1(value.text());
  if (bytes && bytes->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return std::nullopt;
  return bytes;
}

/// @param pair  [name, value], hopefully
bool add_field(Headers& headers, const json::Value& pair) {
  if (!pair.is(json::Kind::array) || pair.size() != 2) return false;
  auto part = pair.elements().begin();
  const auto name = field_bytes(*part);
  auto value = field_bytes(*++part);
  if (!name || name->empty() || !value) return false;
  headers.add(*name, *value);
  wipe(*value);  // it may be a token
  return true;
}

std::string listed(std::span<const std::string_view> names) {
  std::string all;
  for (const auto name : names) all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

}  // namespace

std::optional<json::Value> Params::value(std::string_view name, Need need) {
  known_.push_back(name);
  const auto found = object_.find(name);
  if (found && !found->is_null()) return found;
  if (need == Need::required) complain(name, "is missing", "Give it.");
  return std::nullopt;
}

std::optional<json::Value> Params::of_kind(std::string_view name, Need need, json::Kind kind, const char* what) {
  const auto found = value(name, need);
  if (!found || found->is(kind)) return found;
  complain(name, std::string("must be ") + what);
  return std::nullopt;
}

std::optional<json::Value> Params::object(std::string_view name, Need need) {
  return of_kind(name, need, json::Kind::object, "an object");
}

std::string_view Params::view(std::string_view name, Need need, std::string_view otherwise) {
  const auto found = of_kind(name, need, json::Kind::string, "a string");
  return found ? found->text() : otherwise;
}

std::string Params::bytes(std::string_view name, Need need) {
  auto bytes = base::from_base64(view(name, need));
  if (!bytes) complain(name, "must be Base64", "RFC 4648, section 4, with padding.");
  return std::move(bytes).value_or(std::string());
}

std::string Params::latin1(std::string_view name) {
  auto bytes = to_latin1(view(name, Need::required));
  if (!bytes) complain(name, "must be bytes as characters, U+0000 to U+00FF");
  return std::move(bytes).value_or(std::string());
}

std::vector<std::string> Params::texts(std::string_view name) {
  std::vector<std::string> texts;
  const auto found = of_kind(name, Need::optional, json::Kind::array, "an array of strings");
  if (!found) return texts;
  for (const auto& each : found->elements()) {
    if (!each.is(json::Kind::string)) {
      auto place = pointer_to(name);
      json::append_pointer(place, texts.size());
      complain_at(std::move(place), "must be a string");
      break;
    }
    texts.emplace_back(each.text());
  }
  return texts;
}

Headers Params::headers(std::string_view name) {
  Headers headers;
  const auto found = of_kind(name, Need::optional, json::Kind::array, "an array of [name, value]");
  if (!found) return headers;
  for (const auto& each : found->elements()) {
    if (!add_field(headers, each)) {
      auto place = pointer_to(name);
      json::append_pointer(place, headers.size());
      complain_at(std::move(place), "must be [name, value], two strings without line ends, the first not empty");
      break;
    }
  }
  return headers;
}

std::int64_t Params::integer(std::string_view name, std::int64_t least, std::int64_t most,
                             std::optional<std::int64_t> otherwise) {
  const auto found = of_kind(name, otherwise ? Need::optional : Need::required, json::Kind::number, "a number");
  if (!found) return otherwise.value_or(least);
  const auto number = read<std::int64_t>(found->text());
  if (number && *number >= least && *number <= most) return *number;
  complain(name, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

std::uint64_t Params::natural(std::string_view name, std::uint64_t otherwise) {
  const auto found = of_kind(name, Need::optional, json::Kind::number, "a number");
  if (!found) return otherwise;
  const auto number = read<std::uint64_t>(found->text());
  if (!number) complain(name, "must be a whole number from 0 to 18446744073709551615");
  return number.value_or(otherwise);
}

double Params::number(std::string_view name, double otherwise) {
  const auto found = of_kind(name, Need::optional, json::Kind::number, "a number");
  if (!found) return otherwise;
  const auto number = read<double>(found->text());
  if (!number) complain(name, "is too large or too small a number");
  return number.value_or(otherwise);
}

std::optional<milliseconds> Params::seconds(std::string_view name) {
  const auto found = of_kind(name, Need::optional, json::Kind::number, "a number of seconds");
  if (!found) return std::nullopt;
  const auto given = read<double>(found->text());
  if (given && *given >= 0) return milliseconds(std::llround(std::ceil(std::min(*given, longest_seconds) * 1000)));
  complain(name, "must be a number of seconds, not below 0");
  return std::nullopt;
}

std::optional<std::size_t> Params::word(std::string_view name, std::initializer_list<std::string_view> words,
                                        Need need) {
  const auto found = of_kind(name, need, json::Kind::string, "a string");
  if (!found) return std::nullopt;
  const auto at = std::find(words.begin(), words.end(), found->text());
  if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
  complain(name, "must be one of " + listed({words.begin(), words.size()}));
  return std::nullopt;
}

std::optional<Error> Params::wrong() const {
  std::vector<bool> seen(known_.size());
  for (const auto& [name, value] : object_.members()) {
    const auto at = static_cast<std::size_t>(std::ranges::find(known_, name) - known_.begin());
    if (at == known_.size()) {
      auto place = std::string(pointer_);
      json::append_pointer(place, name.substr(0, longest_name));
      const auto near = base::nearest(name, known_);
      const Error error(Errc::unknown_field, "\"" + std::string(name.substr(0, longest_name)) + "\" is not known here",
                        std::move(place));
      if (!near.empty()) return error.with_hint("Did you mean \"" + std::string(near) + "\"?");
      return error.with_hint(known_.empty() ? "There is nothing to give." : "Known are " + listed(known_) + ".");
    }
    if (seen[at]) return Error(Errc::duplicate_field, std::string(name) + " is given twice", pointer_to(name));
    seen[at] = true;
  }
  return first_;
}

std::string Params::pointer_to(std::string_view name) const {
  std::string pointer(pointer_);
  json::append_pointer(pointer, name);
  return pointer;
}

void Params::complain(std::string_view name, const std::string& what, std::string hint) {
  complain_at(pointer_to(name), what, std::move(hint));
}

void Params::complain_at(std::string pointer, const std::string& what, std::string hint) {
  if (first_) return;
  // The pointer's last words say which: a sentence needs no other subject.
  const auto name = pointer.substr(pointer_.size() + 1);
  Error error(Errc::bad_field, name + " " + what, std::move(pointer));
  first_ = hint.empty() ? std::move(error) : error.with_hint(std::move(hint));
}

}  // namespace atgateway::rpc
