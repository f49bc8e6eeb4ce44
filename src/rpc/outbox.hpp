// Answers on their way out: from any thread in, one line after another out, and nobody waits for a slow reader.
#pragma once

#include <atgateway/clock.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace atgateway::rpc {

class Outbox {
 public:
  /// @param broken  runs on the writing thread when nobody reads any more
  /// Throws std::system_error when the system refuses a thread or a descriptor.
  Outbox(int output, std::function<void()> broken);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox();

  /// Takes a line without its end; dropped when nobody reads any more.  @blocking no  @threads any
  void send(std::string line);
  /// Waits while many answers lie unread, so that who asks on and on must read too.  @blocking until then
  void wait_for_room();
  /// Writes what is left, unless for `patience` nobody takes any of it. Nothing may be sent later.
  void finish(milliseconds patience) noexcept;

 private:
  void run();
  [[nodiscard]] bool write(const std::string& line) noexcept;
  [[nodiscard]] bool writable() noexcept;

  const int output_;
  std::function<void()> broken_;
  int wakeup_ = -1;  // an eventfd, written when finishing
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  std::size_t bytes_ = 0;
  bool gone_ = false, finishing_ = false;
  milliseconds patience_{0};
  std::thread thread_;
};

}  // namespace atgateway::rpc
