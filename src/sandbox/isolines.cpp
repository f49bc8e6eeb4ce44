#include "sandbox/endpoints.hpp"
#include "sandbox/replies.hpp"
#include "sandbox/travel.hpp"

#include <string>

namespace atgateway::sandbox {
namespace {

constexpr double max_range_m = 500'000, max_range_s = 36'000;
constexpr int corners = 48;
// Roads are not straight: in the time asked for, one gets this far as the crow flies.
constexpr double straightness = 0.7;

Answered bad_request(std::string_view message) { return {error_reply(400, message)}; }

}  // namespace

// A Feature whose polygon is a circle: `range` metres around the origin, or what `mode` covers in `range` seconds.
Answered isoline(const Query& query, std::string_view) {
  const auto origin_text = query.find("origin"), range_text = query.find("range");
  if (!origin_text) return bad_request("Missing required parameter: origin");
  if (!range_text) return bad_request("Missing required parameter: range");
  const auto origin = to_position(*origin_text, AxisOrder::longitude_first);
  if (!origin) return bad_request("origin must be longitude,latitude");
  const std::string_view mode = query.find("mode").value_or("car");
  const auto speed = speed_of(mode);
  if (!speed) return bad_request("Unsupported mode");
  const std::string_view range_type = query.find("range_type").value_or("time");
  const bool by_time = range_type == "time";
  if (!by_time && range_type != "distance") return bad_request("range_type must be time or distance");
  const auto range = to_number(*range_text);
  if (!range || *range <= 0 || *range > (by_time ? max_range_s : max_range_m)) {
    return bad_request(by_time ? "range must be seconds, above 0 and at most 36000"
                               : "range must be metres, above 0 and at most 500000");
  }
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("type", "Feature").key("geometry").begin_object().member("type", "Polygon");
  writer.key("coordinates").begin_array();
  write_positions(writer, ring(*origin, by_time ? *range * *speed * straightness : *range, corners));
  writer.end_array().end_object().key("properties").begin_object();
  writer.member("mode", mode).member("range", *range).member("range_type", range_type);
  writer.member("provider", "sandbox").member("sandbox", true).end_object().member("sandbox", true).end_object();
  return {json_reply(200, std::move(body))};
}

Answered isoline_h3(const Query&, std::string_view) {
  return bad_request("Unsupported provider: the sandbox has no H3 isolines");
}

}  // namespace atgateway::sandbox
