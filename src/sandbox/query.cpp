#include "sandbox/query.hpp"

#include "base/percent.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace atgateway::sandbox {
namespace {

constexpr std::size_t max_parameters = 64;

}  // namespace

std::optional<Query> Query::parse(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = base::percent_decoded(pair.substr(0, equals));
    auto value = base::percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value || query.values_.size() == max_parameters) return std::nullopt;
    if (!query.values_.emplace(std::move(*name), std::move(*value)).second) return std::nullopt;
  }
  return query;
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::optional<double> to_number(std::string_view text) noexcept {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace atgateway::sandbox
