// `options` as they go into a URL: one spelling for equal values, so that equal rows are found equal.
#pragma once

#include "json/document.hpp"

#include <string>
#include <string_view>

namespace atgateway::service {

/// Appends the value without blanks, members sorted by name, strings decoded and escaped anew, numbers as written.
void append_canonical(std::string& out, const json::Value& value);

/// The members of an `options` object, ready to be put into a query; the language apart, for a row's own one replaces
/// it.
struct OptionsText {
  std::string language;  ///< percent-encoded JSON string, or empty
  std::string others;    ///< percent-encoded members with commas between, without braces, or empty

  [[nodiscard]] bool empty() const noexcept { return language.empty() && others.empty(); }
};

/// @param object must be an object
[[nodiscard]] OptionsText read_options(const json::Value& object);

/// Appends `&options={…}`, or nothing when there is nothing to say.
/// @param language the row's own, or empty
void append_options(std::string& query, const OptionsText& options, std::string_view language);

}  // namespace atgateway::service
