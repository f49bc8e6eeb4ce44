// The few reply fields that a transport reads.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace atgateway::upstream {

/// Seconds to wait: delta-seconds, or an IMF-fixdate seen from `now` (a past one is 0). Anything else, negative numbers
/// among it, is nothing: the obsolete date forms are not worth a wrong guess.
/// @source RFC 9110 sections 10.2.3 and 5.6.7
[[nodiscard]] std::optional<std::int64_t> parse_retry_after(std::string_view value,
                                                            std::chrono::system_clock::time_point now);

/// Equal without regard to ASCII case.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace atgateway::upstream
