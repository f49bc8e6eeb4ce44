// The public face: picks a worker, hands the request over, and takes everything down in order.
#include <atgateway/gateway.hpp>

#include "gateway/exchange.hpp"
#include "gateway/pages.hpp"
#include "gateway/reload.hpp"
#include "gateway/shared.hpp"
#include "gateway/status.hpp"
#include "gateway/worker.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace atgateway::inline v0_1 {
namespace {

using gateway::Exchange;
using gateway::Shared;
using gateway::Snapshot;
using gateway::Worker;

/// Counts down on destruction, so that a task which is dropped unrun counts too.
class Latch {
 public:
  explicit Latch(std::size_t count) : count_(count) {}
  void arrive() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) done_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return count_ == 0; });
  }
  struct Ticket {
    explicit Ticket(std::shared_ptr<Latch> latch) : latch_(std::move(latch)) {}
    Ticket(Ticket&&) noexcept = default;
    Ticket& operator=(Ticket&&) noexcept = default;
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
      if (latch_) latch_->arrive();
    }
    std::shared_ptr<Latch> latch_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t count_;
};

/// What the process keeps for each upstream, over all configurations.
void find_places(Snapshot& snapshot, Shared& shared) {
  for (auto& upstream : snapshot.upstreams) {
    upstream.slots = shared.slots.group(upstream.selector, upstream.config.max_in_flight);
    upstream.guard = shared.guards.of(upstream.selector, snapshot.config);
  }
}

}  // namespace

class Gateway::Impl {
 public:
  Impl(const std::shared_ptr<RuntimeCore>& core, const std::shared_ptr<Snapshot>& snapshot)
      : shared_(core, snapshot, [this](std::size_t worker, std::size_t group) { wake(worker, group); }) {
    find_places(*snapshot, shared_);
    for (std::size_t i = 0; i < core->workers(); ++i) {
      workers_.push_back(std::make_unique<Worker>(shared_, i, core->reactor(i)));
    }
  }

  ~Impl() {
    auto& core = shared_.core();
    if (core.forked()) {
      // The threads that own these are in the parent; what they hold cannot be taken apart here.
      for (auto& worker : workers_) (void)worker.release();
      return;
    }
    shared_.going = true;
    shared_.slots.close();
    on_every_worker([](Worker& worker) { worker.cancel_all(); });
    // Slots that were handed on before are tasks of their own: let them run before the workers go.
    on_every_worker([](Worker&) {});
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Call submit(Request request, Scope scope, Completion completion) {
    auto& core = shared_.core();
    if (core.forked()) {
      // No thread is left that could run it later.
      completion(Errc::forked);
      return {};
    }
    const auto here = core.current_worker();
    const bool on_worker = here < workers_.size();
    const auto index = on_worker ? here : next_worker_.fetch_add(1, std::memory_order_relaxed) % workers_.size();
    auto& worker = *workers_[index];
    auto exchange = std::make_shared<Exchange>(worker, std::move(request), std::move(scope), std::move(completion));
    shared_.requests.fetch_add(1, std::memory_order_relaxed);
    auto begin = [exchange, &worker] {
      worker.adopt(exchange);
      exchange->start();
    };
    if (on_worker) {
      core.reactor(index).defer(std::move(begin));
    } else {
      core.reactor(index).post(std::move(begin));
    }
    return Call(std::move(exchange));
  }

  Result<Reply> handle(Request request, Scope scope) {
    if (shared_.core().forked()) return Errc::forked;
    if (shared_.core().current_worker() < workers_.size()) return Errc::would_deadlock;
    struct Waiting {
      std::mutex mutex;
      std::condition_variable done;
      std::optional<Result<Reply>> result;
    };
    const auto waiting = std::make_shared<Waiting>();
    const auto given_up = scope.deadline;
    if (!given_up.is_never()) {
      // Row errors are a better answer than none: let the call's own deadline come a little earlier.
      const auto left = given_up.left(Clock::now());
      scope.deadline = Deadline(given_up.at() - std::min(left / 10, milliseconds(50)));
    }
    auto call = submit(std::move(request), std::move(scope), [waiting](Result<Reply> result) {
      const std::lock_guard lock(waiting->mutex);
      waiting->result = std::move(result);
      waiting->done.notify_all();
    });
    std::unique_lock lock(waiting->mutex);
    const auto answered = [&] { return waiting->result.has_value(); };
    if (given_up.is_never()) {
      waiting->done.wait(lock, answered);
    } else if (!waiting->done.wait_until(lock, given_up.at(), answered)) {
      lock.unlock();
      call.cancel();
      return Errc::deadline_exceeded;
    }
    return std::move(*waiting->result);
  }

  Result<std::vector<std::string>> reload(const Config& config) {
    const auto current = shared_.snapshot();
    auto needs_restart = config_needs_restart(current->config, config);
    auto next = Snapshot::make(gateway::reloaded(current->config, config));
    if (!next) return next.error();
    find_places(**next, shared_);
    shared_.slots.set_limit((*next)->config.limits.in_flight);
    shared_.swap_snapshot(std::move(*next));
    return needs_restart;
  }

  void finish_now() {
    if (shared_.core().forked()) return;
    shared_.finished = true;
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      shared_.core().reactor(i).post([worker = workers_[i].get()] { worker->finish_all(); });
    }
  }

