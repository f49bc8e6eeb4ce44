#include "diag/words.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace atgateway::diag {
namespace {

std::string formatted(std::int64_t seconds, const char* form) {
  const std::time_t at = seconds;
  std::tm broken{};
  std::array<char, 64> text{};
  if (gmtime_r(&at, &broken) == nullptr || std::strftime(text.data(), text.size(), form, &broken) == 0) {
    return std::to_string(seconds);
  }
  return text.data();
}

}  // namespace

std::string as_time(std::int64_t microseconds) {
  if (microseconds < 1000) return std::to_string(microseconds) + " µs";
  const bool seconds = microseconds >= 1000000;
  const std::int64_t tenths = (microseconds + (seconds ? 50000 : 50)) / (seconds ? 100000 : 100);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + (seconds ? " s" : " ms");
}

std::string as_list(const std::vector<std::string>& items, std::size_t most) {
  const std::size_t shown = items.size() > most ? most : items.size();
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
    out += items[i];
  }
  if (items.size() > shown) out += " and " + std::to_string(items.size() - shown) + " more";
  return out;
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string as_date(std::int64_t seconds) { return formatted(seconds, "%Y-%m-%d"); }
std::string as_moment(std::int64_t seconds) { return formatted(seconds, "%Y-%m-%dT%H:%M:%SZ"); }

}  // namespace atgateway::diag
