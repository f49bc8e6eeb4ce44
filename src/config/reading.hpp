// A configuration while it is read: the draft, and who said what.
#pragma once

#include "config/draft.hpp"
#include "config/key.hpp"

#include <atgateway/result.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::config {

/// Where a value was given.
struct Origin {
  std::string text;                   // "file FILE", "environment NAME", "flag --NAME"
  std::optional<std::size_t> offset;  // in the file
};

struct Reading {
  explicit Reading(const ConfigSources& given) : sources(given) {}

  const ConfigSources& sources;
  Draft draft;
  std::map<std::string, Origin, std::less<>> origins;  // by pointer; sections and lists too
  std::vector<std::string> warnings;

  [[nodiscard]] Origin file(std::size_t offset) const;
  void note(const std::string& pointer, Origin origin) { origins.insert_or_assign(pointer, std::move(origin)); }
  /// Forgets what was said about a value and everything below it.
  void forget(std::string_view pointer);
  /// Whether something was said about it or about anything below it.
  [[nodiscard]] bool given(std::string_view pointer) const;

  /// "limits.rows must be … (file gateway.json, line 3, column 12)".
  [[nodiscard]] Error fail(const std::string& pointer, std::string_view what, std::string hint) const;
  [[nodiscard]] Error fail(const std::string& pointer, std::string_view what, std::string hint,
                           const Origin& origin) const;
  /// The same, as a warning.
  void warn(const std::string& pointer, std::string_view what);
};

/// "/upstreams/0/base_url" as people write it: "upstreams[0].base_url".
[[nodiscard]] std::string spoken(std::string_view pointer);

/// "line 3, column 12", counted from 1, columns in bytes.
[[nodiscard]] std::string line_and_column(std::string_view text, std::size_t offset);

/// Text that came from outside, fit for one line: control characters replaced, cut when too long.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t longest = 64);

}  // namespace atgateway::config
