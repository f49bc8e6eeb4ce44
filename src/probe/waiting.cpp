#include "probe/waiting.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>

namespace atgateway::probe {
namespace {

/// How long a wait goes on unasked when no descriptor can end it.
constexpr milliseconds slice{20};

int poll_for(pollfd* fds, std::size_t count, Clock::duration span) noexcept {
  const auto left = std::max(span, Clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  timespec time{};
  time.tv_sec = static_cast<std::time_t>(seconds.count());
  time.tv_nsec = static_cast<long>(std::chrono::nanoseconds(left - seconds).count());
  return ppoll(fds, count, &time, nullptr);
}

}  // namespace

Waiting::Waiting(const Scope& scope) : scope_(scope) {
  if (!scope_.stop.stop_possible()) return;
  stop_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stop_fd_ < 0) return;
  try {
    callback_.emplace(scope_.stop, [fd = stop_fd_] {
      const std::uint64_t one = 1;
      (void)!::write(fd, &one, sizeof one);  // fails only when it is readable already
    });
  } catch (...) {
    ::close(stop_fd_);
    throw;
  }
}

Waiting::~Waiting() {
  callback_.reset();  // before its descriptor is somebody else's
  if (stop_fd_ >= 0) ::close(stop_fd_);
}

bool Waiting::over() const noexcept { return scope_.stop.stop_requested() || scope_.deadline.passed(Clock::now()); }

Waiting::Ended Waiting::wait(std::span<pollfd> fds, Deadline until) noexcept {
  const Deadline end = until.sooner(scope_.deadline);
  std::array<pollfd, 129> all;
  const bool in_slices = scope_.stop.stop_possible() && (stop_fd_ < 0 || fds.size() >= all.size());
  const bool with_stop = stop_fd_ >= 0 && !in_slices;
  pollfd* const polled = with_stop ? all.data() : fds.data();
  const std::size_t count = fds.size() + (with_stop ? 1 : 0);
  for (auto& each : fds) each.revents = 0;
  if (with_stop) {
    std::copy(fds.begin(), fds.end(), all.begin());
    all[fds.size()] = {stop_fd_, POLLIN, 0};
  }
  while (true) {
    if (scope_.stop.stop_requested()) return Ended::stopped;
    const TimePoint now = Clock::now();
    // Asked before the descriptors are: whoever sends without pause must not keep a caller past its time.
    if (end.passed(now)) return Ended::timed_out;
    Clock::duration span = end.is_never() ? Clock::duration(std::chrono::hours(24)) : end.at() - now;
    if (in_slices) span = std::min<Clock::duration>(span, slice);
    const int ready = poll_for(polled, count, span);
    if (ready < 0 && errno != EINTR) {  // EINVAL, ENOMEM: waiting cannot be done here; time still passes
      timespec pause{0, 1000000};
      nanosleep(&pause, nullptr);
    }
    if (ready <= 0) continue;
    if (with_stop) {
      std::copy_n(all.begin(), fds.size(), fds.begin());
      if (all[fds.size()].revents != 0) return Ended::stopped;
    }
    return Ended::ready;
  }
}

Waiting::Ended Waiting::wait(int fd, short events, Deadline until) noexcept {
  pollfd one{fd, events, 0};
  return wait(std::span(&one, 1), until);
}

Waiting::Ended Waiting::rest(Deadline until) noexcept { return wait(std::span<pollfd>(), until); }

}  // namespace atgateway::probe
