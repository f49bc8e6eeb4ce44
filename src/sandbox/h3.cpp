#include "sandbox/h3.hpp"

#include "sandbox/h3_table.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

// Each of the icosahedron's 20 faces is projected on a plane from the Earth's centre. On that plane a resolution is a
// grid of hexagons, and the next finer one is that grid made smaller by the root of 7 and turned to and fro. With
// places as whole numbers a + b w, where w is a third of a turn (Eisenstein's), one such step is a product with a
// number of norm 7, and the way back down from a place to its base cell is division with remainder: the remainders are
// the cell's digits.

namespace atgateway::sandbox {
namespace {

using Vector = std::array<double, 3>;

constexpr double degree = std::numbers::pi / 180;
constexpr double radius_of_earth_m = 6'371'008.8;
// Distance of neighbours on the coarsest grid, in radii: a face's corner is two of them from its centre.
constexpr double pitch = 0.38196601125010515;
// From a face's centre to its corners.
const double corner = std::atan(2 * pitch);
// The turn between a grid and the next.
const double odd_turn = -std::asin(std::sqrt(3.0 / 28));
const double root_of_7 = std::sqrt(7.0);
const double half_root_of_3 = std::sqrt(0.75);

struct Place {
  std::int64_t a = 0, b = 0;
};

constexpr Place operator+(Place x, Place y) noexcept { return {x.a + y.a, x.b + y.b}; }
constexpr Place operator-(Place x, Place y) noexcept { return {x.a - y.a, x.b - y.b}; }
constexpr Place operator*(Place x, Place y) noexcept {
  return {x.a * y.a - x.b * y.b, x.a * y.b + x.b * y.a - x.b * y.b};
}

constexpr std::array<Place, 6> directions = {{{1, 0}, {1, 1}, {0, 1}, {-1, 0}, {-1, -1}, {0, -1}}};
constexpr std::array<unsigned, 6> digit_of_direction = {4, 6, 2, 3, 1, 5};

double dot(const Vector& a, const Vector& b) noexcept { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

Vector cross(const Vector& a, const Vector& b) noexcept {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vector to_vector(Position position) noexcept {
  const double around = position.longitude * degree, up = position.latitude * degree;
  return {std::cos(up) * std::cos(around), std::cos(up) * std::sin(around), std::sin(up)};
}

Position to_position(const Vector& v) noexcept {
  return {std::atan2(v[1], v[0]) / degree, std::atan2(v[2], std::hypot(v[0], v[1])) / degree};
}

const H3Face& nearest_face(const Vector& v) noexcept {
  const auto faces = h3_faces();
  return *std::max_element(faces.begin(), faces.end(),
                           [&](const H3Face& a, const H3Face& b) { return dot(v, a.centre) < dot(v, b.centre); });
}

/// Is it the face's, or on an edge of it?
bool is_on(const H3Face& face, const Vector& v) noexcept {
  constexpr double edge = 1e-12;
  return dot(v, face.centre) >= dot(v, nearest_face(v).centre) - edge;
}

/// One face's plane, with the grid of one resolution.
class Plane {
 public:
  Plane(const H3Face& face, int resolution) noexcept
      : face_(face),
        resolution_(resolution),
        other_(cross(face.centre, face.axis)),
        unit_(pitch / std::pow(root_of_7, resolution)) {
    const double turn = resolution % 2 == 0 ? 0 : odd_turn;
    cosine_ = std::cos(turn);
    sine_ = std::sin(turn);
  }

  [[nodiscard]] double unit_m() const noexcept { return unit_ * radius_of_earth_m; }

  [[nodiscard]] Place place_of(const Vector& v) const noexcept {
    const double depth = dot(v, face_.centre) * unit_;
    const double x = dot(v, face_.axis) / depth, y = dot(v, other_) / depth;
    const double b = (x * sine_ + y * cosine_) / half_root_of_3;
    const double a = x * cosine_ - y * sine_ + b / 2;
    Place best;
    double least = std::numeric_limits<double>::infinity();
    for (const double i : {std::floor(a), std::floor(a) + 1}) {
      for (const double j : {std::floor(b), std::floor(b) + 1}) {
        const double length = (a - i) * (a - i) - (a - i) * (b - j) + (b - j) * (b - j);
        if (length >= least) continue;
        least = length;
        best = {static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)};
      }
    }
    return best;
  }

  [[nodiscard]] Vector centre_of(Place place) const noexcept {
    const auto a = static_cast<double>(place.a), b = static_cast<double>(place.b);
    const double turned_x = (a - b / 2) * unit_, turned_y = b * half_root_of_3 * unit_;
    const double x = turned_x * cosine_ + turned_y * sine_, y = turned_y * cosine_ - turned_x * sine_;
    Vector v{};
    for (std::size_t at = 0; at < 3; ++at) v[at] = face_.centre[at] + x * face_.axis[at] + y * other_[at];
    const double length = std::sqrt(dot(v, v));
    for (auto& each : v) each /= length;
    return v;
  }

  /// 0 when the face does not reach that far.
  [[nodiscard]] std::uint64_t cell_at(Place place) const noexcept {
    std::array<int, finest_h3> way{};  // -1: stays in the centre
    int lead = -1;
    for (int at = resolution_; at > 0; --at) {
      const Place conjugate = at % 2 == 0 ? Place{2, -1} : Place{3, 1};
      for (int direction = -1; direction < 6; ++direction) {
        const Place product =
            (direction < 0 ? place : place - directions[static_cast<std::size_t>(direction)]) * conjugate;
        if (product.a % 7 != 0 || product.b % 7 != 0) continue;
        place = {product.a / 7, product.b / 7};
        way[static_cast<std::size_t>(at - 1)] = direction;
        if (direction >= 0) lead = direction;
        break;
      }
    }
    for (const auto& base : face_.bases) {
      if (base.a == place.a && base.b == place.b) return written(base, way, lead);
    }
    return 0;
  }

 private:
  // The index's layout: mode 1, resolution, base cell, then three bits a digit, 7 where there is none.
  [[nodiscard]] std::uint64_t written(const H3Base& base, const std::array<int, finest_h3>& way,
                                      int lead) const noexcept {
    const auto turn = lead < 0 ? 0 : base.turns[static_cast<std::size_t>(lead)];
    if (turn == H3Base::no) return 0;
    std::uint64_t cell =
        std::uint64_t{1} << 59 | static_cast<std::uint64_t>(resolution_) << 52 | std::uint64_t{base.cell} << 45;
    for (int at = 0; at < finest_h3; ++at) {
      std::uint64_t digit = 7;
      if (at < resolution_) {
        const int direction = way[static_cast<std::size_t>(at)];
        digit = direction < 0 ? 0 : digit_of_direction[static_cast<std::size_t>((direction + turn) % 6)];
      }
      cell |= digit << (3 * (finest_h3 - 1 - at));
    }
    return cell;
  }

  const H3Face& face_;
  int resolution_;
  Vector other_;
  double unit_, cosine_ = 1, sine_ = 0;
};

}  // namespace

std::uint64_t h3_cell(Position position, int resolution) noexcept {
  const Vector v = to_vector(position);
  const Plane plane(nearest_face(v), resolution);
  return plane.cell_at(plane.place_of(v));
}

std::vector<std::uint64_t> h3_area(Position origin, double radius_m, int resolution, std::size_t most) {
  struct Found {
    double away_m;
    std::uint64_t cell;
  };
  const Vector v = to_vector(origin);
  std::vector<Found> found{{-1, h3_cell(origin, resolution)}};
  // A face's own cells lie in its triangle, and its plane is good for no others: around a corner the faces do not fit.
  for (const H3Face& face : h3_faces()) {
    if (std::acos(std::clamp(dot(v, face.centre), -1.0, 1.0)) > corner + radius_m / radius_of_earth_m) continue;
    const Plane plane(face, resolution);
    const Place own = plane.place_of(v);
    const double enough_m =
        1.2 * plane.unit_m() * std::sqrt(static_cast<double>(most) * half_root_of_3 / std::numbers::pi) +
        plane.unit_m();
    const double reach_m = std::min(radius_m, enough_m);
    // Towards its rim the plane is stretched: there a step is down to half of what it is in the middle.
    constexpr double shortest_step = 0.5;
    const auto rings = static_cast<std::int64_t>(std::ceil(reach_m / (shortest_step * plane.unit_m()))) + 1;
    for (std::int64_t a = -rings; a <= rings; ++a) {
      for (std::int64_t b = std::max(-rings, a - rings); b <= std::min(rings, a + rings); ++b) {
        const Place place = own + Place{a, b};
        const Vector centre = plane.centre_of(place);
        const double away_m = distance(origin, to_position(centre));
        if (away_m > reach_m || !is_on(face, centre)) continue;
        if (const auto cell = plane.cell_at(place); cell != 0) found.push_back({away_m, cell});
      }
    }
  }
  // What lies on an edge was found from both sides, and the origin's own at first.
  std::sort(found.begin(), found.end(),
            [](const Found& x, const Found& y) { return x.cell != y.cell ? x.cell < y.cell : x.away_m < y.away_m; });
  const auto same = [](const Found& x, const Found& y) { return x.cell == y.cell; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
  std::sort(found.begin(), found.end(), [](const Found& x, const Found& y) { return x.away_m < y.away_m; });
  if (found.size() > most) found.resize(most);
  std::vector<std::uint64_t> cells;
  cells.reserve(found.size());
  for (const auto& each : found) cells.push_back(each.cell);
  std::sort(cells.begin(), cells.end());
  return cells;
}

std::string h3_text(std::uint64_t cell) {
  std::array<char, 16> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), cell, 16).ptr;
  return std::string(text.data(), end);
}

}  // namespace atgateway::sandbox
