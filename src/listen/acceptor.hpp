// The door of one worker: accepts while there is room, and waits without spinning while there is none.
#pragma once

#include "listen/listen_socket.hpp"
#include "net/reactor.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/result.hpp>

#include <cstdint>
#include <exception>
#include <optional>

namespace atgateway::listen {

class Worker;

class Acceptor final : public net::Watcher {
 public:
  Acceptor(Worker& worker, ListenSocket socket);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  [[nodiscard]] Result<void> open();
  /// Accepts what waits, then closes: closing a SO_REUSEPORT socket resets whoever is still in its queue.
  void accept_the_rest_and_close();
  void close() noexcept;
  /// Room has appeared: accepts again if it had paused.
  void resume();
  /// Does it wait for a connection to go?
  [[nodiscard]] bool waits_for_room() const noexcept { return waits_for_room_; }

  void on_ready(std::uint32_t events) override;
  void on_exception(std::exception_ptr error) noexcept override;

 private:
  enum class Took { one, none, no_descriptor };
  Took take_one();
  bool find_room();
  void pause(bool for_room, milliseconds at_most);
  void tell_paused(const char* why);
  void tell_resumed();

  Worker& worker_;
  ListenSocket socket_;
  net::Timer retry_;
  bool watched_ = false;
  bool paused_ = false;
  bool waits_for_room_ = false;
  TimePoint told_at_{};       // of the last event about pausing
  bool told_paused_ = false;  // and nobody has been told since that it is over
};

}  // namespace atgateway::listen
