#include "sandbox/endpoints.hpp"
#include "sandbox/replies.hpp"
#include "sandbox/travel.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::sandbox {
namespace {

constexpr std::size_t max_waypoints = 50;
constexpr double step_m = 25'000;
constexpr int most_positions = 64;  // of one leg

Answered bad_request(std::string_view message) { return {error_reply(400, message)}; }

// latitude,longitude:latitude,longitude…
bool add_waypoints(std::string_view text, std::vector<Position>& stops) {
  while (!text.empty()) {
    const auto one = text.substr(0, text.find(':'));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    const auto position = to_position(one, AxisOrder::latitude_first);
    if (!position || stops.size() > max_waypoints) return false;
    stops.push_back(*position);
  }
  return true;
}

}  // namespace

// A Feature whose line is the great circle through all stops.
Answered route(const Query& query, std::string_view) {
  const auto origin_text = query.find("origin"), destination_text = query.find("destination");
  if (!origin_text) return bad_request("Missing required parameter: origin");
  if (!destination_text) return bad_request("Missing required parameter: destination");
  const auto origin = to_position(*origin_text, AxisOrder::longitude_first);
  const auto destination = to_position(*destination_text, AxisOrder::longitude_first);
  if (!origin) return bad_request("origin must be longitude,latitude");
  if (!destination) return bad_request("destination must be longitude,latitude");
  const std::string_view mode = query.find("mode").value_or("car");
  const auto speed = speed_of(mode);
  if (!speed) return bad_request("Unsupported mode");
  std::vector<Position> stops{*origin};
  auto waypoints = query.find("waypoints");
  std::optional<json::Document> options;
  if (const auto text = query.find("options")) {
    options = parse_options(*text);
    if (!options) return bad_request("options must be a JSON object");
    const auto inner = options->root().find("waypoints");
    if (inner && !inner->is(json::Kind::string)) return bad_request("options.waypoints must be a string");
    if (inner && !waypoints) waypoints = inner->text();
  }
  if (waypoints && !add_waypoints(*waypoints, stops))
    return bad_request("waypoints must be latitude,longitude pairs separated by ':', at most 50");
  stops.push_back(*destination);

  std::vector<Position> line{stops.front()};
  double metres = 0;
  for (std::size_t at = 1; at < stops.size(); ++at) {
    metres += distance(stops[at - 1], stops[at]);
    const auto leg = great_circle(stops[at - 1], stops[at], step_m, most_positions);
    line.insert(line.end(), leg.begin() + 1, leg.end());
  }
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("type", "Feature").key("geometry").begin_object().member("type", "LineString");
  writer.key("coordinates");
  write_positions(writer, line);
  writer.end_object().key("properties").begin_object().member("mode", mode);
  writer.member("distance_m", static_cast<std::int64_t>(std::llround(metres)));
  writer.member("duration_s", static_cast<std::int64_t>(std::llround(metres / *speed)));
  writer.member("provider", "sandbox").member("sandbox", true).end_object().member("sandbox", true).end_object();
  return {json_reply(200, std::move(body))};
}

}  // namespace atgateway::sandbox
