// Tasks on their way to a reactor from any thread.
#pragma once

#include "net/reactor.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace atgateway::net {

class TaskQueue {
 public:
  /// @return true when the queue was empty: then somebody has to wake the loop
  [[nodiscard]] bool push(Task task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    return tasks_.size() == 1;
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
