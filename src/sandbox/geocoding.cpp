#include "json/document.hpp"
#include "json/writer.hpp"
#include "sandbox/endpoints.hpp"
#include "sandbox/gazetteer.hpp"
#include "sandbox/replies.hpp"

#include <cmath>
#include <span>
#include <string>

namespace atgateway::sandbox {
namespace {

constexpr std::size_t max_batch = 10'000;
constexpr std::size_t max_candidates = 20;

// An address that every sandbox refuses, so that the failure of one entry in a batch can be tried out.
constexpr std::string_view failing_address = "sandbox-error";

Answered bad_request(std::string_view message, std::uint64_t rows = 1) { return {error_reply(400, message), rows}; }

std::string formatted(const City& city) {
  std::string text(city.name);
  if (!city.admin.empty() && city.admin != city.name) text.append(", ").append(city.admin);
  return text.append(", ").append(country_of(city).name);
}

void write_candidate(json::Writer& writer, const Candidate& candidate) {
  const City& city = *candidate.city;
  const Country& country = country_of(city);
  writer.begin_object();
  writer.key("latitude").raw(city.latitude_text).key("longitude").raw(city.longitude_text);
  writer.member("formattedAddress", formatted(city)).member("country", country.name);
  writer.member("countryCode", country.code).member("state", city.admin).member("city", city.name);
  writer.member("confidence", candidate.confidence).member("provider", "sandbox").member("sandbox", true);
  writer.end_object();
}

void write_entry(json::Writer& writer, std::span<const Candidate> candidates) {
  writer.begin_object().key("error").null().key("value").begin_array();
  for (const auto& candidate : candidates) write_candidate(writer, candidate);
  writer.end_array().member("sandbox", true).end_object();
}

void write_failed_entry(json::Writer& writer, std::string_view message) {
  writer.begin_object().member("error", message).key("value").begin_array().end_array();
  writer.member("sandbox", true).end_object();
}

void write_address(json::Writer& writer, std::string_view address, std::string_view country, std::size_t limit) {
  if (address.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return write_failed_entry(writer, "The address is empty");
  if (address == failing_address) return write_failed_entry(writer, "The address could not be geocoded");
  write_entry(writer, find_cities(address, country, limit));
}

bool to_limit(std::string_view text, std::size_t& limit) {
  const auto number = to_number(text);
  if (!number || *number < 1 || *number > static_cast<double>(max_candidates) || std::floor(*number) != *number)
    return false;
  limit = static_cast<std::size_t>(*number);
  return true;
}

// The answer's texts are in the source's language whatever `language` says; its type is judged all the same.
std::string_view judge_options(std::string_view options, std::size_t& limit) {
  const auto document = json::Document::parse(std::string(options));
  if (!document || !document->root().is(json::Kind::object)) return "options must be a JSON object";
  if (const auto given = document->root().find("limit"); given && !to_limit(given->text(), limit))
    return "options.limit must be a whole number from 1 to 20";
  if (const auto language = document->root().find("language"); language && !language->is(json::Kind::string))
    return "options.language must be a string";
  return {};
}

bool to_country(std::string_view text, std::string& country) {
  if (text.size() != 2) return false;
  for (const char c : text) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (upper < 'A' || upper > 'Z') return false;
    country += upper;
  }
  return true;
}

}  // namespace

// Answers an array of one entry, the shape of a batch of one, so that a caller has a single shape to read.
Answered geocode(const Query& query, std::string_view) {
  const auto address = query.find("address");
  if (!address) return bad_request("Missing required parameter: address");
  std::string country;
  if (const auto given = query.find("country"); given && !to_country(*given, country))
    return bad_request("country must be an ISO 3166-1 alpha-2 code");
  std::size_t limit = 1;
  if (const auto options = query.find("options")) {
    if (const auto fault = judge_options(*options, limit); !fault.empty()) return bad_request(fault);
  }
  if (const auto given = query.find("limit"); given && !to_limit(*given, limit))
    return bad_request("limit must be a whole number from 1 to 20");
  std::string body;
  json::Writer writer(body);
  writer.begin_array();
  write_address(writer, *address, country, limit);
  writer.end_array();
  return {json_reply(200, std::move(body))};
}

Answered geocode_batch(const Query&, std::string_view body) {
  const auto document = json::Document::parse(std::string(body));
  if (!document) return bad_request("The body is not JSON", 0);
  const auto addresses = document->root().find("addresses");
  if (!addresses || !addresses->is(json::Kind::array)) return bad_request("addresses must be an array of strings", 0);
  const std::size_t rows = addresses->size();
  if (rows > max_batch) return bad_request("addresses may hold at most 10000 addresses", rows);
  for (const auto address : addresses->elements()) {
    if (!address.is(json::Kind::string)) return bad_request("addresses must be an array of strings", rows);
  }
  std::string out;
  json::Writer writer(out);
  writer.begin_array();
  for (const auto address : addresses->elements()) write_address(writer, address.text(), {}, 1);
  writer.end_array();
  return {json_reply(200, std::move(out)), rows};
}

Answered reverse_geocode(const Query& query, std::string_view) {
  const auto latitude = query.find("lat"), longitude = query.find("lon");
  if (!latitude || !longitude) return bad_request("Missing required parameters: lat and lon");
  const auto lat = to_number(*latitude), lon = to_number(*longitude);
  if (!lat || std::abs(*lat) > 90) return bad_request("lat must be a number from -90 to 90");
  if (!lon || std::abs(*lon) > 180) return bad_request("lon must be a number from -180 to 180");
  std::size_t limit = 1;  // the nearest city is one, however many are asked for
  if (const auto options = query.find("options")) {
    if (const auto fault = judge_options(*options, limit); !fault.empty()) return bad_request(fault);
  }
  std::string body;
  json::Writer writer(body);
  writer.begin_array();
  if (const auto nearest = nearest_city(*lon, *lat)) {
    // Sure on the spot, down to nothing at the edge of what is searched.
    const Candidate candidate{nearest->city, std::round(100 - nearest->distance_m / 3000) / 100};
    write_entry(writer, {&candidate, 1});
  } else {
    write_entry(writer, {});
  }
  writer.end_array();
  return {json_reply(200, std::move(body))};
}

}  // namespace atgateway::sandbox
