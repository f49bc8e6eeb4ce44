// The LDS services as data: what each takes, what it costs, how much of it fits in one request.
#pragma once

#include <atgateway/export.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace atgateway::inline v0_1 {

/// One argument of a service.
struct ArgumentInfo {
  enum class Type : std::uint8_t { string, number, integer, object };
  std::string_view name;
  Type type;
  bool required;
  std::optional<double> minimum, maximum;
  std::string_view unit;                      ///< "degrees", "seconds or metres", or empty
  std::span<const std::string_view> allowed;  ///< closed list of values; empty = any
  std::string_view description;
  bool minimum_excluded = false;  ///< the value must be above `minimum`
};

/// One service.
struct ServiceInfo {
  std::string_view name;  ///< as in the route
  std::string_view description;
  std::span<const ArgumentInfo> arguments;  ///< positional order
  std::string_view upstream_method, upstream_path;
  std::string_view batch_path;  ///< one POST for many rows, or empty
  bool metered;                 ///< each row sent costs quota
  bool has_geometry;            ///< `include: ["geom"]` is possible
  std::uint32_t max_rows;       ///< rows in one request
};

/// All services.  @blocking no  @threads any
/// @source docs/protocol.md; CARTO's LDS API reference  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::span<const ServiceInfo> services() noexcept;

/// The service of that name, or null.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT const ServiceInfo* find_service(std::string_view name) noexcept;

}  // namespace atgateway::inline v0_1
