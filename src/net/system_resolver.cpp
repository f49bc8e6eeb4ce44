#include "net/system_resolver.hpp"

#include "net/fork_mark.hpp"
#include "net/quiet_thread.hpp"
#include "net/remembered_name.hpp"
#include "net/system_lookup.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace atgateway::net {
namespace {

// Names come from the configuration. The cap is for the day when that is no longer so.
constexpr std::size_t most_names = 1024;

using Key = std::pair<std::string, std::uint16_t>;
using KeyView = std::pair<std::string_view, std::uint16_t>;

/// Names can be found without copying them. A tree, since a hash table would have to be seeded.
struct ByKey {
  using is_transparent = void;
  bool operator()(KeyView left, KeyView right) const noexcept { return left < right; }
};

Error too_late() { return {Errc::upstream_resolve_failed, "the name's addresses did not come in time"}; }

std::chrono::milliseconds sane(std::chrono::milliseconds span) {
  return std::clamp(span, milliseconds(0), milliseconds(std::chrono::hours(24 * 366)));
}

}  // namespace

/// Outlives the resolver as long as a lookup hangs. `mutex` guards everything that is not said to be otherwise. No
/// `Done` is run or destroyed under it, and reactors are only posted to.
struct SystemResolver::Shared : std::enable_shared_from_this<SystemResolver::Shared> {
  struct Waiter;
  struct Name {
    RememberedName known;
    TimePoint used_at{};
    std::map<std::uint64_t, std::shared_ptr<Waiter>> waiters;
  };

  void serve() noexcept;
  Result<AddressList> look_up(const Key& key) noexcept;
  void conclude(const Key& key, Result<AddressList> result);
  Name* name(const Key& key, TimePoint now);
  void ask(const Key& key, Name& name, TimePoint now);
  void hand_over(Reactor& home, Done done, Result<AddressList> result);

  ResolverOptions options;  // constant
  const unsigned forks = forks_so_far();
  std::atomic<bool> closed{false};  // set under the mutex, read also without

  std::mutex mutex;
  std::condition_variable work;
  AnswerTimes times{};
  std::map<Key, Name, ByKey> names;
  std::deque<Key> jobs;
  unsigned threads = 0;
  unsigned idle = 0;
  std::uint64_t next_waiter = 0;
};

/// Somebody who waits. Lives on its reactor's thread but for `home`, `key` and `id`, which do not change.
struct SystemResolver::Shared::Waiter {
  Reactor& home;
  const std::shared_ptr<Shared> shared;
  const Key key;
  const std::uint64_t id;
  const Deadline deadline;
  TimePoint patience_ends{};
  Done done;
  std::optional<Timer> timer;

  void start();
  void on_timer();
  void finish(Result<AddressList> result);
};

void SystemResolver::Shared::Waiter::start() {
  if (!done) return;  // the answer was faster
  timer.emplace(home, [this] { on_timer(); });
  timer->arm(std::min(patience_ends, deadline.at()));
}

void SystemResolver::Shared::Waiter::on_timer() {
  std::shared_ptr<Waiter> self;
  RememberedName::Answer old;
  {
    const std::lock_guard lock(shared->mutex);
    if (shared->closed) return;
    const auto name = shared->names.find(key);
    if (name == shared->names.end()) return;
    const auto waiting = name->second.waiters.find(id);
    if (waiting == name->second.waiters.end()) return;  // the answer is on its way
    old = name->second.known.fallback(shared->options.now(), shared->times);
    if (!old && !deadline.passed(Clock::now())) {
      timer->arm(deadline.at());
      return;
    }
    self = std::move(waiting->second);
    name->second.waiters.erase(waiting);
  }
  finish(old ? Result<AddressList>(*old) : Result<AddressList>(too_late()));
}

void SystemResolver::Shared::Waiter::finish(Result<AddressList> result) {
  timer.reset();
  Done call = std::exchange(done, Done());
  if (call && !shared->closed) call(std::move(result));
}

