// What every language's refusal has in common: may it be repeated, what it cost, what the log says.
#pragma once

#include "dialect/dialect.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::dialect {

/// May the same request be sent again as it is?
[[nodiscard]] bool is_retryable(const Error& error, const Situation& situation) noexcept;

/// The same, of a row that failed when the reply was written: nobody may be made to ask again.
[[nodiscard]] Situation too_late(const flow::Batch& batch, const Summary& summary) noexcept;

/// The error's status, or 500 for a code that has none.
[[nodiscard]] int status_of(const Error& error) noexcept;

/// For those who show one line and nothing else: code, what was seen, what to do, where, and the request's id.
/// @param most bytes of what was seen and what to do
[[nodiscard]] std::string line_of(const Error& error, const Situation& situation, std::size_t most);

/// A reply with this status and JSON body; `Retry-After` with 429 and 503, `atgateway-metered` when rows may have been
/// billed.
[[nodiscard]] Reply refusal_reply(const Error& error, const Situation& situation, int status, std::string body,
                                  std::string_view media_type = "application/json");

}  // namespace atgateway::dialect
