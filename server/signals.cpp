#include "signals.hpp"

#include <cerrno>
#include <ctime>

namespace server {

Signals::Signals() {
  sigemptyset(&set_);
  for (const int each : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, each);
  auto blocked = set_;
  sigaddset(&blocked, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

int Signals::wait(std::chrono::milliseconds at_most) const {
  const auto until = std::chrono::steady_clock::now() + at_most;
  for (;;) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left <= left.zero()) return 0;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
    const timespec span{static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
    const int signal = sigtimedwait(&set_, nullptr, &span);
    if (signal > 0) return signal;
    if (errno != EINTR) return 0;
  }
}

}  // namespace server
