#include "probe/timing.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace atgateway::probe {
namespace {

/// The smallest value that `percent` of all values do not exceed.
std::int64_t nearest_rank(const std::vector<std::int64_t>& sorted, std::size_t percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

Spread spread(std::span<const std::int64_t> times_us) {
  if (times_us.empty()) return {};
  std::vector<std::int64_t> sorted(times_us.begin(), times_us.end());
  std::sort(sorted.begin(), sorted.end());
  return {sorted.front(), nearest_rank(sorted, 50), nearest_rank(sorted, 95)};
}

void write_spread(json::Writer& out, std::string_view name, std::span<const std::int64_t> times_us) {
  if (times_us.empty()) return;
  const Spread numbers = spread(times_us);
  out.key(name).begin_object();
  out.member("samples", times_us.size());
  out.member("min_us", numbers.min_us);
  out.member("median_us", numbers.median_us);
  out.member("p95_us", numbers.p95_us);
  out.end_object();
}

}  // namespace atgateway::probe
