// Evidence, whatever its spacing was, on one line.
#pragma once

#include "json/document.hpp"

#include <string>
#include <string_view>

namespace atgateway::report {

/// The value without white space between its parts. Numbers stay as they were written; hidden characters are escaped.
[[nodiscard]] std::string compact(json::Value value);

/// The same with blanks behind commas and colons: for people, and for breaking lines.
[[nodiscard]] std::string spaced(json::Value value);

/// The same on many lines, two blanks deeper each level.
[[nodiscard]] std::string indented(json::Value value);

/// A check's evidence as one line of JSON; "{}" when it is no JSON object.
[[nodiscard]] std::string compact_evidence(std::string_view evidence);

/// Replaces hidden characters, which can only stand inside strings of JSON, by their escapes.
[[nodiscard]] std::string with_hidden_escaped(std::string json);

}  // namespace atgateway::report
