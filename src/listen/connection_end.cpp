// How a connection ends: in order, abandoned, or left alone by its peer.
#include "listen/connection.hpp"
#include "listen/known_method.hpp"
#include "listen/worker.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

namespace atgateway::listen {
namespace {

// After the last reply: bytes still on their way would answer our close with a reset, which can overtake the reply.
constexpr milliseconds linger_time(1000);
constexpr std::size_t linger_bytes = 4 * 1024 * 1024;
// A connection that has sent nothing yet when accepting ends: its first bytes may be on their way.
constexpr milliseconds last_moment(1000);

}  // namespace

void Connection::on_exception(std::exception_ptr error) noexcept {
  const char* what = "unknown";
  try {
    std::rethrow_exception(std::move(error));
  } catch (const std::bad_alloc&) {
    what = "out of memory";
  } catch (...) {
  }
  shared_.event(Event::Level::error, "connection-failed", "A connection was closed after an exception.",
                {{"reason", what}});
  abandon();
}

bool Connection::close_if_quiet() {
  if (state_ != State::reading || began_ || !input_.empty()) return state_ == State::closed;
  const auto turn = turn_;
  guarded([this] { receive(); });
  if (state_ == State::closed) return true;
  if (state_ != State::reading || began_ || turn != turn_) return false;
  end_quietly();
  return true;
}

void Connection::hurry() {
  worker_.shelve(*this, ConnectionTable::Shelf::silent);
  timer_.arm(worker_.reactor().now() + std::min(last_moment, shared_.options.timeouts.header));
}

void Connection::linger() {
  input_.release();
  stream_->finish_sending();
  if (half_closed_) return close();
  state_ = State::lingering;
  timer_.arm(worker_.reactor().now() + linger_time);
  set_interest();
  discard();
}

void Connection::discard() {
  const auto space = worker_.input_scratch(Worker::scratch_bytes);
  for (;;) {
    // On TCP, MSG_TRUNC throws the bytes away without copying them.
    const ssize_t count = ::recv(stream_->fd(), space.data(), space.size(), MSG_TRUNC | MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) return close();
    discarded_ += static_cast<std::size_t>(count);
    if (discarded_ > linger_bytes) return close();
    if (static_cast<std::size_t>(count) < space.size()) return;
  }
}

void Connection::gone() {
  const bool under_way = state_ == State::working || state_ == State::writing || (state_ == State::reading && began_);
  if (under_way) {
    if (state_ == State::reading) {
      method_ = head_seen_ ? known_method(reader_.head().method) : "_OTHER";
      request_bytes_ = reader_.head().body.size();
    }
    facts_.code = describe(Errc::client_closed).slug;
    record(499);
  }
  abandon();
}

void Connection::abandon() noexcept {
  Call call = std::exchange(call_, Call{});
  close();
  call.cancel();
}

void Connection::end_quietly() noexcept {
  if (stream_) stream_->finish_sending();
  close();
}

void Connection::close() noexcept {
  if (state_ == State::closed) return;
  state_ = State::closed;
  timer_.cancel();
  link_->detach();
  const int fd = stream_ ? stream_->fd() : raw_fd_;
  if (fd >= 0) worker_.reactor().unwatch(fd);
  stream_.reset();
  if (raw_fd_ >= 0) ::close(std::exchange(raw_fd_, -1));
  input_.release();
  std::string().swap(output_);
  input_charge_.release();
  output_charge_.release();
  worker_.bury(*this);
}

}  // namespace atgateway::listen
