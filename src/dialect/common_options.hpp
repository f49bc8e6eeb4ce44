// `options` that stand beside the rows and hold for all of them.
#pragma once

#include "json/document.hpp"

#include <atgateway/result.hpp>
#include <atgateway/service.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::dialect {

// They go into the URL of every row that has none of its own.
inline constexpr std::size_t longest_options = 4096;

/// @param value  an object, or a string holding one
/// @param field  where an error points
/// @param name   how an error calls it, as in "`options`"
/// @return whether there is anything in it; `bad_field` when it is no such value, too long, or not for this service
[[nodiscard]] Result<bool> judge_options(const json::Value& value, const ServiceInfo& service, const std::string& field,
                                         std::string_view name);
/// The same, of a text that holds an object.
[[nodiscard]] Result<bool> judge_options(std::string_view text, const ServiceInfo& service, const std::string& field,
                                         std::string_view name);

}  // namespace atgateway::dialect
