#include "service/recipe.hpp"

#include <algorithm>
#include <array>

namespace atgateway::service {
namespace {

constexpr std::array<Slot, 4> geocode_slots = {{
    {Place::parameter, "address"},
    {Place::parameter, "country"},
    {Place::options_language, {}},  // the endpoint has no parameter for it
    {Place::options, {}},
}};

constexpr std::array<Slot, 4> reverse_slots = {{
    {Place::parameter, "lon"},
    {Place::parameter, "lat"},
    {Place::parameter, "language"},
    {Place::options, {}},
}};

constexpr std::array<Slot, 6> isoline_slots = {{
    {Place::first_of_pair, {}},
    {Place::second_of_pair, "origin"},
    {Place::parameter, "mode"},
    {Place::parameter, "range"},
    {Place::parameter, "range_type"},
    {Place::options, {}},
}};

constexpr std::array<Slot, 7> isoline_h3_slots = {{
    {Place::first_of_pair, {}},
    {Place::second_of_pair, "origin"},
    {Place::parameter, "mode"},
    {Place::parameter, "range"},
    {Place::parameter, "range_type"},
    {Place::parameter, "resolution"},
    {Place::options, {}},
}};

constexpr std::array<Slot, 6> route_slots = {{
    {Place::first_of_pair, {}},
    {Place::second_of_pair, "origin"},
    {Place::first_of_pair, {}},
    {Place::second_of_pair, "destination"},
    {Place::parameter, "mode"},
    {Place::options, {}},
}};

constexpr std::array<Recipe, 6> recipes = {{
    {"geocode", geocode_slots, "addresses", Answer::entry},
    {"reverse-geocode", reverse_slots, "", Answer::place},
    {"isoline", isoline_slots, "", Answer::geometry},
    {"isoline-h3", isoline_h3_slots, "", Answer::cells},
    {"route", route_slots, "", Answer::geometry},
    {"quota", {}, "", Answer::whole},
}};

}  // namespace

const Recipe& recipe_of(const ServiceInfo& service) noexcept {
  static constexpr Recipe unknown{"", {}, "", Answer::whole};
  const auto at =
      std::find_if(recipes.begin(), recipes.end(), [&](const Recipe& each) { return each.service == service.name; });
  return at == recipes.end() ? unknown : *at;
}

}  // namespace atgateway::service
