// A request's method as a log may show it: one of the registered ones, or "_OTHER", never the caller's own text.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace atgateway::listen {

[[nodiscard]] inline std::string_view known_method(std::string_view method) noexcept {
  static constexpr std::array<std::string_view, 9> known = {"GET",     "POST",  "PUT",     "DELETE", "HEAD",
                                                            "OPTIONS", "PATCH", "CONNECT", "TRACE"};
  const auto found = std::find(known.begin(), known.end(), method);
  return found == known.end() ? std::string_view("_OTHER") : *found;
}

}  // namespace atgateway::listen
