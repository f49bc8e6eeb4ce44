// Where the library's words go: it never prints, the host decides.
#pragma once

#include <atgateway/http.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atgateway::inline v0_1 {

/// One finished exchange, as a log line needs it. No query string, row, upstream message or header value.
struct AccessRecord {
  std::string_view listener;
  std::string_view method;  ///< one of the known methods, or "_OTHER"
  int status = 0;           ///< 499 when the caller went away
  std::string request_id;
  std::uint64_t request_bytes = 0, reply_bytes = 0;  ///< bodies
  std::int64_t total_us = 0;                         ///< first request byte to last reply byte handed to the kernel
  std::optional<std::uint32_t> link_id;
  const ReplyFacts* facts = nullptr;  ///< never null while the sink runs
};

/// Something an operator should know.
struct Event {
  enum class Level : std::uint8_t { debug, info, warn, error };
  Level level = Level::info;
  std::string_view name;  ///< kebab-case, stable, e.g. "listening"
  std::string message;    ///< one sentence
  std::vector<std::pair<std::string, std::string>> fields;
};

/// Called on Runtime threads, from several at once; must not block for long. Exceptions are swallowed.  @since 0.1
struct Sinks {
  std::function<void(const AccessRecord&)> access;
  std::function<void(const Event&)> event;
};

}  // namespace atgateway::inline v0_1
