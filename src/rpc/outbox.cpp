#include "rpc/outbox.hpp"

#include <atgateway/secret.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <system_error>
#include <utility>

namespace atgateway::rpc {
namespace {

constexpr std::size_t many_bytes = std::size_t{64} << 20;
// A pipe that is writable takes so much without blocking. The descriptor itself stays as it is: it may be shared.
constexpr std::size_t piece = PIPE_BUF;

}  // namespace

Outbox::Outbox(int output, std::function<void()> broken)
    : output_(output), broken_(std::move(broken)), wakeup_(::eventfd(0, EFD_CLOEXEC)) {
  if (wakeup_ < 0) throw std::system_error(errno, std::generic_category());
  try {
    thread_ = std::thread([this] { run(); });
  } catch (...) {
    ::close(wakeup_);
    throw;
  }
}

Outbox::~Outbox() {
  finish(milliseconds(0));
  ::close(wakeup_);
}

void Outbox::send(std::string line) {
  line += '\n';
  {
    const std::lock_guard lock(mutex_);
    if (gone_) return;
    bytes_ += line.size();
    lines_.push_back(std::move(line));
  }
  changed_.notify_all();
}

void Outbox::wait_for_room() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return gone_ || bytes_ < many_bytes; });
}

void Outbox::finish(milliseconds patience) noexcept {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    patience_ = patience;
  }
  changed_.notify_all();
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wakeup_, &one, sizeof one);
  thread_.join();
}

void Outbox::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return finishing_ || !lines_.empty(); });
    if (lines_.empty()) return;
    auto line = std::move(lines_.front());
    lines_.pop_front();
    lock.unlock();
    const bool written = write(line);
    const auto size = line.size();
    wipe(line);  // what was read from a request may hold a token
    lock.lock();
    bytes_ -= size;
    gone_ = !written;
    changed_.notify_all();
    if (gone_) break;
  }
  for (auto& line : lines_) wipe(line);
  lines_.clear();
  bytes_ = 0;
  lock.unlock();
  broken_();
}

bool Outbox::write(const std::string& line) noexcept {
  std::size_t at = 0;
  while (at < line.size()) {
    if (!writable()) return false;
    const auto count = ::write(output_, line.data() + at, std::min(piece, line.size() - at));
    if (count < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (count > 0) at += static_cast<std::size_t>(count);
  }
  return true;
}

bool Outbox::writable() noexcept {
  std::array<pollfd, 2> fds{pollfd{output_, POLLOUT, 0}, pollfd{wakeup_, POLLIN, 0}};
  for (;;) {
    int patience = -1;
    {
      const std::lock_guard lock(mutex_);
      if (finishing_) patience = static_cast<int>(patience_.count());
    }
    // Once it is known that this is the end, the wake-up would only keep it turning.
    const auto count = ::poll(fds.data(), patience < 0 ? 2 : 1, patience);
    if (count < 0 && errno != EINTR) return false;
    if (count == 0) return false;
    if (count > 0 && fds[0].revents != 0) return true;
  }
}

}  // namespace atgateway::rpc
