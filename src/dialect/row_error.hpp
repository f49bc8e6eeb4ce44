// How a row's error reads, whatever the language it is told in.
#pragma once

#include "flow/row_result.hpp"
#include "json/writer.hpp"

#include <string>

namespace atgateway::dialect {

/// What was seen and what to do, as one text: SQL shows a row's message and nothing else.
[[nodiscard]] std::string message_of(const Error& error);

/// Has the row an error, or no answer at all, which is told as one?
[[nodiscard]] inline bool is_error(const flow::RowResult& row) noexcept {
  return row.status == flow::RowResult::Status::error || row.status == flow::RowResult::Status::pending;
}

/// Of a row with `is_error`. One that nobody answered is a bug of ours; it is told as one, not left out.
[[nodiscard]] const flow::RowError& error_of(const flow::RowResult& row) noexcept;

/// May the row be sent again as it is? What may have been paid for is never called repeatable, whatever its code says.
[[nodiscard]] bool is_retryable(const flow::RowError& failure) noexcept;

/// `{"code", "message", "status"?, "retryable", "billed"}`
void write_row_error(json::Writer& writer, const flow::RowError& failure);

}  // namespace atgateway::dialect
