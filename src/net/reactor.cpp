#include "net/reactor.hpp"

#include "net/fork_mark.hpp"
#include "net/task_queue.hpp"
#include "net/timer_queue.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace atgateway::net {
namespace {

thread_local Reactor* current_reactor = nullptr;

constexpr std::uint64_t wake_mark = ~std::uint64_t{0};

Error system_failure(const char* what, int error) {
  return {Errc::internal, std::string(what) + ": " + std::generic_category().message(error)};
}

int milliseconds_until(TimePoint at, TimePoint now) noexcept {
  if (at <= now) return 0;
  // Compared before it is rounded: `at` may be the end of time.
  if (at - now > std::chrono::hours(24)) return 24 * 3600 * 1000;
  return static_cast<int>(std::chrono::ceil<milliseconds>(at - now).count());
}

}  // namespace

struct Timer::State : TimerNode {};

struct Reactor::Impl {
  /// The generation tells an event of this watcher from one that a former watcher of the same descriptor left behind.
  struct Slot {
    Watcher* watcher = nullptr;
    std::uint32_t generation = 0;
  };

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (wake_fd >= 0) close(wake_fd);
    if (epoll_fd >= 0) close(epoll_fd);
  }

  /// In the child of a fork everything here still belongs to the parent.
  [[nodiscard]] bool ours() const noexcept { return forks == forks_so_far(); }
  void wake() noexcept;
  void unhandled(std::exception_ptr error) noexcept;
  void turn(bool last);
  int wait(bool last) noexcept;
  void dispatch(std::uint64_t mark, std::uint32_t events) noexcept;
  void run_all(std::vector<Task>& tasks) noexcept;
  void drop_tasks() noexcept;

  int epoll_fd = -1;
  int wake_fd = -1;
  unsigned forks = forks_so_far();
  bool running = false;
  bool posted_here = false;  ///< tasks wait in `posted` for which no wake was written
  bool woken = false;
  bool broken = false;
  std::atomic<bool> stopping{false};
  TimePoint now{};
  std::vector<Slot> slots;
  TimerQueue timers;
  TaskQueue posted;
  std::vector<Task> batch;     ///< being run
  std::vector<Task> deferred;  ///< for the end of this turn
  std::vector<Task> deferred_batch;
  std::array<epoll_event, 256> events{};
  base::UniqueFunction<void(std::exception_ptr)> report;
};

void Reactor::Impl::drop_tasks() noexcept {
  // Tasks may own timers and may post while they die: so this happens while everything else is still there, and again
  // until nothing comes, but not for ever.
  for (int round = 0; round < 100; ++round) {
    std::vector<Task> left;
    posted.take(left);
    const std::vector<Task> put_off = std::exchange(deferred, {});
    if (left.empty() && put_off.empty()) return;
  }
}

void Reactor::Impl::wake() noexcept {
  // The counter cannot overflow in the life of a machine, so it is never read: the descriptor is edge-triggered.
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_fd, &one, sizeof one);
}

void Reactor::Impl::unhandled(std::exception_ptr error) noexcept {
  if (!report) return;
  try {
    report(std::move(error));
  } catch (...) {
    // Whoever is told about failures failed: there is nobody left to tell.
  }
}

int Reactor::Impl::wait(bool last) noexcept {
  int timeout = -1;
  if (last || posted_here || !deferred.empty()) {
    timeout = 0;
  } else if (!timers.empty()) {
    timeout = milliseconds_until(timers.next(), Clock::now());
  }
  const int count = epoll_wait(epoll_fd, events.data(), static_cast<int>(events.size()), timeout);
  if (count >= 0) return count;
  if (errno != EINTR) broken = true;
  return 0;
}

void Reactor::Impl::dispatch(std::uint64_t mark, std::uint32_t bits) noexcept {
  if (mark == wake_mark) {
    woken = true;
    return;
  }
  const auto fd = static_cast<std::size_t>(mark & 0xffffffffU);
  const auto generation = static_cast<std::uint32_t>(mark >> 32U);
  const auto still_there = [&] { return slots[fd].watcher != nullptr && slots[fd].generation == generation; };
  if (!still_there()) return;
  Watcher* watcher = slots[fd].watcher;
  try {
    watcher->on_ready(bits);
  } catch (...) {
    if (still_there()) {
      watcher->on_exception(std::current_exception());
    } else {
      unhandled(std::current_exception());
    }
  }
}

void Reactor::Impl::run_all(std::vector<Task>& tasks) noexcept {
  for (Task& task : tasks) {
    try {
      // What a task owns goes away with it, not at the end of the batch.
      Task current = std::move(task);
      current();
    } catch (...) {
      unhandled(std::current_exception());
    }
  }
  tasks.clear();
}

