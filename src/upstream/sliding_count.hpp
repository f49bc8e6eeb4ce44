// How often something happened in the last so many seconds, in a fixed amount of memory.
#pragma once

#include <atgateway/clock.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace atgateway::upstream {

/// Coarse: an event is forgotten after the window, at most a tenth of it late, and never early. A time before the
/// latest one counts as the latest.  @threads one at a time
class SlidingCount {
 public:
  explicit SlidingCount(std::chrono::nanoseconds window) noexcept : width_(width_for(window)) {}

  /// What was counted stays, as if it had happened when its slice began.
  void set_window(std::chrono::nanoseconds window) noexcept {
    const auto width = width_for(window);
    if (width == width_) return;
    const auto before = slices_;
    const auto scale = [&](std::int64_t number) { return number * width_ / width; };
    clear();
    latest_ = scale(latest_);
    for (const auto& each : before) put(scale(each.number), each.count);
    width_ = width;
  }

  void add(TimePoint now) noexcept {
    latest_ = number_at(now);
    put(latest_, 1);
  }

  [[nodiscard]] std::uint64_t sum(TimePoint now) const noexcept {
    const auto oldest = number_at(now) - static_cast<std::int64_t>(whole);
    std::uint64_t all = 0;
    for (const auto& each : slices_) {
      if (each.number >= oldest) all += each.count;
    }
    return all;
  }

  void clear() noexcept { slices_ = {}; }

 private:
  struct Slice {
    std::int64_t number = 0;
    std::uint64_t count = 0;
  };

  static constexpr std::size_t whole = 10;  // slices that make the window; one more is being filled

  static std::int64_t width_for(std::chrono::nanoseconds window) noexcept {
    return std::max<std::int64_t>(1, window.count() / static_cast<std::int64_t>(whole));
  }

  [[nodiscard]] std::int64_t number_at(TimePoint now) const noexcept {
    const std::chrono::nanoseconds since = now.time_since_epoch();
    return std::max(latest_, since.count() / width_);
  }

  void put(std::int64_t number, std::uint64_t count) noexcept {
    auto& slice = slices_[static_cast<std::size_t>(number) % slices_.size()];
    if (slice.number < number) slice = {number, 0};
    if (slice.number == number) slice.count += count;
  }

  std::int64_t width_;       // nanoseconds
  std::int64_t latest_ = 0;  // number of the latest slice seen
  std::array<Slice, whole + 1> slices_{};
};

}  // namespace atgateway::upstream
