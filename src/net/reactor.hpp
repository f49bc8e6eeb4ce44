// The reactor: one epoll loop per worker thread, driving sockets, timers and tasks.
#pragma once

#include "base/unique_function.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/result.hpp>

#include <cstdint>
#include <exception>
#include <memory>

namespace atgateway::net {

using Task = base::UniqueFunction<void()>;

/// Something that waits for a descriptor. Level-triggered.
class Watcher {
 public:
  /// `events` are EPOLL* bits. May unwatch itself or others, or destroy itself.
  virtual void on_ready(std::uint32_t events) = 0;
  /// `on_ready` threw: end what this watcher stands for; the loop goes on.
  virtual void on_exception(std::exception_ptr error) noexcept = 0;

 protected:
  Watcher() = default;
  Watcher(const Watcher&) = default;
  Watcher& operator=(const Watcher&) = default;
  ~Watcher() = default;
};

class Timer;

/// Everything but `post`, `stop` and `on_unhandled` belongs to the loop's own thread (or to nobody, before `run`).
class Reactor {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Reactor>> make();
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// Turns until `stop`. Tasks posted before `stop` have run when it returns.
  void run();
  /// Any thread.
  void stop() noexcept;

  /// The reactor whose `run` is on this thread's stack, or null.
  [[nodiscard]] static Reactor* current() noexcept;
  [[nodiscard]] bool in_loop() const noexcept { return current() == this; }

  /// Runs the task on the loop's thread, soon. Any thread. After `run` has returned the task is destroyed unrun.
  void post(Task task);
  /// Runs the task at the end of this turn; own thread only; no lock, no system call.
  void defer(Task task);

  /// The time this turn began; good enough for every deadline.
  [[nodiscard]] TimePoint now() const noexcept;

  /// The watcher must stay until `unwatch`. `events` may be 0: errors and hang-ups are reported all the same.
  [[nodiscard]] Result<void> watch(int fd, std::uint32_t events, Watcher& watcher);
  void change(int fd, std::uint32_t events) noexcept;
  /// After this the watcher is not called again, not even for events of this turn.
  void unwatch(int fd) noexcept;

  /// Told about exceptions that escape tasks and timers (watchers get their own). Set before `run`.
  void on_unhandled(base::UniqueFunction<void(std::exception_ptr)> report);

 private:
  friend class Timer;
  struct Impl;
  explicit Reactor(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

/// Calls back once, at or a little after (≤ 2 ms on an idle machine) a point in time. Own thread only. Moving a timer
/// to a later time is O(1). The callback may destroy the timer.
class Timer {
 public:
  Timer(Reactor& reactor, Task callback);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void arm(TimePoint at);
  void cancel() noexcept;
  [[nodiscard]] bool armed() const noexcept;

 private:
  friend class Reactor;
  struct State;
  Reactor& reactor_;
  std::unique_ptr<State> state_;
};

}  // namespace atgateway::net
