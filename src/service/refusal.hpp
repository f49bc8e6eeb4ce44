// Calls without an answer that can be used: what they mean for their rows.
#pragma once

#include "flow/row_result.hpp"
#include "flow/upstream_reply.hpp"

#include <optional>
#include <string_view>

namespace atgateway::service {

struct Refusal {
  flow::RowError failure;
  bool ends_request = false;  ///< no further call with this credential can succeed
};

/// @return nothing for a 2xx; else what the status says. The upstream's own words are not repeated: they may hold the
///         row or the token.
[[nodiscard]] std::optional<Refusal> judge_status(int status, std::string_view body, bool metered);

/// The transport gave an error instead of a reply.
[[nodiscard]] flow::RowError judge_failure(const Error& error, flow::Sent sent, bool metered);

/// The reply was a success that cannot be read. What was metered is paid for.
[[nodiscard]] flow::RowError unreadable(int status, std::string_view seen, bool metered);

/// The status that stands behind an error which ends a request, for the rows that were not sent because of it; else 0.
[[nodiscard]] int status_behind(Errc code) noexcept;

}  // namespace atgateway::service
