// What a result of Databricks' http_request() means: who answered, and what to do.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <span>
#include <string>
#include <string_view>

namespace atgateway::inline v0_1 {

/// Who wrote the text that came back.
enum class AnsweredBy : std::uint8_t { platform, gateway, upstream, unknown };
[[nodiscard]] ATGATEWAY_EXPORT std::string_view to_text(AnsweredBy by) noexcept;

/// One meaning: a row of the table behind `classify_http_request` and docs/diagnostics.md.
struct HttpRequestMeaning {
  std::string_view code;  ///< kebab-case, stable, e.g. "platform-use-connection-missing"
  AnsweredBy by;
  Owner owner;
  std::string_view ref;      ///< row of the symptom table ("K44"), or empty
  std::string_view example;  ///< status and text that mean this, shortened
  std::string_view meaning, next_action, source;
};

/// All meanings, in the order they are tried.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::span<const HttpRequestMeaning> http_request_meanings() noexcept;

struct HttpRequestClass {
  AnsweredBy answered_by = AnsweredBy::unknown;
  std::string code;  ///< of `http_request_meanings`; for "gateway-error" and "carto-error" the code of `error_table`
  std::string meaning;
  Owner owner = Owner::caller;
  std::string next_action;  ///< empty when nothing is wrong
};

/// Tells what a result of `http_request()` means. `status_code` 0 stands for SQL's NULL (the statement itself failed).
/// Any bytes are taken; texts beyond 64 KiB are judged by their beginning.
/// @blocking no  @threads any  @secrets no part of `text` is in the answer but error codes  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT HttpRequestClass classify_http_request(int status_code, std::string_view text);

}  // namespace atgateway::inline v0_1
