// Lines as they come, read ahead on a thread of their own: so that the end of the input is noticed during a long call.
#pragma once

#include "rpc/line_splitter.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace atgateway::rpc {

class Inbox {
 public:
  /// @param ended  runs on the reading thread when the input has ended; what came before can still be taken
  /// Throws std::system_error when the system refuses a thread or a descriptor.
  Inbox(int input, std::size_t longest_line, std::function<void()> ended);
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;
  ~Inbox();

  /// The next line, or nothing when there will be none.  @blocking until one of the two is known
  [[nodiscard]] std::optional<Line> take();
  /// No more is read or taken.  @threads any
  void stop() noexcept;

 private:
  void read();
  /// Waits while too much lies here already.
  void put(Line line);

  const int input_;
  const std::size_t longest_line_;
  std::function<void()> ended_;
  int wakeup_ = -1;  // an eventfd, written when stopping
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Line> lines_;
  std::size_t bytes_ = 0;
  bool closed_ = false, stopped_ = false;
  std::thread thread_;
};

}  // namespace atgateway::rpc
