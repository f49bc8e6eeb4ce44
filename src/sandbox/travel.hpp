// What isolines and routes share: positions in parameters, and how fast each mode goes.
#pragma once

#include "json/document.hpp"
#include "json/writer.hpp"
#include "sandbox/sphere.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace atgateway::sandbox {

/// `first,second` as two numbers: longitude,latitude unless `latitude_first`.
enum class AxisOrder { longitude_first, latitude_first };
[[nodiscard]] std::optional<Position> to_position(std::string_view text, AxisOrder order) noexcept;

/// Metres per second over the whole way; nothing for a mode that no provider has.
/// @source the union of the providers' documented modes; the speeds are ours
[[nodiscard]] std::optional<double> speed_of(std::string_view mode) noexcept;

/// The parameter `options`: a JSON object, or nothing.
[[nodiscard]] std::optional<json::Document> parse_options(std::string_view text);

/// `[[longitude, latitude], …]`
void write_positions(json::Writer& writer, std::span<const Position> positions);

}  // namespace atgateway::sandbox
