// Tasks on their way to a reactor from any thread.
#pragma once

#include "net/reactor.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace atgateway::net {

/// Wakes happen under the lock. The loop takes tasks under it as well: so whoever learns from a task that the reactor
/// may be destroyed now finds that the poster has left it.
class TaskQueue {
 public:
  /// Calls `wake` when the queue was empty.
  template <class Wake>
  void push(Task task, Wake&& wake) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    if (tasks_.size() == 1) wake();
  }

  template <class Wake>
  void wake_with(Wake&& wake) {
    const std::lock_guard lock(mutex_);
    wake();
  }

  /// Takes all tasks at once, giving `into` (empty) in exchange so that both vectors keep their memory.
  void take(std::vector<Task>& into) noexcept {
    const std::lock_guard lock(mutex_);
    tasks_.swap(into);
  }

 private:
  std::mutex mutex_;
  std::vector<Task> tasks_;
};

}  // namespace atgateway::net
