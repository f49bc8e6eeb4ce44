#include "sandbox/sphere.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace atgateway::sandbox {
namespace {

constexpr double radius_of_earth_m = 6'371'008.8;
constexpr double degree = std::numbers::pi / 180;

// A tenth of a metre is enough, and short numbers keep replies small. Adding 0 makes -0 a 0.
double rounded(double degrees) { return std::round(degrees * 1e6) / 1e6 + 0.0; }

}  // namespace

double distance(Position from, Position to) noexcept {
  const double across = std::sin((to.latitude - from.latitude) * degree / 2);
  const double along = std::sin((to.longitude - from.longitude) * degree / 2);
  const double h = across * across + std::cos(from.latitude * degree) * std::cos(to.latitude * degree) * along * along;
  return 2 * radius_of_earth_m * std::asin(std::min(1.0, std::sqrt(h)));
}

std::vector<Position> ring(Position centre, double radius_m, int corners) {
  const double up = radius_m / radius_of_earth_m / degree;
  const double wide = up / std::max(0.05, std::cos(centre.latitude * degree));
  std::vector<Position> positions;
  for (int corner = 0; corner < corners; ++corner) {
    const double angle = 2 * std::numbers::pi * corner / corners;
    positions.push_back({rounded(std::clamp(centre.longitude + wide * std::cos(angle), -180.0, 180.0)),
                         rounded(std::clamp(centre.latitude + up * std::sin(angle), -90.0, 90.0))});
  }
  positions.push_back(positions.front());
  return positions;
}

std::vector<Position> great_circle(Position from, Position to, double step_m, int most) {
  const double angle = distance(from, to) / radius_of_earth_m;
  const double steps = std::clamp(std::ceil(angle * radius_of_earth_m / step_m), 1.0, static_cast<double>(most - 1));
  std::vector<Position> positions{from};
  for (double step = 1; step < steps; ++step) {
    // Spherical interpolation between the two unit vectors; antipodes have no single great circle, then it is straight.
    const double part = step / steps;
    const double sine = std::sin(angle);
    const double a = sine > 1e-9 ? std::sin((1 - part) * angle) / sine : 1 - part;
    const double b = sine > 1e-9 ? std::sin(part * angle) / sine : part;
    const auto mixed = [&](auto axis) { return a * axis(from) + b * axis(to); };
    const double x = mixed([](Position p) { return std::cos(p.latitude * degree) * std::cos(p.longitude * degree); });
    const double y = mixed([](Position p) { return std::cos(p.latitude * degree) * std::sin(p.longitude * degree); });
    const double z = mixed([](Position p) { return std::sin(p.latitude * degree); });
    positions.push_back({rounded(std::atan2(y, x) / degree), rounded(std::atan2(z, std::hypot(x, y)) / degree)});
  }
  positions.push_back(to);
  return positions;
}

}  // namespace atgateway::sandbox
