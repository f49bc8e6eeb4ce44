// How a service's arguments become a URL, and what its answers look like: the private half of the table.
#pragma once

#include <atgateway/service.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace atgateway::service {

/// Where an argument is written.
enum class Place : std::uint8_t {
  parameter,         ///< a query parameter of its own
  first_of_pair,     ///< before the comma of the parameter that the next slot names
  second_of_pair,    ///< behind it
  options_language,  ///< member `language` of the parameter `options`
  options,           ///< the parameter `options`
};

struct Slot {
  Place place;
  std::string_view parameter;  ///< name in the query; for `parameter` and `second_of_pair`
};

/// What the upstream's document is for one row.
enum class Answer : std::uint8_t {
  whole,     ///< the document, whatever it is
  entry,     ///< {"error", "value": [candidate…]}, best first, or a batch's array of these; `raw` is the entry
  place,     ///< the document, which holds one such entry
  geometry,  ///< the document, which holds a GeoJSON geometry
  cells,     ///< the document, which holds a list of cells
};

struct Recipe {
  std::string_view service;
  std::span<const Slot> slots;    ///< one per argument, in the table's order
  std::string_view batch_member;  ///< name of the batch body's array; rows with more than their first argument stay out
  Answer answer;
};

[[nodiscard]] const Recipe& recipe_of(const ServiceInfo& service) noexcept;

}  // namespace atgateway::service
