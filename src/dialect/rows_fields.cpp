#include "dialect/rows_fields.hpp"

#include "dialect/fields.hpp"
#include "dialect/rows.hpp"

#include <algorithm>
#include <vector>

namespace atgateway::dialect {

Result<Envelope> read_envelope(const json::Value& root) {
  auto values = read_fields(root, field_names, Strangers::refused);
  if (!values.ok()) return std::move(values).error();
  Envelope envelope;
  envelope.values_ = *values;
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
