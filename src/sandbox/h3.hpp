// H3 cells (https://h3geo.org): which one a position lies in, and which lie around it.
#pragma once

#include "sandbox/sphere.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace atgateway::sandbox {

inline constexpr int finest_h3 = 15;

/// The cell of that resolution, 0 to `finest_h3`.
[[nodiscard]] std::uint64_t h3_cell(Position position, int resolution) noexcept;

/// The cells whose centre is within `radius_m` of the origin, and the origin's own: the `most` nearest, ascending.
/// @param radius_m at most 700 km
[[nodiscard]] std::vector<std::uint64_t> h3_area(Position origin, double radius_m, int resolution, std::size_t most);

/// As everybody writes it: hexadecimal, lower case.
[[nodiscard]] std::string h3_text(std::uint64_t cell);

}  // namespace atgateway::sandbox
