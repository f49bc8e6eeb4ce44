// What is around a call: which it is, and how its answer is written.
#pragma once

#include "json/document.hpp"

#include <atgateway/result.hpp>

#include <string>
#include <string_view>

namespace atgateway::rpc {

/// A request, taken apart. Views into its document.
struct Asked {
  std::string id = "null";  ///< as JSON; known as soon as it was read, whatever is wrong with the rest
  std::string_view method;
  json::Value params;  ///< an object, or null
};

/// @return what is wrong with it: `bad_field`, `unknown_field` or `duplicate_field`
[[nodiscard]] Result<void> take_apart(const json::Value& root, Asked& asked);

/// The id of a text that is no JSON, when it begins with one: whoever waits for that answer can be told.
[[nodiscard]] std::string guess_id(std::string_view line);

/// @param json  the result or the check as JSON
[[nodiscard]] std::string result_line(std::string_view id, std::string_view json);
[[nodiscard]] std::string check_line(std::string_view id, std::string_view json);
[[nodiscard]] std::string error_line(std::string_view id, const Error& error);

}  // namespace atgateway::rpc
