// Reading other people's JSON: every step may be missing or of another type, and then there is nothing.
#pragma once

#include "json/document.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace atgateway::snapshot {

using Path = std::initializer_list<std::string_view>;

/// The member of members, by name; nothing when one is missing, not in an object, or null.
[[nodiscard]] std::optional<json::Value> at(const json::Value& value, Path path) noexcept;

/// A string there, or empty.
[[nodiscard]] std::string_view text_at(const json::Value& value, Path path = {}) noexcept;
/// A whole number there, or a string of digits that is one.
[[nodiscard]] std::optional<std::int64_t> integer_at(const json::Value& value, Path path = {}) noexcept;
/// A boolean there, or the strings "true" and "false" in any case.
[[nodiscard]] std::optional<bool> flag_at(const json::Value& value, Path path = {}) noexcept;

/// What a list holds, in each form it comes in: an array, or an object with an array `items` (kubectl, Databricks) or
/// `value` (ARM); nothing when it is none of these. The first 100 000.
[[nodiscard]] std::optional<std::vector<json::Value>> list_of(const json::Value& value);
/// The elements of an array there; none when there is no array.
[[nodiscard]] std::vector<json::Value> elements_at(const json::Value& value, Path path);
/// The strings of an array there, in order; a single string is a list of one.
[[nodiscard]] std::vector<std::string_view> strings_at(const json::Value& value, Path path);

/// ARM's properties stand inline (az) or under `properties` (REST), and the case of their names differs between
/// versions of az. Takes them in each form.
[[nodiscard]] std::optional<json::Value> property(const json::Value& resource, Path path) noexcept;
[[nodiscard]] std::string_view property_text(const json::Value& resource, Path path) noexcept;
[[nodiscard]] std::optional<std::int64_t> property_integer(const json::Value& resource, Path path) noexcept;
[[nodiscard]] std::optional<bool> property_flag(const json::Value& resource, Path path) noexcept;
[[nodiscard]] std::vector<std::string_view> property_strings(const json::Value& resource, Path path);
[[nodiscard]] std::vector<json::Value> property_elements(const json::Value& resource, Path path);

/// "2026-03-01T12:30:00Z", with a fraction and offset perhaps, as seconds since 1970.
[[nodiscard]] std::optional<std::int64_t> moment_from(std::string_view rfc3339) noexcept;
[[nodiscard]] std::optional<std::int64_t> moment_at(const json::Value& value, Path path) noexcept;

}  // namespace atgateway::snapshot
