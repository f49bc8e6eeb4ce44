#include "listen/acceptor.hpp"

#include "listen/worker.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace atgateway::listen {
namespace {

// A burst is taken in one go, but not so much of it that the connections already there have to wait.
constexpr int accepted_per_turn = 64;
constexpr milliseconds room_recheck(1000);  // silent connections may have ripened meanwhile
constexpr milliseconds descriptor_recheck(100);
constexpr milliseconds quiet_between_events(10000);

}  // namespace

Acceptor::Acceptor(Worker& worker, ListenSocket socket)
    : worker_(worker), socket_(std::move(socket)), retry_(worker.reactor(), [this] { resume(); }) {}

Acceptor::~Acceptor() { close(); }

Result<void> Acceptor::open() {
  auto watched = worker_.reactor().watch(socket_.fd(), EPOLLIN, *this);
  watched_ = watched.ok();
  return watched;
}

void Acceptor::on_ready(std::uint32_t) {
  Shared& shared = worker_.shared();
  for (int i = 0; i < accepted_per_turn; ++i) {
    // Only the first turn knows that somebody waits in the queue; nobody is evicted for a guess.
    if (!shared.slots.try_take() && (i != 0 || !find_room())) return;
    const Took took = take_one();
    if (took == Took::one) {
      tell_resumed();
      continue;
    }
    shared.slots.give();
    if (took == Took::no_descriptor) {
      worker_.evict_one();
      pause(false, descriptor_recheck);
    }
    return;
  }
}

bool Acceptor::find_room() {
  ConnectionSlots& slots = worker_.shared().slots;
  if (worker_.evict_one() && slots.try_take()) return true;
  pause(true, room_recheck);
  if (slots.try_take()) {
    resume();
    return true;
  }
  worker_.ask_others_for_room();
  return false;
}

Acceptor::Took Acceptor::take_one() {
  for (;;) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int fd = ::accept4(socket_.fd(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      worker_.admit(fd, net::SocketAddress::from(reinterpret_cast<const sockaddr*>(&peer)));
      return Took::one;
    }
    switch (errno) {
      case EINTR:
      case ECONNABORTED:
      case EPROTO:
        continue;  // that one gave up while it waited; the next may not have
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return Took::no_descriptor;
      default:
        return Took::none;
    }
  }
}

void Acceptor::pause(bool for_room, milliseconds at_most) {
  if (!watched_) return;
  if (!paused_) {
    worker_.reactor().change(socket_.fd(), 0);
    paused_ = true;
    tell_paused(for_room ? "limits.connections is reached and no connection is idle"
                         : "the system has no descriptor or memory left");
  }
  if (for_room && !waits_for_room_) {
    waits_for_room_ = true;
    worker_.shared().slots.begin_waiting();
  }
  retry_.arm(worker_.reactor().now() + at_most);
}

void Acceptor::resume() {
  if (!paused_) return;
  paused_ = false;
  retry_.cancel();
  if (std::exchange(waits_for_room_, false)) worker_.shared().slots.end_waiting();
  if (!watched_) return;
  worker_.reactor().change(socket_.fd(), EPOLLIN);
}

void Acceptor::tell_paused(const char* why) {
  const auto now = worker_.reactor().now();
  if (told_paused_ || (told_at_ != TimePoint{} && now - told_at_ < quiet_between_events)) return;
  told_paused_ = true;
  told_at_ = now;
  worker_.shared().event(Event::Level::warn, "accept-paused",
                         std::string("No new connections are accepted: ") + why + ".",
                         {{"connections", std::to_string(worker_.shared().slots.taken())}});
}

void Acceptor::tell_resumed() {
  if (!std::exchange(told_paused_, false)) return;
  worker_.shared().event(Event::Level::warn, "accept-resumed", "New connections are accepted again.");
}

void Acceptor::accept_the_rest_and_close() {
  while (watched_) {
    worker_.shared().slots.take();
    if (take_one() == Took::one) continue;
    worker_.shared().slots.give();
    break;
  }
  close();
}

void Acceptor::close() noexcept {
  retry_.cancel();
  if (std::exchange(waits_for_room_, false)) worker_.shared().slots.end_waiting();
  paused_ = false;
  if (std::exchange(watched_, false)) worker_.reactor().unwatch(socket_.fd());
  socket_.close();
}

void Acceptor::on_exception(std::exception_ptr) noexcept {
  // Out of memory, most likely. The door stays; a pause keeps it from failing in a loop.
  try {
    pause(false, descriptor_recheck);
  } catch (...) {
    close();
  }
}

}  // namespace atgateway::listen
