#include "base/suggest.hpp"

#include <atgateway/suggest.hpp>

#include <algorithm>
#include <array>

namespace atgateway::base {
namespace {

constexpr std::size_t longest = 48;  // longer names are nobody's typing mistake, and the cost stays bounded

char folded(char c) noexcept {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '_' || c == '.' ? '-' : c;
}

// Optimal string alignment: insert, delete, replace, swap neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::size_t, longest + 1> before{}, previous{}, current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = folded(a[i - 1]) == folded(b[j - 1]) ? 0 : 1;
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change});
      if (i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1])) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view given, std::span<const std::string_view> known) {
  if (given.empty() || given.size() > longest) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const auto name : known) {
    if (name.size() > longest) continue;
    const auto steps = distance(given, name);
    if (steps < best_distance) {
      best_distance = steps;
      best = name;
    }
  }
  return best;
}

}  // namespace atgateway::base

namespace atgateway::inline v0_1 {

std::string_view nearest_name(std::string_view given, std::span<const std::string_view> known) {
  return base::nearest(given, known);
}

}  // namespace atgateway::inline v0_1
