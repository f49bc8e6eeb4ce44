// Where a thread of C++ leaves word and a thread of Python waits for it.
#pragma once

#include "raised.hpp"
#include "without_gil.hpp"

#include <pybind11/pybind11.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <unistd.h>

/// How soon Python's signal handlers run while C++ waits, and how long an interrupted call may take to let go.
inline constexpr std::chrono::milliseconds signal_slice{50}, grace{250};

class Meeting {
 public:
  /// From any thread: changes what is waited for.
  template <class Change>
  void tell(Change change) {
    {
      const std::lock_guard lock(mutex_);
      change();
    }
    changed_.notify_all();
  }

  /// With the GIL: waits without it until `ready()`, which runs under this meeting's lock and must not touch Python.
  /// @throws pybind11::error_already_set  a signal handler raised (KeyboardInterrupt, say); Raised  it forked
  template <class Ready>
  void wait(Ready ready) {
    while (!wait_for(signal_slice, ready)) {
      if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
      if (forked()) throw Raised(made_before_fork());  // by the handler
    }
  }

  /// With the GIL: the same, once, for no longer than `span`, and deaf to signals.
  template <class Ready>
  bool wait_for(std::chrono::milliseconds span, Ready ready) {
    const WithoutGil others;
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, span, ready);
  }

  /// In a child that was forked, nobody is left who could come, and the lock may stay closed for ever.
  [[nodiscard]] bool forked() const noexcept { return owner_ != ::getpid(); }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  pid_t owner_ = ::getpid();
};
