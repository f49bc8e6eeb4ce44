#include "sandbox/travel.hpp"

#include "sandbox/query.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace atgateway::sandbox {

std::optional<Position> to_position(std::string_view text, AxisOrder order) noexcept {
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  auto longitude = to_number(text.substr(0, comma)), latitude = to_number(text.substr(comma + 1));
  if (order == AxisOrder::latitude_first) std::swap(longitude, latitude);
  if (!longitude || !latitude || std::abs(*longitude) > 180 || std::abs(*latitude) > 90) return std::nullopt;
  return Position{*longitude, *latitude};
}

std::optional<double> speed_of(std::string_view mode) noexcept {
  struct Row {
    std::string_view mode;
    double metres_per_second;
  };
  constexpr Row table[] = {{"walk", 1.4}, {"bike", 4.2},       {"car", 14},       {"truck", 11}, {"taxi", 12},
                           {"bus", 8},    {"private_bus", 10}, {"motorbike", 14}, {"van", 13}};
  for (const auto& row : table) {
    if (row.mode == mode) return row.metres_per_second;
  }
  return std::nullopt;
}

std::optional<json::Document> parse_options(std::string_view text) {
  auto document = json::Document::parse(std::string(text));
  if (!document || !document->root().is(json::Kind::object)) return std::nullopt;
  return std::move(*document);
}

void write_positions(json::Writer& writer, std::span<const Position> positions) {
  writer.begin_array();
  for (const auto& position : positions) {
    writer.begin_array().number(position.longitude).number(position.latitude).end_array();
  }
  writer.end_array();
}

}  // namespace atgateway::sandbox
