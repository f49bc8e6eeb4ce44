// The keys of a site file: one row each. Reader, JSON Schema and docs/site.md are made from it.
#pragma once

#include "site/rules.hpp"

#include <atgateway/site.hpp>

#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace atgateway::site {

/// Where a key's value goes; the alternative says its type.
using Place = std::variant<std::string*, std::vector<std::string>*, bool*, std::uint16_t*>;

struct Key {
  std::string_view section;  ///< empty = at the top
  std::string_view name;
  Rule rule;
  Place (*place)(Site& site);
  std::string_view says;     ///< what it is, for people
  std::string_view example;  ///< as JSON
};

/// In the order of the file; a section's keys stand together.
[[nodiscard]] std::span<const Key> keys() noexcept;
/// "kubernetes", "azure", …
[[nodiscard]] std::span<const std::string_view> sections() noexcept;

}  // namespace atgateway::site