  Shared& shared() noexcept { return shared_; }

 private:
  template <class F>
  void on_every_worker(F action) {
    const auto latch = std::make_shared<Latch>(workers_.size());
    for (std::size_t i = 0; i < workers_.size(); ++i) {
      shared_.core().reactor(i).post(
          [worker = workers_[i].get(), action, ticket = Latch::Ticket(latch)] { action(*worker); });
    }
    latch->wait();
  }

  void wake(std::size_t worker, std::size_t group) {
    shared_.core().reactor(worker).post([target = workers_[worker].get(), group] { target->granted(group); });
  }

  Shared shared_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<std::size_t> next_worker_{0};
};

Result<Gateway> Gateway::create(Runtime& runtime, Config config) {
  const auto& core = runtime.core();
  if (core->forked()) return Errc::forked;
  auto snapshot = Snapshot::make(std::move(config));
  if (!snapshot) return snapshot.error();
  const auto& dns = (*snapshot)->config.dns;
  core->resolver().configure(dns.refresh, dns.stale);
  return Gateway(std::make_shared<Impl>(core, std::move(*snapshot)));
}

Gateway::Gateway(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Gateway::Gateway(Gateway&&) noexcept = default;
Gateway& Gateway::operator=(Gateway&&) noexcept = default;
Gateway::~Gateway() = default;

Call Gateway::submit(Request request, Scope scope, Completion completion) {
  return impl_->submit(std::move(request), std::move(scope), std::move(completion));
}

Result<Reply> Gateway::handle(Request request, Scope scope) {
  return impl_->handle(std::move(request), std::move(scope));
}

Result<std::vector<std::string>> Gateway::reload(const Config& config) { return impl_->reload(config); }

void Gateway::set_draining() { impl_->shared().draining = true; }

void Gateway::finish_now() { impl_->finish_now(); }

std::size_t Gateway::in_flight() const noexcept { return impl_->shared().requests.load(std::memory_order_relaxed); }

std::string Gateway::status_json() const { return gateway::status_page(impl_->shared(), Clock::now()); }

Handler Gateway::handler() {
  return [impl = impl_.get()](Request request, Scope scope, Completion completion) {
    return impl->submit(std::move(request), std::move(scope), std::move(completion));
  };
}

std::function<std::optional<Reply>(const Request&)> Gateway::head_judge() {
  return [](const Request& request) -> std::optional<Reply> {
    const auto routed = gateway::find_route(request);
    if (!routed.route) return gateway::refusal_page(routed, request.request_id);
    const auto refused = gateway::judge_head(*routed.route, request);
    if (!refused) return std::nullopt;
    return gateway::head_refusal_page(*routed.route, *refused, request.request_id);
  };
}

}  // namespace atgateway::inline v0_1
