// One worker's part of a listener: its door, its connections, and what they share. All on one reactor's thread.
#pragma once

#include "listen/acceptor.hpp"
#include "listen/connection_table.hpp"
#include "listen/date_cache.hpp"
#include "listen/listen_socket.hpp"
#include "listen/shared.hpp"
#include "net/reactor.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::listen {

class Worker {
 public:
  /// Most bytes that one read takes.
  static constexpr std::size_t scratch_bytes = 64 * 1024;

  Worker(Shared& shared, std::size_t index, ListenSocket socket);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Everything below runs on the reactor's thread.
  void open();
  /// Closes what is idle; what still comes is answered with `Connection: close`.
  void announce_drain();
  /// Takes what waits in the accept queue, then closes the door; running requests go on.
  void stop_accepting();
  /// Cancels and closes everything.
  void shut_down() noexcept;
  /// A connection somewhere has gone: try to accept again.
  void room_appeared();
  /// Somebody else needs room: close the connection idle for longest, or pass the wish on to the next worker.
  void make_room_for_others(std::size_t hops_left);

  // For the door.
  void admit(int fd, const net::SocketAddress& peer);
  /// Closes the connection that is idle for longest; false when none is.
  bool evict_one();
  void ask_others_for_room();

  // For connections.
  [[nodiscard]] bool accepts() const noexcept { return !door_closed_; }
  [[nodiscard]] Shared& shared() noexcept { return shared_; }
  [[nodiscard]] net::Reactor& reactor() noexcept { return reactor_; }
  [[nodiscard]] std::span<char> input_scratch(std::size_t most) noexcept;
  [[nodiscard]] std::string& output_scratch() noexcept { return output_scratch_; }
  [[nodiscard]] std::string_view date() noexcept { return date_.now(); }
  void shelve(Connection& connection, ConnectionTable::Shelf shelf);
  /// Called by a closed connection, once; it may be on the stack and is destroyed at the end of this turn.
  void bury(Connection& connection) noexcept;

 private:
  void make_room();
  void schedule_funeral() noexcept;
  void hold_funeral();
  void close_idle();
  void close_door() noexcept;
  /// Runs the task at the end of this turn; the listener stays alive until then.
  template <class Member>
  void defer(Member member);

  Shared& shared_;
  const std::size_t index_;
  net::Reactor& reactor_;
  ListenSocket socket_;  // until open()
  std::optional<Acceptor> acceptor_;
  ConnectionTable table_;
  DateCache date_;
  std::unique_ptr<char[]> input_scratch_;
  std::string output_scratch_;
  bool burial_due_ = false;
  bool room_check_due_ = false;
  bool door_closed_ = false;
};

template <class WorkerTask>
void Shared::on_each_worker(WorkerTask task) {
  for (const auto& worker : workers) {
    worker->reactor().post([self = shared_from_this(), &worker = *worker, task] { task(worker); });
  }
}

}  // namespace atgateway::listen
