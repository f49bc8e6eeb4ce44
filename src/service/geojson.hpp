// GeoJSON geometries (RFC 7946, section 3.1): judged, and written anew with the digits they came with.
#pragma once

#include "flow/batch.hpp"
#include "json/document.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace atgateway::service {

/// The member that has this name, if exactly one has: of two, nobody can say which is meant.
[[nodiscard]] std::optional<json::Value> only(const json::Value& object, std::string_view name) noexcept;

/// Is it an object whose `type` is the name of a geometry that can be written?
[[nodiscard]] bool is_geometry(const json::Value& value) noexcept;

/// `{"type","coordinates"}` without blanks, or WKT. Two numbers a position: a height is dropped.
/// @return empty when it is not a whole geometry: a position out of range, an open ring, a line of one
[[nodiscard]] std::string copy_geometry(const json::Value& geometry, flow::Geometry form);

}  // namespace atgateway::service
