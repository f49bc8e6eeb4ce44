// The table: every key, once. File, environment, flags, explain, schema and documentation are made from it.
#pragma once

#include "config/draft.hpp"
#include "config/key.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::config {

/// The file's root object; its struct is `Draft`.
[[nodiscard]] const Shape& root_shape() noexcept;

/// Visits every value (not sections and lists) of `object`, in the table's order.
using Visitor = std::function<void(const std::string& pointer, const Key& key, const Shape& shape, void* object)>;
void visit(const Shape& shape, void* object, const std::string& pointer, const Visitor& visitor);

inline constexpr std::string_view flag_config = "config", flag_upstream = "upstream";
inline constexpr std::string_view environment_prefix = "ATGATEWAY_";
inline constexpr std::string_view environment_upstream = "ATGATEWAY_UPSTREAM";

/// Variables that are not keys and not ours to judge here.
[[nodiscard]] std::span<const std::string_view> other_variables() noexcept;

}  // namespace atgateway::config
