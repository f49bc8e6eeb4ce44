// "Did you mean …?"
#pragma once

#include <span>
#include <string_view>

namespace atgateway::base {

/// The known name nearest to `given` (edit distance, without case), or empty when none is near.
[[nodiscard]] std::string_view nearest(std::string_view given, std::span<const std::string_view> known);

}  // namespace atgateway::base
