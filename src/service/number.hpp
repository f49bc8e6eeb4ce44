// Numbers as text: checked, compared, never rewritten.
#pragma once

#include <optional>
#include <string_view>

namespace atgateway::service {

/// RFC 8259's number, whole text. `NaN`, `Infinity`, `+1`, `.5` and hexadecimal are none.
[[nodiscard]] bool is_number(std::string_view text) noexcept;

/// The nearest double, for comparing with a bound; nothing when the text is no number or too big for one.
[[nodiscard]] std::optional<double> approximate(std::string_view text) noexcept;

/// The whole number that a text stands for: its digits, without a fraction of zeros ("300.0", as a DOUBLE column writes
/// it, is "300"); empty when it is none.
[[nodiscard]] std::string_view whole_number(std::string_view text) noexcept;

}  // namespace atgateway::service
