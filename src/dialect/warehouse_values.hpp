// One value a row, in the form a warehouse reads, and never more bytes than it takes.
#pragma once

#include "dialect/dialect.hpp"
#include "flow/batch.hpp"
#include "flow/row_result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::dialect {

struct ValueForm {
  std::string_view before, after;  ///< of the list's elements; what makes it a document
  bool numbered = false;           ///< [n, value], not value
  bool in_string = false;          ///< a document is told as a string that holds it
  bool recoded = false;            ///< the cap counts the document as it is when it is made a JSON string once more
  std::uint64_t most_bytes = UINT64_MAX;
};

struct Values {
  std::string body;
  std::uint32_t warnings = 0;  ///< rows that were to be a geometry and are null, because it is not known
  bool full = false;           ///< not all had room: the others are null or `reply_full`, as `on_error` says
};

/// Failed rows become null, or under `on_error: value` the error itself.
[[nodiscard]] Values write_values(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                  const ValueForm& form);

using Refuse = Reply (*)(const Error& error, const Situation& situation);

/// Under `on_error: fail` a failed row fails the request: its refusal, in the form that nobody repeats, for it is too
/// late to know better. Otherwise nothing.
[[nodiscard]] std::optional<Reply> refuse_failed_rows(const flow::Batch& batch, std::span<const flow::RowResult> rows,
                                                      const Summary& summary, Refuse refuse);
/// The same, when the rows did not find room.
[[nodiscard]] Reply refuse_full(const flow::Batch& batch, const Summary& summary, Refuse refuse);

/// The 200 reply; `atgateway-warnings` when there are any.
[[nodiscard]] Reply values_reply(Values values);

}  // namespace atgateway::dialect
