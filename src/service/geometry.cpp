#include "service/geometry.hpp"

#include "service/number.hpp"

#include <cmath>
#include <optional>
#include <string_view>

namespace atgateway::service {
namespace {

std::string_view degrees(const json::Value& candidate, std::string_view name, double most) {
  const auto value = candidate.find(name);
  if (!value || !(value->is(json::Kind::number) || value->is(json::Kind::string))) return {};
  const auto number = approximate(value->text());
  return number && std::abs(*number) <= most ? value->text() : std::string_view();
}

}  // namespace

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
