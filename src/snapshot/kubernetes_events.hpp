// What the cloud controller said of a Service last, and which check that is the cause of.
#pragma once

#include "json/document.hpp"
#include "snapshot/directory.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace atgateway::snapshot {

struct Sync {
  bool known = false;        ///< some event of the controller is there
  bool failed = false;       ///< and the last one is a failure
  std::string_view message;  ///< of that failure
  std::string_view cause;    ///< id of the check that the message belongs to; empty when it is another
};

/// Old failures do not count: only the last word does.
[[nodiscard]] Sync last_sync(const Directory& directory, const json::Value& service);

/// The check that a failure's message is about, or empty.
[[nodiscard]] std::string_view cause_of(std::string_view message) noexcept;

/// When it last happened, in seconds since 1970.
[[nodiscard]] std::int64_t time_of(const json::Value& event) noexcept;

}  // namespace atgateway::snapshot
