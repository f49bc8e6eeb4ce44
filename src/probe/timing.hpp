// Times of several samples, as three numbers.
#pragma once

#include "json/writer.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace atgateway::probe {

struct Spread {
  std::int64_t min_us = 0, median_us = 0, p95_us = 0;
};

/// Nearest rank. Nothing measured: all 0.
[[nodiscard]] Spread spread(std::span<const std::int64_t> times_us);

/// A member `name`: {"samples", "min_us", "median_us", "p95_us"}; nothing when nothing was measured.
void write_spread(json::Writer& out, std::string_view name, std::span<const std::int64_t> times_us);

}  // namespace atgateway::probe
