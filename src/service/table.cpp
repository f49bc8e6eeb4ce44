// THE table of services: what each takes, what it costs, how much of it fits. A new endpoint is a row here, and a row
// in recipe.cpp that says how its arguments are written into a URL.
#include <atgateway/service.hpp>

#include <algorithm>
#include <array>

namespace atgateway::inline v0_1 {
namespace {

using Type = ArgumentInfo::Type;

constexpr std::array<ArgumentInfo, 4> geocode_arguments = {{
    {"address", Type::string, true, {}, {}, "", {}, "What to find: a street address, a place, a postal code."},
    {"country", Type::string, false, {}, {}, "", {}, "ISO 3166-1 alpha-2 code of the country to search, such as ES."},
    {"language", Type::string, false, {}, {}, "", {}, "Language tag of the answer's texts, such as en or pt-BR."},
    {"options", Type::object, false, {}, {}, "", {}, "Further options of the account's geocoding provider."},
}};

constexpr std::string_view degrees = "degrees";

// No closed list here: it would be a list per provider, and wrong with the next release of one.
constexpr std::string_view mode_words =
    "How to travel, such as car or walk. What is allowed differs from provider to provider: CARTO checks it.";

constexpr std::array<std::string_view, 2> range_types = {"time", "distance"};

constexpr ArgumentInfo longitude_of(std::string_view name, std::string_view words) {
  return {name, Type::number, true, -180, 180, degrees, {}, words};
}
constexpr ArgumentInfo latitude_of(std::string_view name, std::string_view words) {
  return {name, Type::number, true, -90, 90, degrees, {}, words};
}

constexpr ArgumentInfo range_argument = {
    "range", Type::number,        true, 0,
    {},      "seconds or metres", {},   "How far: seconds, or metres when range_type is distance; above 0.",
    true};
constexpr ArgumentInfo range_type_argument = {
    "range_type", Type::string, false, {}, {}, "", range_types, "What range counts. Left out, CARTO decides."};
constexpr ArgumentInfo mode_argument = {"mode", Type::string, true, {}, {}, "", {}, mode_words};

constexpr std::array<ArgumentInfo, 4> reverse_arguments = {{
    longitude_of("longitude", "Where to look, WGS84."),
    latitude_of("latitude", "Where to look, WGS84."),
    {"language", Type::string, false, {}, {}, "", {}, "Language tag of the answer's texts, such as en or pt-BR."},
    {"options", Type::object, false, {}, {}, "", {}, "Further options of the account's geocoding provider."},
}};

constexpr std::array<ArgumentInfo, 6> isoline_arguments = {{
    longitude_of("longitude", "Where to start, WGS84."),
    latitude_of("latitude", "Where to start, WGS84."),
    mode_argument,
    range_argument,
    range_type_argument,
    {"options", Type::object, false, {}, {}, "", {}, "Further options of the account's isolines provider."},
}};

constexpr std::array<ArgumentInfo, 7> isoline_h3_arguments = {{
    longitude_of("longitude", "Where to start, WGS84."),
    latitude_of("latitude", "Where to start, WGS84."),
    mode_argument,
    range_argument,
    range_type_argument,
    {"resolution", Type::integer, false, 0, 15, "", {}, "H3 resolution of the cells. Left out, CARTO decides."},
    {"options", Type::object, false, {}, {}, "", {}, "Further options of the account's isolines provider."},
}};

constexpr std::array<ArgumentInfo, 6> route_arguments = {{
    longitude_of("origin_longitude", "Where to start, WGS84."),
    latitude_of("origin_latitude", "Where to start, WGS84."),
    longitude_of("destination_longitude", "Where to go, WGS84."),
    latitude_of("destination_latitude", "Where to go, WGS84."),
    mode_argument,
    {"options",
     Type::object,
     false,
     {},
     {},
     "",
     {},
     "Further options of the account's routing provider. Waypoints travel in here, latitude before longitude."},
}};

constexpr std::array<ServiceInfo, 6> table = {{
    {.name = "geocode",
     .description = "Addresses to coordinates.",
     .arguments = geocode_arguments,
     .upstream_method = "GET",
     .upstream_path = "/v3/lds/geocoding/geocode",
     .batch_path = "/v3/lds/geocoding/batch",
     .metered = true,
     .has_geometry = true,
     .max_rows = 10000},
    {.name = "reverse-geocode",
     .description = "Coordinates to addresses.",
     .arguments = reverse_arguments,
     .upstream_method = "GET",
     .upstream_path = "/v3/lds/geocoding/reverse",
     .batch_path = "",
     .metered = true,
     .has_geometry = true,
     .max_rows = 1000},
    {.name = "isoline",
     .description = "The area that can be reached within a time or a distance.",
     .arguments = isoline_arguments,
     .upstream_method = "GET",
     .upstream_path = "/v3/lds/isolines",
     .batch_path = "",
     .metered = true,
     .has_geometry = true,
     .max_rows = 100},
    {.name = "isoline-h3",
     .description = "The same area as a list of H3 cells.",
     .arguments = isoline_h3_arguments,
     .upstream_method = "GET",
     .upstream_path = "/v3/lds/isolines/h3",
     .batch_path = "",
     .metered = true,
     .has_geometry = false,
     .max_rows = 100},
    {.name = "route",
     .description = "The way from one place to another.",
     .arguments = route_arguments,
     .upstream_method = "GET",
     .upstream_path = "/v3/lds/routing",
     .batch_path = "",
     .metered = true,
     .has_geometry = true,
     .max_rows = 100},
    {.name = "quota",
     .description = "What is left of the account's quota. Costs nothing: use it to verify credentials.",
     .arguments = {},
     .upstream_method = "GET",
     .upstream_path = "/v3/lds/stats",
     .batch_path = "",
     .metered = false,
     .has_geometry = false,
     .max_rows = 100},
}};

}  // namespace

std::span<const ServiceInfo> services() noexcept { return table; }

const ServiceInfo* find_service(std::string_view name) noexcept {
  const auto at = std::find_if(table.begin(), table.end(), [&](const ServiceInfo& each) { return each.name == name; });
  return at == table.end() ? nullptr : &*at;
}

}  // namespace atgateway::inline v0_1
