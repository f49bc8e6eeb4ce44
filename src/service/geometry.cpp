#include "service/geometry.hpp"

#include "service/geojson.hpp"
#include "service/number.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace atgateway::service {
namespace {

std::string_view degrees(const json::Value& candidate, std::string_view name, double most) {
  const auto value = candidate.find(name);
  if (!value || !(value->is(json::Kind::number) || value->is(json::Kind::string))) return {};
  const auto number = approximate(value->text());
  return number && std::abs(*number) <= most ? value->text() : std::string_view();
}

/// Where the geometry is, one step nearer; nothing at the end of the way.
std::optional<json::Value> inside(const json::Value& value) {
  const auto alone = [](const json::Value& list) {
    return list.size() == 1 ? std::optional(*list.elements().begin()) : std::nullopt;
  };
  if (value.is(json::Kind::array)) return alone(value);
  if (const auto type = only(value, "type"); type && type->is(json::Kind::string)) {
    if (type->text() == "Feature") return only(value, "geometry");
    if (type->text() == "FeatureCollection") {
      const auto features = only(value, "features");
      return features && features->is(json::Kind::array) ? alone(*features) : std::nullopt;
    }
  }
  std::optional<json::Value> found;
  for (const std::string_view name : {"value", "geometry", "geom"}) {
    const auto member = only(value, name);
    if (!member || member->is_null()) continue;
    if (found) return std::nullopt;
    found = member;
  }
  return found;
}

}  // namespace

std::string shape_of(const json::Value& answer, flow::Geometry form) {
  // [entry] > value > [collection] > features > Feature > geometry, and a text on the way.
  constexpr int longest_way = 8;
  std::optional<json::Document> text;
  std::optional<json::Value> value = answer;
  for (int step = 0; value && step < longest_way; ++step) {
    if (value->is(json::Kind::string)) {
      if (text || step == 0) return {};
      auto parsed = json::Document::parse(std::string(value->text()), {.depth = 32, .tokens = 4000000});
      if (!parsed.ok()) return {};
      text = std::move(parsed).value();
      value = text->root();
    }
    if (is_geometry(*value)) return copy_geometry(*value, form);
    value = inside(*value);
  }
  return {};
}

std::string point_of(const json::Value& candidate, flow::Geometry form) {
  const auto longitude = degrees(candidate, "longitude", 180);
  const auto latitude = degrees(candidate, "latitude", 90);
  if (longitude.empty() || latitude.empty()) return {};
  std::string text;
  text.reserve(48 + longitude.size() + latitude.size());
  switch (form) {
    case flow::Geometry::geojson:
      text.append(R"({"type":"Point","coordinates":[)").append(longitude).append(",").append(latitude).append("]}");
      break;
    case flow::Geometry::wkt:
      text.append("POINT(").append(longitude).append(" ").append(latitude).append(")");
      break;
  }
  return text;
}

}  // namespace atgateway::service
