#include "rpc/inbox.hpp"

#include <atgateway/secret.hpp>

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace atgateway::rpc {
namespace {

constexpr std::size_t most_lines = 1024;  // read ahead

}  // namespace

Inbox::Inbox(int input, std::size_t longest_line, std::function<void()> ended)
    : input_(input), longest_line_(longest_line), ended_(std::move(ended)), wakeup_(::eventfd(0, EFD_CLOEXEC)) {
  if (wakeup_ < 0) throw std::system_error(errno, std::generic_category());
  try {
    thread_ = std::thread([this] { read(); });
  } catch (...) {
    ::close(wakeup_);
    throw;
  }
}

Inbox::~Inbox() {
  stop();
  thread_.join();
  ::close(wakeup_);
  for (auto& line : lines_) wipe(line.text);
}

std::optional<Line> Inbox::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || closed_ || !lines_.empty(); });
  if (stopped_ || lines_.empty()) return std::nullopt;
  std::optional<Line> line(std::move(lines_.front()));
  lines_.pop_front();
  bytes_ -= line->text.size();
  changed_.notify_all();
  return line;
}

void Inbox::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wakeup_, &one, sizeof one);
}

void Inbox::put(Line line) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stopped_ || (bytes_ < longest_line_ && lines_.size() < most_lines); });
  bytes_ += line.text.size();
  lines_.push_back(std::move(line));
  changed_.notify_all();
}

void Inbox::read() {
  std::array<char, 65536> block;
  try {
    LineSplitter splitter(longest_line_);
    const auto each = [this](Line line) { put(std::move(line)); };
    std::array<pollfd, 2> fds{pollfd{input_, POLLIN, 0}, pollfd{wakeup_, POLLIN, 0}};
    for (;;) {
      if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR) break;
      if (fds[1].revents != 0) break;
      if (fds[0].revents == 0) continue;
      const auto count = ::read(input_, block.data(), block.size());
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count <= 0) break;
      splitter.feed({block.data(), static_cast<std::size_t>(count)}, each);
    }
    splitter.finish(each);
  } catch (...) {
    // Out of memory: as if the input had ended here.
  }
  ::explicit_bzero(block.data(), block.size());
  ended_();
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace atgateway::rpc
