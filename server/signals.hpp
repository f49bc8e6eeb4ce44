// Signals, waited for on the main thread.
#pragma once

#include <chrono>
#include <csignal>

namespace server {

/// Blocks the signals we wait for, in this thread and all that it starts. Call before the first thread.
class Signals {
 public:
  Signals();
  /// The next of SIGTERM, SIGINT, SIGHUP; 0 when the time is over.
  [[nodiscard]] int wait(std::chrono::milliseconds at_most) const;

 private:
  sigset_t set_{};
};

}  // namespace server
