// Waiting for sockets until a deadline, or until somebody says stop.
#pragma once

#include <atgateway/clock.hpp>

#include <poll.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

namespace atgateway::probe {

/// Blocking waits for nonblocking descriptors. One per thread of a probe; a stop request ends a wait at once.
class Waiting {
 public:
  explicit Waiting(const Scope& scope);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  enum class Ended : std::uint8_t { ready, timed_out, stopped };
  /// Until one of `fds` is ready (revents are set), the sooner of `until` and the scope's deadline has passed, or stop.
  [[nodiscard]] Ended wait(std::span<pollfd> fds, Deadline until = Deadline::never()) noexcept;
  /// One descriptor; `events` as of poll(2).
  [[nodiscard]] Ended wait(int fd, short events, Deadline until = Deadline::never()) noexcept;
  /// Nothing but time: until `until`, the scope's deadline, or stop.
  [[nodiscard]] Ended rest(Deadline until) noexcept;
  [[nodiscard]] bool over() const noexcept;  ///< the scope's deadline has passed, or stop was asked for
  [[nodiscard]] Deadline deadline() const noexcept { return scope_.deadline; }

 private:
  Scope scope_;
  int stop_fd_ = -1;  ///< an eventfd that the stop callback writes to; -1 when the system refuses one
  std::optional<std::stop_callback<std::function<void()>>> callback_;
};

}  // namespace atgateway::probe
