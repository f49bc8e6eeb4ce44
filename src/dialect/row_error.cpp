#include "dialect/row_error.hpp"

namespace atgateway::dialect {
namespace {

std::string_view word(flow::Billed billed) noexcept {
  switch (billed) {
    case flow::Billed::no:
      return "no";
    case flow::Billed::unknown:
      return "unknown";
    case flow::Billed::yes:
      return "yes";
  }
  return "unknown";
}

}  // namespace

std::string message_of(const Error& error) {
  std::string text(error.detail());
  const auto hint = error.hint();
  if (hint.empty()) return text;
  const bool goes_on = (hint.front() >= 'a' && hint.front() <= 'z') || hint.front() == '`';
  if (text.ends_with('.')) text.pop_back();
  text += goes_on ? "; " : ". ";
  return text.append(hint);
}

const flow::RowError& error_of(const flow::RowResult& row) noexcept {
  static const flow::RowError nobody{Errc::internal, flow::Billed::unknown, 0};
  return row.error ? *row.error : nobody;
}

bool is_retryable(const flow::RowError& failure) noexcept {
  return failure.error.row().retry == Retry::yes && failure.billed == flow::Billed::no;
}

void write_row_error(json::Writer& writer, const flow::RowError& failure) {
  writer.begin_object().member("code", failure.error.slug()).member("message", message_of(failure.error));
  if (failure.upstream_status != 0) writer.member("status", failure.upstream_status);
  writer.member("retryable", is_retryable(failure)).member("billed", word(failure.billed)).end_object();
}

}  // namespace atgateway::dialect
