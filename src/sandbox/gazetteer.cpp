#include "sandbox/gazetteer.hpp"

#include "sandbox/fold.hpp"
#include "sandbox/lookup.hpp"
#include "sandbox/sphere.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace atgateway::sandbox {
namespace {

// Cities stand near the end of an address; looking at no more parts bounds the work on odd input.
constexpr std::size_t max_parts = 12;
constexpr std::size_t max_bytes = 2048;
constexpr std::size_t max_words = 5;  // of a city's name in an address without commas
constexpr std::size_t shortest_loose_name = 4;

struct Reading {
  std::uint16_t city = 0;
  std::size_t part = 0;
  int agreement = 0;  // parts that confirm it: a country counts 2, a region 1
  int unexplained = 0;
};

// Bytes of the separator at the front of `rest`, 0 when none is there. Beside ASCII: the Arabic and full-width commas
// and the ideographic one.
std::size_t separator(std::string_view rest) {
  switch (static_cast<unsigned char>(rest.front())) {
    case ',':
    case ';':
    case '\n':
    case '\r':
    case '|':
      return 1;
    case 0xD8:
      return rest.starts_with("\u060C") ? 2 : 0;
    case 0xE3:
      return rest.starts_with("\u3001") ? 3 : 0;
    case 0xEF:
      return rest.starts_with("\uFF0C") ? 3 : 0;
    default:
      return 0;
  }
}

std::vector<std::string> split(std::string_view address) {
  if (address.size() > max_bytes) address.remove_prefix(address.size() - max_bytes);
  std::vector<std::string_view> raw;
  std::size_t from = 0;
  for (std::size_t at = 0; at < address.size();) {
    const std::size_t size = separator(address.substr(at));
    if (size == 0) {
      ++at;
      continue;
    }
    raw.push_back(address.substr(from, at - from));
    from = at += size;
  }
  raw.push_back(address.substr(from));
  std::vector<std::string> parts;
  for (auto part = raw.rbegin(); part != raw.rend() && parts.size() < max_parts; ++part) {
    if (auto folded = fold(*part); !folded.empty()) parts.push_back(std::move(folded));
  }
  std::ranges::reverse(parts);
  return parts;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto space = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return words;
}

// "28013 madrid" is "madrid", "ny 10001" is "ny": a postal code is not part of a name.
std::string without_numbers(std::string_view text) {
  std::string out;
  for (const auto word : words_of(text)) {
    if (word.find_first_of("0123456789") != std::string_view::npos) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

// What a part says about where it is; a part that says nothing may be a street or a district.
enum class Agrees { nothing, region, country, contradicts };

Agrees agreement(const City& city, std::string_view part) {
  const auto places = places_named(part);
  auto best = places.empty() ? Agrees::nothing : Agrees::contradicts;
  for (const auto& place : places) {
    if (place.country != city.country) continue;
    if (place.region.empty()) return Agrees::country;
    if (place.region == city.region) best = Agrees::region;
  }
  return best;
}

bool weigh(Reading& reading, const std::vector<std::string>& parts) {
  const City& city = city_table()[reading.city];
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (at == reading.part) continue;
    if (at < reading.part) {
      ++reading.unexplained;
      continue;
    }
    switch (agreement(city, parts[at])) {
      case Agrees::contradicts:
        return false;
      case Agrees::country:
        reading.agreement += 2;
        break;
      case Agrees::region:
        reading.agreement += 1;
        break;
      case Agrees::nothing:
        if (!city.admin.empty() && fold(city.admin) == parts[at])
          reading.agreement += 1;
        else
          ++reading.unexplained;
        break;
    }
  }
  return true;
}

bool allowed(std::uint16_t city, std::string_view country) {
  return country.empty() || country_of(city_table()[city]).code == country;
}

std::vector<Reading> read_parts(const std::vector<std::string>& parts, std::string_view country) {
  std::vector<Reading> readings;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    for (const auto& name : cities_named(parts[at])) {
      Reading reading{.city = name.city, .part = at};
      if (allowed(name.city, country) && weigh(reading, parts)) readings.push_back(reading);
    }
  }
  return readings;
}

// Without commas: the last words are the country, if they name one; the words before them the city.
std::vector<Reading> read_words(std::string_view text, std::string_view country) {
  const auto words = words_of(text);
  const auto tail = [&](std::size_t from, std::size_t to) {
    return text.substr(static_cast<std::size_t>(words[from].data() - text.data()),
                       static_cast<std::size_t>(words[to - 1].data() + words[to - 1].size() - words[from].data()));
  };
  for (std::size_t behind = 0; behind <= std::min<std::size_t>(4, words.size() - 1); ++behind) {
    const std::size_t end = words.size() - behind;
    std::vector<std::string> parts{{}, {}};
    if (behind > 0) {
      parts[1] = tail(end, words.size());
      if (places_named(parts[1]).empty()) continue;
    }
    for (std::size_t take = std::min(max_words, end); take > 0; --take) {
      parts[0] = tail(end - take, end);
      const bool whole = take == end;
      if (!whole && parts[0].size() < shortest_loose_name) continue;
      auto readings = read_parts(behind > 0 ? parts : std::vector<std::string>{parts[0]}, country);
      std::erase_if(readings, [](const Reading& reading) { return reading.part != 0; });
      for (auto& reading : readings) reading.unexplained += whole ? 0 : 1;
      if (!readings.empty()) return readings;
    }
  }
  return {};
}

double confidence_of(const Reading& reading, bool namesakes) {
  double confidence = reading.unexplained == 0 ? 0.95 : 0.75;  // the rest may be a street: the city is all we know
  if (reading.agreement > 0)
    confidence += 0.05;
  else if (namesakes)
    confidence -= 0.25;
  return std::round(confidence * 100) / 100;
}

}  // namespace

std::vector<Candidate> find_cities(std::string_view address, std::string_view country, std::size_t limit) {
  auto parts = split(address);
  auto readings = read_parts(parts, country);
  if (readings.empty()) {
    for (auto& part : parts) part = without_numbers(part);
    std::erase_if(parts, [](const std::string& part) { return part.empty(); });
    readings = read_parts(parts, country);
  }
  if (readings.empty() && parts.size() == 1) readings = read_words(parts[0], country);
  std::ranges::sort(readings, [](const Reading& a, const Reading& b) {
    if (a.agreement != b.agreement) return a.agreement > b.agreement;
    if (a.part != b.part) return a.part > b.part;
    return a.city < b.city;
  });
  std::vector<Candidate> found;
  for (const auto& reading : readings) {
    if (found.size() == limit) break;
    found.push_back({&city_table()[reading.city], confidence_of(reading, readings.size() > 1)});
  }
  return found;
}

std::optional<Nearest> nearest_city(double longitude, double latitude) noexcept {
  std::optional<Nearest> best;
  double within_m = 300'000;
  for (const auto& city : city_table()) {
    // A degree of latitude is never shorter than 110 km: most cities are ruled out without trigonometry.
    if (std::abs(city.latitude - latitude) * 110'000 > within_m) continue;
    const double distance_m = distance({longitude, latitude}, {city.longitude, city.latitude});
    if (distance_m < within_m) {
      within_m = distance_m;
      best = Nearest{&city, distance_m};
    }
  }
  return best;
}

}  // namespace atgateway::sandbox