Result<AddressList> SystemResolver::Shared::look_up(const Key& key) noexcept {
  try {
    auto found = options.lookup(key.first, key.second);
    if (found && found->empty()) return Error(Errc::upstream_resolve_failed, "the name has no address");
    return found;
  } catch (...) {
    return Errc::upstream_resolve_failed;
  }
}

void SystemResolver::Shared::serve() noexcept {
  std::unique_lock lock(mutex);
  for (;;) {
    ++idle;
    work.wait(lock, [this] { return closed || !jobs.empty(); });
    --idle;
    if (closed) return;
    const Key key = std::move(jobs.front());
    jobs.pop_front();
    lock.unlock();
    auto result = look_up(key);
    lock.lock();
    if (closed) return;
    try {
      conclude(key, std::move(result));
    } catch (...) {
      // Out of memory: who still waits is told by the deadline.
    }
  }
}

void SystemResolver::Shared::conclude(const Key& key, Result<AddressList> result) {
  Name& name = names.at(key);  // names that are asked for are not evicted
  const TimePoint now = options.now();
  RememberedName::Answer serves;
  if (result) {
    serves = std::make_shared<const AddressList>(std::move(*result));
    name.known.answered(now, serves);
  } else {
    name.known.failed(now, result.error());
    serves = name.known.fallback(now, times);
  }
  while (!name.waiters.empty()) {
    auto& waiter = name.waiters.begin()->second;
    Reactor& home = waiter->home;
    auto outcome = serves ? Result<AddressList>(*serves) : result;
    home.post([waiter, outcome = std::move(outcome)]() mutable { waiter->finish(std::move(outcome)); });
    name.waiters.erase(name.waiters.begin());
  }
}

SystemResolver::Shared::Name* SystemResolver::Shared::name(const Key& key, TimePoint now) {
  auto found = names.find(key);
  if (found == names.end()) {
    if (names.size() >= most_names) {
      auto oldest = names.end();
      for (auto each = names.begin(); each != names.end(); ++each) {
        const bool busy = each->second.known.in_flight() || !each->second.waiters.empty();
        if (!busy && (oldest == names.end() || each->second.used_at < oldest->second.used_at)) oldest = each;
      }
      if (oldest == names.end()) return nullptr;
      names.erase(oldest);
    }
    found = names.emplace(key, Name{}).first;
  }
  found->second.used_at = now;
  return &found->second;
}

void SystemResolver::Shared::ask(const Key& key, Name& name, TimePoint now) {
  jobs.push_back(key);
  name.known.asked(now);
  if (idle >= jobs.size() || threads >= options.threads) {
    work.notify_one();
    return;
  }
  if (start_quiet_thread("atg-lookup", [self = shared_from_this()] { self->serve(); })) {
    ++threads;
  } else if (threads == 0) {
    jobs.pop_back();
    name.known.failed(now, Error(Errc::upstream_resolve_failed, "the system refused a thread for the lookup"));
  }
}

void SystemResolver::Shared::hand_over(Reactor& home, Done done, Result<AddressList> result) {
  Task task = [self = shared_from_this(), done = std::move(done), result = std::move(result)]() mutable {
    if (!self->closed) done(std::move(result));
  };
  if (home.in_loop()) {
    home.defer(std::move(task));
  } else {
    home.post(std::move(task));
  }
}

SystemResolver::SystemResolver(ResolverOptions options) : shared_(std::make_shared<Shared>()) {
  options.threads = std::max(options.threads, 1U);
  if (!options.lookup) options.lookup = look_up_by_system;
  if (!options.now) options.now = [] { return Clock::now(); };
  shared_->times = {sane(options.refresh), sane(options.stale), sane(options.patience), sane(options.failure)};
  shared_->options = std::move(options);
}

SystemResolver::~SystemResolver() {
  if (shared_->forks != forks_so_far()) {
    // In the child of a fork the mutex may be held by a thread that is not here.
    static_cast<void>(new std::shared_ptr<Shared>(shared_));  // NOLINT(bugprone-unhandled-exception-at-new)
    return;
  }
  const std::lock_guard lock(shared_->mutex);
  shared_->closed = true;
  shared_->work.notify_all();
  for (auto& [key, name] : shared_->names) {
    while (!name.waiters.empty()) {
      // Timers belong to their loop's thread, so they die there.
      Reactor& home = name.waiters.begin()->second->home;
      home.post([waiter = std::move(name.waiters.begin()->second)] {});
      name.waiters.erase(name.waiters.begin());
    }
  }
}

