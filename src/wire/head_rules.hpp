// What the header fields of one request say about its framing and its connection.
#pragma once

#include "wire/field_line.hpp"

#include <atgateway/http.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace atgateway::wire {

/// Filled field by field, then judged once. Default-constructed anew for each request.
class HeadRules {
 public:
  /// Takes note of one field. @return `bad_request` or `expectation_failed` when it may not stand there, or not again
  [[nodiscard]] std::optional<Error> note(const FieldLine& field);

  /// Judges the whole, after the last field.
  /// @return nothing; `bad_request` (Host missing, two framings, chunked on 1.0), `length_required` (POST without
  ///         either), `body_too_large` (Content-Length over `body_bytes`)
  [[nodiscard]] std::optional<Error> finish(std::string_view method, int version_minor, std::size_t body_bytes) const;

  [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept { return content_length_; }
  [[nodiscard]] bool chunked() const noexcept { return seen(KnownField::transfer_encoding); }
  [[nodiscard]] bool has_body() const noexcept { return chunked() || content_length_.value_or(0) > 0; }
  /// HTTP/1.0 has no `100 Continue` (RFC 9110 10.1.1), and without a body nobody waits for one.
  [[nodiscard]] bool expects_continue(int version_minor) const noexcept {
    return seen(KnownField::expect) && version_minor >= 1 && has_body();
  }
  [[nodiscard]] bool keep_alive(int version_minor) const noexcept {
    return !close_ && (version_minor >= 1 || keep_alive_);
  }

 private:
  [[nodiscard]] bool seen(KnownField field) const noexcept { return (seen_ & bit(field)) != 0; }
  [[nodiscard]] static unsigned bit(KnownField field) noexcept { return 1U << static_cast<unsigned>(field); }
  [[nodiscard]] std::optional<Error> note_connection(std::string_view value);
  [[nodiscard]] std::optional<Error> note_length(std::string_view value);

  unsigned seen_ = 0;
  std::optional<std::uint64_t> content_length_;
  bool close_ = false;
  bool keep_alive_ = false;
};

}  // namespace atgateway::wire
