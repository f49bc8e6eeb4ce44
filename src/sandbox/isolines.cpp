#include "sandbox/endpoints.hpp"
#include "sandbox/h3.hpp"
#include "sandbox/replies.hpp"
#include "sandbox/travel.hpp"

#include <cmath>
#include <string>

namespace atgateway::sandbox {
namespace {

constexpr double max_range_m = 500'000, max_range_s = 36'000;
constexpr int corners = 48;
constexpr int usual_resolution = 8;
constexpr std::size_t most_cells = 10'000;
// Roads are not straight: in the time asked for, one gets this far as the crow flies.
constexpr double straightness = 0.7;

Answered bad_request(std::string_view message) { return {error_reply(400, message)}; }

/// What both isolines are asked.
struct Asked {
  Position origin;
  std::string_view mode, range_type;
  double range = 0, radius_m = 0;
};

/// @return what is wrong, or empty
std::string_view read(const Query& query, Asked& asked) {
  const auto origin_text = query.find("origin"), range_text = query.find("range");
  if (!origin_text) return "Missing required parameter: origin";
  if (!range_text) return "Missing required parameter: range";
  const auto origin = to_position(*origin_text, AxisOrder::longitude_first);
  if (!origin) return "origin must be longitude,latitude";
  asked.origin = *origin;
  asked.mode = query.find("mode").value_or("car");
  const auto speed = speed_of(asked.mode);
  if (!speed) return "Unsupported mode";
  asked.range_type = query.find("range_type").value_or("time");
  const bool by_time = asked.range_type == "time";
  if (!by_time && asked.range_type != "distance") return "range_type must be time or distance";
  const auto range = to_number(*range_text);
  if (!range || *range <= 0 || *range > (by_time ? max_range_s : max_range_m)) {
    return by_time ? "range must be seconds, above 0 and at most 36000"
                   : "range must be metres, above 0 and at most 500000";
  }
  if (const auto options = query.find("options"); options && !parse_options(*options)) {
    return "options must be a JSON object";
  }
  asked.range = *range;
  asked.radius_m = by_time ? *range * *speed * straightness : *range;
  return {};
}

void write_asked(json::Writer& writer, const Asked& asked) {
  writer.member("mode", asked.mode).member("range", asked.range).member("range_type", asked.range_type);
  writer.member("provider", "sandbox").member("sandbox", true);
}

}  // namespace

// A Feature whose polygon is a circle: `range` metres around the origin, or what `mode` covers in `range` seconds.
Answered isoline(const Query& query, std::string_view) {
  Asked asked;
  if (const auto fault = read(query, asked); !fault.empty()) return bad_request(fault);
  std::string body;
  json::Writer writer(body);
  writer.begin_object().member("type", "Feature").key("geometry").begin_object().member("type", "Polygon");
  writer.key("coordinates").begin_array();
  write_positions(writer, ring(asked.origin, asked.radius_m, corners));
  writer.end_array().end_object().key("properties").begin_object();
  write_asked(writer, asked);
  writer.end_object().member("sandbox", true).end_object();
  return {json_reply(200, std::move(body))};
}

// The same circle as the cells whose centres are in it.
Answered isoline_h3(const Query& query, std::string_view) {
  Asked asked;
  if (const auto fault = read(query, asked); !fault.empty()) return bad_request(fault);
  const auto wanted = query.find("resolution") ? to_number(*query.find("resolution")) : usual_resolution;
  if (!wanted || *wanted < 0 || *wanted > finest_h3 || std::floor(*wanted) != *wanted) {
    return bad_request("resolution must be a whole number from 0 to 15");
  }
  const int resolution = static_cast<int>(*wanted);
  std::string body;
  json::Writer writer(body);
  writer.begin_object().key("value").begin_array();
  for (const auto cell : h3_area(asked.origin, asked.radius_m, resolution, most_cells)) writer.string(h3_text(cell));
  writer.end_array().member("resolution", resolution);
  write_asked(writer, asked);
  writer.end_object();
  return {json_reply(200, std::move(body))};
}

}  // namespace atgateway::sandbox
