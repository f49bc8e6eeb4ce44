#include "dialect/rows_fields.hpp"

#include "base/suggest.hpp"
#include "dialect/rows.hpp"
#include "flow/plain_name.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace atgateway::dialect {
namespace {

std::optional<std::size_t> index_of(std::string_view name) noexcept {
  const auto at = std::find(field_names.begin(), field_names.end(), name);
  if (at == field_names.end()) return std::nullopt;
  return static_cast<std::size_t>(at - field_names.begin());
}

Error duplicate(std::string_view name) {
  if (!flow::is_plain_name(name)) return Error(Errc::duplicate_field, "A field is given twice.");
  return Error(Errc::duplicate_field, "`" + std::string(name) + "` is given twice.", "/" + std::string(name));
}

Error unknown(std::string_view name) {
  if (!flow::is_plain_name(name)) return Error(Errc::unknown_field, "A field has a name that is not known.");
  Error error(Errc::unknown_field, "`" + std::string(name) + "` is not a field of this request.",
              "/" + std::string(name));
  const std::string_view near = base::nearest(name, field_names);
  return near.empty() ? error : error.with_hint("did you mean `" + std::string(near) + "`?");
}

/// The field names are few and the unknown ones end the request: only those are collected, and sorted, so that a
/// million of them cost no more than reading them.
Error judge_unknown(std::vector<std::string_view> names) {
  const std::string_view first = names.front();
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? unknown(first) : duplicate(*twice);
}

}  // namespace

Result<Envelope> read_envelope(const json::Value& root) {
  if (!root.is(json::Kind::object)) return Error(Errc::bad_field, "The request must be a JSON object.");
  Envelope envelope;
  std::vector<std::string_view> unknown_names;
  for (const auto& [name, value] : root.members()) {
    const auto index = index_of(name);
    if (!index) {
      unknown_names.push_back(name);
      continue;
    }
    auto& slot = envelope.values_[*index];
    if (slot) return duplicate(name);
    slot = value;
  }
  if (!unknown_names.empty()) return judge_unknown(std::move(unknown_names));
  return envelope;
}

bool wants_errors_in_body(const json::Value& envelope) noexcept {
  bool wanted = false;
  try {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : envelope.members()) {
      names.push_back(name);
      if (name == field_names[static_cast<std::size_t>(Field::errors)]) {
        wanted = value.is(json::Kind::string) && value.text() == "body";
      }
    }
    if (!wanted) return false;
    // A field given twice is found before anything can be asked for: that error keeps its status.
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) == names.end();
  } catch (...) {
    return false;
  }
}

}  // namespace atgateway::dialect