void Reactor::Impl::turn(bool last) {
  const int count = wait(last);
  now = Clock::now();
  for (int i = 0; i < count; ++i) {
    const epoll_event event = events[static_cast<std::size_t>(i)];
    dispatch(event.data.u64, event.events);
  }
  timers.fire(now, [this](std::exception_ptr error) { unhandled(std::move(error)); });
  if (woken || posted_here || last) {
    woken = posted_here = false;
    posted.take(batch);
    run_all(batch);
  }
  deferred.swap(deferred_batch);
  run_all(deferred_batch);
}

Result<std::unique_ptr<Reactor>> Reactor::make() {
  auto impl = std::make_unique<Impl>();
  impl->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (impl->epoll_fd < 0) return system_failure("epoll_create1", errno);
  impl->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (impl->wake_fd < 0) return system_failure("eventfd", errno);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = wake_mark;
  if (epoll_ctl(impl->epoll_fd, EPOLL_CTL_ADD, impl->wake_fd, &event) != 0) return system_failure("epoll_ctl", errno);
  return std::unique_ptr<Reactor>(new Reactor(std::move(impl)));
}

Reactor::Reactor(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

Reactor::~Reactor() {
  assert(!impl_->running);
  impl_->drop_tasks();
}

void Reactor::run() {
  assert(!impl_->running);
  if (!impl_->ours()) return;
  Reactor* const outer = std::exchange(current_reactor, this);
  impl_->running = true;
  while (!impl_->broken) {
    // Read first, then turn once more: what was posted before `stop` is then in the queue.
    const bool last = impl_->stopping.load(std::memory_order_acquire);
    impl_->turn(last);
    if (last) break;
  }
  impl_->stopping.store(false, std::memory_order_relaxed);
  impl_->running = false;
  current_reactor = outer;
  if (std::exchange(impl_->broken, false)) {
    impl_->unhandled(std::make_exception_ptr(std::system_error(EBADF, std::generic_category(), "epoll_wait")));
  }
}

void Reactor::stop() noexcept {
  if (!impl_->ours()) return;
  impl_->posted.wake_with([this] {
    impl_->stopping.store(true, std::memory_order_release);
    impl_->wake();
  });
}

Reactor* Reactor::current() noexcept { return current_reactor; }

void Reactor::post(Task task) {
  if (!impl_->ours()) return;
  const bool here = in_loop();
  if (here) impl_->posted_here = true;
  impl_->posted.push(std::move(task), [&] {
    if (!here) impl_->wake();
  });
}

void Reactor::defer(Task task) { impl_->deferred.push_back(std::move(task)); }

TimePoint Reactor::now() const noexcept { return impl_->running ? impl_->now : Clock::now(); }

Result<void> Reactor::watch(int fd, std::uint32_t events, Watcher& watcher) {
  if (!impl_->ours()) return Error(Errc::forked);
  const auto index = static_cast<std::size_t>(fd);
  if (fd < 0) return system_failure("watch", EBADF);
  if (index >= impl_->slots.size()) impl_->slots.resize(std::max(index + 1, 2 * impl_->slots.size()));
  Impl::Slot& slot = impl_->slots[index];
  epoll_event event{};
  event.events = events;
  event.data.u64 = (std::uint64_t{slot.generation + 1} << 32U) | index;
  if (epoll_ctl(impl_->epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0) return system_failure("epoll_ctl", errno);
  ++slot.generation;
  slot.watcher = &watcher;
  return {};
}

void Reactor::change(int fd, std::uint32_t events) noexcept {
  const auto index = static_cast<std::size_t>(fd);
  if (fd < 0 || index >= impl_->slots.size() || impl_->slots[index].watcher == nullptr || !impl_->ours()) return;
  epoll_event event{};
  event.events = events;
  event.data.u64 = (std::uint64_t{impl_->slots[index].generation} << 32U) | index;
  epoll_ctl(impl_->epoll_fd, EPOLL_CTL_MOD, fd, &event);
}

void Reactor::unwatch(int fd) noexcept {
  const auto index = static_cast<std::size_t>(fd);
  if (fd < 0 || index >= impl_->slots.size() || impl_->slots[index].watcher == nullptr) return;
  impl_->slots[index].watcher = nullptr;
  ++impl_->slots[index].generation;
  if (!impl_->ours()) return;
  epoll_event unused{};
  epoll_ctl(impl_->epoll_fd, EPOLL_CTL_DEL, fd, &unused);
}

void Reactor::on_unhandled(base::UniqueFunction<void(std::exception_ptr)> report) { impl_->report = std::move(report); }

Timer::Timer(Reactor& reactor, Task callback) : reactor_(reactor), state_(std::make_unique<State>()) {
  state_->callback = std::move(callback);
}

Timer::~Timer() { reactor_.impl_->timers.remove(*state_); }

void Timer::arm(TimePoint at) { reactor_.impl_->timers.arm(*state_, at); }

void Timer::cancel() noexcept { reactor_.impl_->timers.cancel(*state_); }

bool Timer::armed() const noexcept { return state_->armed; }

}  // namespace atgateway::net
