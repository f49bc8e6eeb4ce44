// Errors: one code per thing a caller can act on, explained by one table.
#pragma once

#include <atgateway/export.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::inline v0_1 {

/// A stable error code. Each has one row in `error_table()`; slugs are never renamed or reused.
enum class Errc : std::uint8_t {
  // The request as a whole: HTTP framing and routing.
  bad_request,
  not_found,
  method_not_allowed,
  request_timeout,
  length_required,
  body_too_large,
  uri_too_long,
  unsupported_media_type,
  unsupported_content_encoding,
  expectation_failed,
  headers_too_large,
  http_version_unsupported,
  // The request as a whole: its document.
  bad_json,
  json_limit,
  duplicate_field,
  bad_field,
  unknown_field,
  unknown_service,
  ambiguous_shape,
  too_many_rows,
  too_many_metered_rows,
  token_missing,
  token_malformed,
  inbound_key_required,
  upstream_not_allowed,
  path_not_allowed,
  client_certificate_required,
  row_failed,
  request_key_reused,
  overloaded,
  draining,
  internal,
  client_closed,
  // One row.
  bad_argument,
  missing_argument,
  unknown_argument,
  too_many_arguments,
  reply_full,
  upstream_unauthorized,
  upstream_forbidden,
  upstream_quota_exceeded,
  upstream_rate_limited,
  upstream_rejected,
  upstream_error,
  upstream_resolve_failed,
  upstream_connect_refused,
  upstream_connect_timeout,
  upstream_tls_failed,
  upstream_timeout,
  upstream_outcome_unknown,
  upstream_bad_reply,
  upstream_reply_too_large,
  upstream_unavailable,
  queue_timeout,
  deadline_exceeded,
  cancelled,
  // A warning beside a good row.
  geometry_unknown,
  // The library's own calls.
  would_deadlock,
  forked,
  out_of_memory,
  bad_config,
  listen_failed,
  tls_setup_failed,
  bad_target,
  bad_report,
};

/// Number of codes; `error_table()` has exactly this many rows, in the order of `Errc`.
inline constexpr std::size_t errc_count = static_cast<std::size_t>(Errc::bad_report) + 1;

/// Who has to act.
enum class Side : std::uint8_t { downstream, upstream, operator_, internal };

/// Whether the same call may be made again as it is.
enum class Retry : std::uint8_t { no, yes };

/// Where a code can appear.
enum class ErrorScope : std::uint8_t { request, row, library };

/// What a code means, once for everybody: replies, logs and docs are made from this.
struct ErrorRow {
  Errc code;
  std::string_view slug;  ///< kebab-case, stable
  Side side;              ///< who has to act
  Retry retry;            ///< may the same call be repeated as it is
  ErrorScope scope;
  int status;                 ///< HTTP status when it fails a whole request; 0 = never does
  std::string_view sentence;  ///< what happened, one sentence
  std::string_view hint;      ///< what to do about it, one sentence
};

/// All rows, in the order of `Errc`.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::span<const ErrorRow> error_table() noexcept;

/// The row of one code.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT const ErrorRow& describe(Errc code) noexcept;

/// The code of a slug, if there is one.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::optional<Errc> errc_from_slug(std::string_view slug) noexcept;

/// A failure: a code, and what was seen. Cheap to copy; never holds a secret, a row's value or an address.
///
/// @secrets none: whoever makes an `Error` keeps tokens and row values out of `detail`
/// @since   0.1
class Error {
 public:
  Error(Errc code) noexcept : code_(code) {}  // NOLINT(google-explicit-constructor): a code is an error
  ATGATEWAY_EXPORT Error(Errc code, std::string detail, std::string field = {});

  [[nodiscard]] Errc code() const noexcept { return code_; }
  [[nodiscard]] const ErrorRow& row() const noexcept { return describe(code_); }
  [[nodiscard]] std::string_view slug() const noexcept { return row().slug; }
  [[nodiscard]] int status() const noexcept { return row().status; }

  /// What was seen; falls back to the table's sentence.
  [[nodiscard]] std::string_view detail() const noexcept {
    return text_ && !text_->detail.empty() ? std::string_view(text_->detail) : row().sentence;
  }
  /// What to do; falls back to the table's hint.
  [[nodiscard]] std::string_view hint() const noexcept {
    return text_ && !text_->hint.empty() ? std::string_view(text_->hint) : row().hint;
  }
  /// JSON Pointer to the offending field, or empty.
  [[nodiscard]] std::string_view field() const noexcept {
    return text_ ? std::string_view(text_->field) : std::string_view();
  }

  /// The same error with a more precise hint ("did you mean …").
  [[nodiscard]] ATGATEWAY_EXPORT Error with_hint(std::string hint) const;
  /// The same error, about this field (JSON Pointer).
  [[nodiscard]] ATGATEWAY_EXPORT Error at(std::string field) const;

 private:
  struct Text {
    std::string detail;
    std::string hint;
    std::string field;
  };
  Errc code_;
  std::shared_ptr<const Text> text_;
};

}  // namespace atgateway::inline v0_1
