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

constexpr std::array<Recipe, 2> recipes = {{
    {"geocode", geocode_slots, "addresses", Answer::candidates},
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
