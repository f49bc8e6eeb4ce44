// One row's arguments, judged by the service's table.
#pragma once

#include "json/document.hpp"

#include <atgateway/result.hpp>
#include <atgateway/service.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace atgateway::service {

inline constexpr std::size_t max_arguments = 8;

/// A value that passed. Views point into the row's document, or into `Arguments::held`.
struct Argument {
  bool given = false;
  std::string_view text;  ///< of a string or a number; the number as written
  json::Value object;     ///< of an object
};

struct Arguments {
  std::array<Argument, max_arguments> values;  ///< in the order of the service's table
  std::optional<json::Document> held;          ///< `options` that came as a string
};

/// Judges a row: an object by names, an array by positions. Null, absent and "" are the same.
///
/// @param first how many leading values of an array row are something else than arguments; errors do not count them
/// @return nothing when the row may be sent; else `bad_argument`, `missing_argument`, `unknown_argument` or
///         `too_many_arguments`, naming the argument and the fix but not the value
[[nodiscard]] std::optional<Error> judge_arguments(const ServiceInfo& service, const json::Value& row, Arguments& out,
                                                   std::uint32_t first = 0);

}  // namespace atgateway::service
