// "Did you mean …?", for whoever reads names from people.
#pragma once

#include <atgateway/export.hpp>

#include <span>
#include <string_view>

namespace atgateway::inline v0_1 {

/// The known name that `given` was probably meant to be, or empty when none is near. Case, '-', '_' and '.' do not
/// matter.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string_view nearest_name(std::string_view given,
                                                             std::span<const std::string_view> known);

}  // namespace atgateway::inline v0_1
