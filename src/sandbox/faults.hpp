// Faults: what goes wrong with which call, drawn from the seed and the call's number alone.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/sandbox.hpp>

#include <cstdint>
#include <mutex>

namespace atgateway::sandbox {

struct Fault {
  milliseconds delay{0};
  bool reset = false;  ///< carried out, then the connection is closed without an answer
  bool error = false;  ///< answered with the configured status, not carried out
};

/// The same options and number give the same fault, in any order and on any thread. A call is reset or an error, never
/// both, so that each rate is the share asked for as long as their sum is at most 1.
[[nodiscard]] Fault draw_fault(const SandboxOptions& options, std::uint64_t n) noexcept;

/// Calls per second, counted in windows that begin with their first call.  @threads any
class RateWindow {
 public:
  explicit RateWindow(std::uint32_t per_second) noexcept : per_second_(per_second) {}
  [[nodiscard]] bool allow(TimePoint now) noexcept;

 private:
  std::uint32_t per_second_;  // 0 = no limit
  std::mutex mutex_;
  TimePoint begin_ = TimePoint::min();
  std::uint32_t count_ = 0;
};

}  // namespace atgateway::sandbox
