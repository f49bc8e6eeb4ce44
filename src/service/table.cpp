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

constexpr std::array<ServiceInfo, 2> table = {{
    {.name = "geocode",
     .description = "Addresses to coordinates.",
     .arguments = geocode_arguments,
     .upstream_method = "GET",
     .upstream_path = "/v3/lds/geocoding/geocode",
     .batch_path = "/v3/lds/geocoding/batch",
     .metered = true,
     .has_geometry = true,
     .max_rows = 10000},
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
