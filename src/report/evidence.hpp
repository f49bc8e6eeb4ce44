// What stands in a check's evidence. It may be a stranger's: every member may be missing, of another kind, or absurd.
#pragma once

#include "json/document.hpp"

#include <atgateway/diagnostics.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::report {

/// The check of that id, or null.
[[nodiscard]] const Check* check_of(const Report& report, std::string_view id) noexcept;

/// The evidence, read; null when it cannot be.
[[nodiscard]] json::Document evidence_of(const Check* check);

/// The member of that name, or null.
[[nodiscard]] json::Value member(json::Value object, std::string_view name) noexcept;
/// A text that is one, else empty; of a very long one its first 1024 bytes, which may end inside a character.
[[nodiscard]] std::string text(json::Value object, std::string_view name);
[[nodiscard]] bool is_true(json::Value object, std::string_view name) noexcept;
/// A whole number from 0 to `most`, else -1.
[[nodiscard]] std::int64_t whole(json::Value object, std::string_view name, std::int64_t most) noexcept;
/// Microseconds, at most a day; -1 when there are none.
[[nodiscard]] std::int64_t microseconds(json::Value object, std::string_view name) noexcept;
/// An array's texts, at most `most` of them.
[[nodiscard]] std::vector<std::string> texts(json::Value object, std::string_view name, std::size_t most);

/// Times of samples, in microseconds; -1 where there are none.
struct Times {
  std::int64_t samples = 0, least = -1, median = -1;
  std::int64_t greatest = -1;  ///< or, of 20 samples and more, what 95 % of them do not exceed
  [[nodiscard]] bool spread() const noexcept {
    return samples > 1 && least >= 0 && median >= least && greatest >= median;
  }
};
[[nodiscard]] Times times(json::Value object, std::string_view name) noexcept;

}  // namespace atgateway::report
