// What came back, taken out of everything that Databricks wraps around it.
#pragma once

#include "classify/reply.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::classify {

inline constexpr std::size_t text_limit = 65536;

struct Seen {
  int status = 0;                ///< the innermost HTTP status that is told; 0 = none
  bool failed = false;           ///< [REMOTE_FUNCTION_HTTP_FAILED_ERROR]
  bool gave_up = false;          ///< [REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT]
  bool platform_words = false;   ///< the statement failed, or the text bears one of Databricks' error classes
  bool nobody_answered = false;  ///< platform_words, and no HTTP status of whoever was called
  std::string lower;             ///< the text, ASCII letters in lower case, at most `text_limit` bytes
  OwnReply reply;                ///< of the text, or of the document inside Databricks' own

  [[nodiscard]] bool has(std::string_view words) const noexcept { return lower.find(words) != std::string::npos; }
  template <class... Words>
  [[nodiscard]] bool has_any(const Words&... words) const noexcept {
    return (has(words) || ...);
  }
};

[[nodiscard]] Seen see(int status_code, std::string_view text);

}  // namespace atgateway::classify
