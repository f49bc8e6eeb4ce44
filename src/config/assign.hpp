// One value, as given, judged by its row and put where it belongs.
#pragma once

#include "config/key.hpp"
#include "config/reading.hpp"

#include <string>
#include <vector>

namespace atgateway::config {

/// A value as it was written, before its key says what it should be.
struct Given {
  enum class Kind : std::uint8_t { null, boolean, number, text, list, object };
  Kind kind = Kind::null;
  std::string text;          // of a number, as written; of a boolean, "true" or "false"
  std::vector<Given> items;  // of a list
  Origin origin;
};

/// A value from a place that knows text only: read as what the key (or the items of its list) takes.
[[nodiscard]] Given from_text(const Key& key, std::string_view text, Origin origin);

/// A setting back as it would be written; the words of a choice included.
[[nodiscard]] Given to_given(const Key& key, const Setting& setting);

/// As JSON on one line.
[[nodiscard]] std::string as_json(const Given& given);

/// Judges and stores. Notes the origin; on failure nothing is stored.
[[nodiscard]] Result<void> assign(Reading& reading, const Key& key, void* object, const std::string& pointer,
                                  const Given& given);

/// "a whole number from 1 to 10", "one of on, off": what a key takes.
[[nodiscard]] std::string wanted(const Key& key);

}  // namespace atgateway::config