void SystemResolver::configure(std::chrono::milliseconds refresh, std::chrono::milliseconds stale) {
  if (shared_->forks != forks_so_far()) return;
  const std::lock_guard lock(shared_->mutex);
  shared_->times.refresh = sane(refresh);
  shared_->times.stale = sane(stale);
}

std::shared_ptr<const AddressList> SystemResolver::cached(const std::string& host, std::uint16_t port) {
  if (shared_->forks != forks_so_far()) return nullptr;
  const std::lock_guard lock(shared_->mutex);
  const auto found = shared_->names.find(KeyView(host, port));
  if (found == shared_->names.end()) return nullptr;
  const TimePoint now = shared_->options.now();
  found->second.used_at = now;
  auto judgement = found->second.known.judge(now, shared_->times);
  // What nobody can use is not refreshed for nobody: `resolve` asks when it is called.
  if (judgement.ask && judgement.use) shared_->ask(found->first, found->second, now);
  return std::move(judgement.use);
}

void SystemResolver::resolve(Reactor& home, std::string host, std::uint16_t port, Deadline deadline, Done done) {
  if (shared_->forks != forks_so_far()) return;
  if (const auto literal = SocketAddress::parse_ip(host, port)) {
    shared_->hand_over(home, std::move(done), AddressList{*literal});
    return;
  }
  const Key key(std::move(host), port);
  std::unique_lock lock(shared_->mutex);
  const TimePoint now = shared_->options.now();
  Shared::Name* name = shared_->name(key, now);
  if (name == nullptr) {
    lock.unlock();
    shared_->hand_over(home, std::move(done), Error(Errc::upstream_resolve_failed, "too many names at once"));
    return;
  }
  auto judgement = name->known.judge(now, shared_->times);
  if (judgement.ask) {
    shared_->ask(key, *name, now);
    if (!name->known.in_flight()) judgement = name->known.judge(now, shared_->times);  // no thread was to be had
  }
  if (judgement.use || judgement.error) {
    lock.unlock();
    shared_->hand_over(home, std::move(done),
                       judgement.use ? Result<AddressList>(*judgement.use) : Result<AddressList>(*judgement.error));
    return;
  }
  const TimePoint patience_ends =
      name->known.fallback(now, shared_->times) ? Clock::now() + shared_->times.patience : TimePoint::max();
  const std::uint64_t id = shared_->next_waiter++;
  std::shared_ptr<Shared::Waiter> waiter(
      new Shared::Waiter{home, shared_, key, id, deadline, patience_ends, std::move(done), std::nullopt});
  name->waiters.emplace(id, waiter);
  lock.unlock();
  if (home.in_loop()) {
    waiter->start();
  } else {
    home.post([waiter = std::move(waiter)] { waiter->start(); });
  }
}

void SystemResolver::forget(Reactor& home) {
  std::vector<std::shared_ptr<Shared::Waiter>> dropped;
  if (shared_->forks != forks_so_far()) return;
  const std::lock_guard lock(shared_->mutex);
  for (auto& [key, name] : shared_->names) {
    for (auto each = name.waiters.begin(); each != name.waiters.end();) {
      if (&each->second->home != &home) {
        ++each;
        continue;
      }
      dropped.push_back(std::move(each->second));
      each = name.waiters.erase(each);
    }
  }
}

void SystemResolver::distrust(const std::string& host, std::uint16_t port) {
  if (shared_->forks != forks_so_far()) return;
  const std::lock_guard lock(shared_->mutex);
  const auto found = shared_->names.find(KeyView(host, port));
  if (found != shared_->names.end()) found->second.known.distrust(shared_->options.now(), shared_->times);
}

}  // namespace atgateway::net
