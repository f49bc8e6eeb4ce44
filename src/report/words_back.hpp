// The enumerations of a report, from the words that stand in it.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace atgateway::report {

/// How many values each enumeration has.
template <class E>
inline constexpr unsigned count_of = 0;
template <>
inline constexpr unsigned count_of<CheckStatus> = 5;
template <>
inline constexpr unsigned count_of<Severity> = 3;
template <>
inline constexpr unsigned count_of<Layer> = 12;
template <>
inline constexpr unsigned count_of<Owner> = 7;
template <>
inline constexpr unsigned count_of<SkipReason> = 4;
template <>
inline constexpr unsigned count_of<Profile> = 4;
template <>
inline constexpr unsigned count_of<Vantage> = 4;
template <>
inline constexpr unsigned count_of<Verdict::Status> = 6;

template <class E>
[[nodiscard]] std::optional<E> from_text(std::string_view word) {
  static_assert(count_of<E> > 0);
  for (unsigned each = 0; each < count_of<E>; ++each) {
    if (to_text(static_cast<E>(each)) == word) return static_cast<E>(each);
  }
  return std::nullopt;
}

/// "pass, warn, fail, skip or crash", for messages.
template <class E>
[[nodiscard]] std::string all_words() {
  std::string words;
  for (unsigned each = 0; each < count_of<E>; ++each) {
    if (each > 0) words += each + 1 == count_of<E> ? " or " : ", ";
    words += to_text(static_cast<E>(each));
  }
  return words;
}

}  // namespace atgateway::report
