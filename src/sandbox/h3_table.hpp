// The generated half of H3: its icosahedron, and which base cell each place of a face belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace atgateway::sandbox {

/// A base cell as a face sees it, at a + b w on the face's coarsest grid (w is a third of a turn).
struct H3Base {
  static constexpr std::uint8_t no = 7;
  std::int8_t a, b;
  std::uint8_t cell;  ///< 0 to 121
  /// By the direction of the first step away from its centre (sixths of a turn): how many sixths turn the face's
  /// directions into the cell's digits. One number, but for the twelve pentagons; `no` where this face does not reach.
  std::array<std::uint8_t, 6> turns;
};

struct H3Face {
  std::array<double, 3> centre;  ///< unit vectors, x towards 0° 0°, z towards the north pole
  std::array<double, 3> axis;    ///< from the centre towards a corner
  std::array<H3Base, 16> bases;
};

[[nodiscard]] std::span<const H3Face, 20> h3_faces() noexcept;

}  // namespace atgateway::sandbox
