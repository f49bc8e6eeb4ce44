// Requests and answers of a usual size, as many rows of them as asked for.
#pragma once

#include "json/document.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::bench {

inline constexpr std::string_view base_url = "https://gcp-us-east1.api.carto.com";

/// As long as CARTO's are.
inline const std::string& token() {
  static const std::string text = [] {
    std::string made = "eyJhbGciOiJIUzI1NiJ9.";
    for (int turn = 0; turn < 4; ++turn) made += "bm90LWEtcmVhbC10b2tlbi1vbmx5LWFzLWxvbmctYXMtb25l";
    return made + ".c2lnbmF0dXJl";
  }();
  return text;
}

/// All different, half of them with letters beyond ASCII.
inline std::string address(std::size_t row) {
  const auto number = std::to_string(row);
  return row % 2 == 0 ? "1600 Pennsylvania Avenue NW, apt. " + number + ", Washington, DC 20500, United States"
                      : "Calle de Alcal\u00e1 " + number + ", piso 3\u00ba izquierda, 28014 Madrid, Espa\u00f1a";
}

/// One entry of a geocoding answer: about 250 bytes.
inline std::string entry(std::size_t row) {
  char numbers[96];
  std::snprintf(numbers, sizeof numbers, R"("latitude":%.6f,"longitude":%.6f)", 40.4 + static_cast<double>(row) / 1e5,
                -3.7 - static_cast<double>(row) / 1e5);
  return std::string(R"({"error":null,"value":[{)")
      .append(numbers)
      .append(
          R"(,"formattedAddress":"Calle de Alcal)"
          "\u00e1 "
          R"(42, 28014 Madrid, Espa)"
          "\u00f1"
          R"(a","country":"Spain","countryCode":"ES","city":"Madrid","postalCode":"28014","matchType":"exact","confidence":0.98}]})");
}

/// A polygon of 40 corners: about a kilobyte.
inline std::string isoline(std::size_t row) {
  std::string text = R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":)"
                     R"({"type":"Polygon","coordinates":[[)";
  for (std::size_t corner = 0; corner < 40; ++corner) {
    char point[48];
    std::snprintf(point, sizeof point, "%s[%.6f,%.6f]", corner == 0 ? "" : ",",
                  -3.7 - static_cast<double>(row + corner) / 1e5, 40.4 + static_cast<double>(row + corner) / 1e5);
    text += point;
  }
  return text += "]]}}]}";
}

/// `before`, what `row` writes for each of `rows`, `after`; with commas between.
template <class Row>
std::string list_of(std::size_t rows, std::string_view before, std::string_view after, Row row) {
  std::string text(before);
  for (std::size_t at = 0; at < rows; ++at) {
    if (at != 0) text += ',';
    text += row(at);
  }
  return text.append(after);
}

/// A benchmark of something that fails would be fast and worthless.
inline void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "bench-rows: %s\n", what);
  std::exit(1);
}

inline json::Document parse(std::string text) {
  auto document = json::Document::parse(std::move(text));
  must(document.ok(), "the sample is not JSON");
  return std::move(document).value();
}

}  // namespace atgateway::bench
