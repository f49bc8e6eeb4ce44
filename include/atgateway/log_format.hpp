// Log lines: one JSON object each, every string escaped, nothing a caller sent but what the record holds.
#pragma once

#include <atgateway/sinks.hpp>

#include <string>

namespace atgateway::inline v0_1 {

/// `time` is RFC 3339 in UTC with microseconds. No line end.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string to_json_line(const AccessRecord& record);
[[nodiscard]] ATGATEWAY_EXPORT std::string to_json_line(const Event& event);

/// The same for people at a terminal; control characters are shown, not sent.
[[nodiscard]] ATGATEWAY_EXPORT std::string to_text_line(const AccessRecord& record);
[[nodiscard]] ATGATEWAY_EXPORT std::string to_text_line(const Event& event);

/// `debug`, `info`, `warn` or `error`.
[[nodiscard]] ATGATEWAY_EXPORT std::string_view level_name(Event::Level level) noexcept;

}  // namespace atgateway::inline v0_1
