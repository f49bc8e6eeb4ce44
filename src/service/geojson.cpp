#include "service/geojson.hpp"

#include "service/number.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace atgateway::service {
namespace {

using json::Kind;

/// What the innermost list of positions must be.
enum class List { none, line, ring };

struct Shape {
  std::string_view type, wkt;
  int depth;  ///< arrays around a position
  List list;
};

constexpr std::array<Shape, 5> shapes = {{
    {"Point", "POINT", 0, List::none},
    {"LineString", "LINESTRING", 1, List::line},
    {"Polygon", "POLYGON", 2, List::ring},
    {"MultiLineString", "MULTILINESTRING", 2, List::line},
    {"MultiPolygon", "MULTIPOLYGON", 3, List::ring},
}};

const Shape* shape_named(const json::Value& geometry) noexcept {
  const auto type = only(geometry, "type");
  if (!type || !type->is(Kind::string)) return nullptr;
  for (const auto& each : shapes) {
    if (each.type == type->text()) return &each;
  }
  return nullptr;
}

class Copier {
 public:
  Copier(const Shape& shape, flow::Geometry form) : shape_(shape), wkt_(form == flow::Geometry::wkt) {}

  std::string copy(const json::Value& coordinates) {
    text_.reserve(coordinates.source().size() + 64);
    if (wkt_) {
      text_ += shape_.wkt;
    } else {
      text_.append(R"({"type":")").append(shape_.type).append(R"(","coordinates":)");
    }
    // WKT has its brackets around a point too.
    if (wkt_ && shape_.depth == 0) text_ += '(';
    if (!take(coordinates, shape_.depth)) return {};
    if (wkt_ && shape_.depth == 0) text_ += ')';
    if (!wkt_) text_ += '}';
    return std::move(text_);
  }

 private:
  struct Position {
    double longitude = 0, latitude = 0;
  };

  /// As deep as the type says, whatever the value's own depth is.
  bool take(const json::Value& value, int depth) {
    if (!value.is(Kind::array)) return false;
    if (depth == 0) return take_position(value).has_value();
    if (depth == 1) return take_positions(value);
    if (value.size() == 0) return false;
    char before = wkt_ ? '(' : '[';
    for (const auto each : value.elements()) {
      text_ += before;
      if (!take(each, depth - 1)) return false;
      before = ',';
    }
    text_ += wkt_ ? ')' : ']';
    return true;
  }

  bool take_positions(const json::Value& list) {
    if (list.size() < (shape_.list == List::ring ? 4u : 2u)) return false;
    std::optional<Position> first, last;
    char before = wkt_ ? '(' : '[';
    for (const auto each : list.elements()) {
      text_ += before;
      last = take_position(each);
      if (!last) return false;
      if (!first) first = last;
      before = ',';
    }
    text_ += wkt_ ? ')' : ']';
    if (shape_.list != List::ring) return true;
    return !(first->longitude < last->longitude) && !(first->longitude > last->longitude) &&
           !(first->latitude < last->latitude) && !(first->latitude > last->latitude);
  }

  std::optional<Position> take_position(const json::Value& value) {
    if (!value.is(Kind::array) || value.size() < 2 || value.size() > 3) return std::nullopt;
    auto element = value.elements().begin();
    const json::Value x = *element;
    const json::Value y = *++element;
    if (!x.is(Kind::number) || !y.is(Kind::number)) return std::nullopt;
    if (value.size() == 3 && !(*++element).is(Kind::number)) return std::nullopt;
    const auto longitude = approximate(x.text()), latitude = approximate(y.text());
    if (!longitude || std::abs(*longitude) > 180 || !latitude || std::abs(*latitude) > 90) return std::nullopt;
    if (wkt_) {
      text_.append(x.text()).append(" ").append(y.text());
    } else {
      text_.append("[").append(x.text()).append(",").append(y.text()).append("]");
    }
    return Position{*longitude, *latitude};
  }

  const Shape& shape_;
  const bool wkt_;
  std::string text_;
};

}  // namespace

std::optional<json::Value> only(const json::Value& object, std::string_view name) noexcept {
  std::optional<json::Value> found;
  for (const auto& [each, value] : object.members()) {
    if (each != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

bool is_geometry(const json::Value& value) noexcept { return shape_named(value) != nullptr; }

std::string copy_geometry(const json::Value& geometry, flow::Geometry form) {
  const Shape* const shape = shape_named(geometry);
  const auto coordinates = only(geometry, "coordinates");
  return shape && coordinates ? Copier(*shape, form).copy(*coordinates) : std::string();
}

}  // namespace atgateway::service
