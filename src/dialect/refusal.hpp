// What every language's refusal has in common: may it be repeated, what it cost, what the log says.
#pragma once

#include "dialect/dialect.hpp"

namespace atgateway::dialect {

/// May the same request be sent again as it is?
[[nodiscard]] bool is_retryable(const Error& error, const Situation& situation) noexcept;

/// The error's status, or 500 for a code that has none.
[[nodiscard]] int status_of(const Error& error) noexcept;

/// A reply with this status and JSON body; `Retry-After` with 429 and 503, `atgateway-metered` when rows may have been
/// billed.
[[nodiscard]] Reply refusal_reply(const Error& error, const Situation& situation, int status, std::string body,
                                  std::string_view media_type = "application/json");

}  // namespace atgateway::dialect
