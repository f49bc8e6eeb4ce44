// Distances and lines on a sphere of the Earth's mean radius.
#pragma once

#include <vector>

namespace atgateway::sandbox {

struct Position {
  double longitude = 0, latitude = 0;  ///< degrees
};

/// Great-circle distance in metres.
[[nodiscard]] double distance(Position from, Position to) noexcept;

/// A closed ring of `corners` + 1 positions around a centre, counter-clockwise, at about `radius_m`; longitudes and
/// latitudes are clamped to the map, so that the ring is a valid polygon everywhere.
[[nodiscard]] std::vector<Position> ring(Position centre, double radius_m, int corners);

/// Positions along the great circle, ends included, about `step_m` apart but at most `most` of them.
[[nodiscard]] std::vector<Position> great_circle(Position from, Position to, double step_m, int most);

}  // namespace atgateway::sandbox
