// Numbers and lists as people read them.
#pragma once

#include "json/writer.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::diag {

/// "850 µs", "12.4 ms", "3.0 s"
[[nodiscard]] std::string as_time(std::int64_t microseconds);
/// "a", "a and b", "a, b and 3 more"
[[nodiscard]] std::string as_list(const std::vector<std::string>& items, std::size_t most = 4);
/// "1 address", "2 addresses"
[[nodiscard]] std::string count_of(std::size_t count, std::string_view one, std::string_view many);
/// "2026-11-23", UTC
[[nodiscard]] std::string as_date(std::int64_t seconds);
/// "2026-11-23T09:00:00Z"  @source RFC 3339
[[nodiscard]] std::string as_moment(std::int64_t seconds);

/// The JSON object that `fill` writes into.
template <class Fill>
[[nodiscard]] std::string object(Fill fill) {
  std::string text;
  json::Writer out(text);
  out.begin_object();
  fill(out);
  out.end_object();
  return text;
}

}  // namespace atgateway::diag
