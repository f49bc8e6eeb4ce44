// The Date header's value, formatted once a second.
#pragma once

#include <array>
#include <ctime>
#include <string_view>

namespace atgateway::listen {

class DateCache {
 public:
  /// IMF-fixdate (RFC 9110, section 5.6.7) of that second. Valid until the next call.
  [[nodiscard]] std::string_view at(std::time_t second) noexcept;
  [[nodiscard]] std::string_view now() noexcept { return at(std::time(nullptr)); }

 private:
  std::time_t second_ = -1;
  std::array<char, 29> text_{};
};

}  // namespace atgateway::listen
