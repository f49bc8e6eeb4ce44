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
  options_language,  ///< member `language` of the parameter `options`
  options,           ///< the parameter `options`
};

struct Slot {
  Place place;
  std::string_view parameter;  ///< name in the query; only for Place::parameter
};

/// What the upstream's document is for one row.
enum class Answer : std::uint8_t {
  whole,       ///< the document is the answer
  candidates,  ///< {"error", "value": [candidate…]}, best first
};

struct Recipe {
  std::string_view service;
  std::span<const Slot> slots;    ///< one per argument, in the table's order
  std::string_view batch_member;  ///< name of the batch body's array; rows with more than their first argument stay out
  Answer answer;
};

[[nodiscard]] const Recipe& recipe_of(const ServiceInfo& service) noexcept;

}  // namespace atgateway::service
