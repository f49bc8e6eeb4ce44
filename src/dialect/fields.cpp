#include "dialect/fields.hpp"

#include "base/suggest.hpp"
#include "flow/plain_name.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace atgateway::dialect {
namespace {

Error duplicate(std::string_view name) {
  if (!flow::is_plain_name(name)) return Error(Errc::duplicate_field, "A field is given twice.");
  return Error(Errc::duplicate_field, "`" + std::string(name) + "` is given twice.", "/" + std::string(name));
}

Error unknown(std::string_view name, std::span<const std::string_view> known) {
  if (!flow::is_plain_name(name)) return Error(Errc::unknown_field, "A field has a name that is not known.");
  Error error(Errc::unknown_field, "`" + std::string(name) + "` is not a field of this request.",
              "/" + std::string(name));
  const std::string_view near = base::nearest(name, known);
  return near.empty() ? error : error.with_hint("did you mean `" + std::string(near) + "`?");
}

/// The field names are few and the unknown ones end the request: only those are collected, and sorted, so that a
/// million of them cost no more than reading them.
Error judge_unknown(std::vector<std::string_view> names, std::span<const std::string_view> known) {
  const std::string_view first = names.front();
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  return twice == names.end() ? unknown(first, known) : duplicate(*twice);
}

}  // namespace

std::optional<Error> sort_fields(const json::Value& object, std::span<const std::string_view> names,
                                 std::span<std::optional<json::Value>> values, Strangers strangers) {
  if (!object.is(json::Kind::object)) return Error(Errc::bad_field, "The request must be a JSON object.");
  std::vector<std::string_view> unknown_names;
  for (const auto& [name, value] : object.members()) {
    const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (at == names.size()) {
      if (strangers == Strangers::refused) unknown_names.push_back(name);
      continue;
    }
    if (values[at]) return duplicate(name);
    values[at] = value;
  }
  if (!unknown_names.empty()) return judge_unknown(std::move(unknown_names), names);
  return std::nullopt;
}

}  // namespace atgateway::dialect
