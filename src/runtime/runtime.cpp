#include <atgateway/runtime.hpp>

#include "net/fork_mark.hpp"
#include "net/quiet_thread.hpp"
#include "runtime/core.hpp"
#include "upstream/curl_transport.hpp"

#include <cxxabi.h>
#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <typeinfo>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

constexpr unsigned most_workers = 256;
constexpr unsigned most_lookup_threads = 64;

/// Which worker of which runtime this thread is.
struct WorkerSeat {
  const RuntimeCore* core = nullptr;
  std::size_t index = 0;
};
thread_local WorkerSeat seat;

/// Cores that this process may use; taskset and cpusets count, a quota of CPU time does not.
unsigned usable_cores() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  // Fails on machines with more than 1024 cores.
  const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
  const unsigned cores = count > 0 ? static_cast<unsigned>(count) : std::thread::hardware_concurrency();
  return std::clamp(cores, 1U, most_workers);
}

/// The type's name of the exception in flight. Its text stays out: it may hold anything.
std::string type_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr) return "unknown";
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, &status),
                                                           &std::free);
    return status == 0 && name ? name.get() : type->name();
  }
}

class Core final : public RuntimeCore {
 public:
  Core(RuntimeOptions options, net::ResolverOptions lookups)
      : sinks_(std::move(options.sinks)), machine_(std::make_unique<Machine>()) {
    lookups.threads = options.lookup_threads;
    machine_->resolver = std::make_unique<net::SystemResolver>(std::move(lookups));
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;
  ~Core() override;

  Result<void> start(unsigned workers);
  void stop() noexcept;
  void shut_down() noexcept;

  [[nodiscard]] std::size_t workers() const noexcept override { return machine_->reactors.size(); }
  [[nodiscard]] net::Reactor& reactor(std::size_t worker) noexcept override { return *machine_->reactors[worker]; }
  [[nodiscard]] std::size_t current_worker() const noexcept override {
    return seat.core == this ? seat.index : workers();
  }
  [[nodiscard]] net::SystemResolver& resolver() noexcept override { return *machine_->resolver; }
  [[nodiscard]] bool forked() const noexcept override { return forks_ != net::forks_so_far(); }
  [[nodiscard]] const Sinks& sinks() const noexcept override { return sinks_; }
  void report(const Event& event) noexcept override { give(sinks_.event, event); }
  void report(const AccessRecord& record) noexcept override { give(sinks_.access, record); }

 private:
  /// What a forked child must leave as it is. The members go away from the last to the first: what waits for a lookup
  /// is dropped into its reactor, and then the reactors go.
  struct Machine {
    std::vector<std::unique_ptr<net::Reactor>> reactors;
    std::unique_ptr<net::SystemResolver> resolver;
    std::vector<std::thread> threads;
  };

  template <class Sink, class Record>
  static void give(const Sink& sink, const Record& record) noexcept {
    try {
      if (sink) sink(record);
    } catch (...) {
      // A sink that fails cannot be told so.
    }
  }
  void report_unhandled(const std::exception_ptr& error);

  const unsigned forks_ = net::forks_so_far();
  Sinks sinks_;
  std::unique_ptr<Machine> machine_;
};

Result<void> Core::start(unsigned workers) {
  for (unsigned i = 0; i < workers; ++i) {
    auto reactor = net::Reactor::make();
    if (!reactor) return std::move(reactor).error();
    (*reactor)->on_unhandled([this](const std::exception_ptr& error) { report_unhandled(error); });
    machine_->reactors.push_back(std::move(*reactor));
  }
  machine_->threads.reserve(workers);
  for (unsigned i = 0; i < workers; ++i) {
    auto thread = net::make_quiet_thread("atg-worker-" + std::to_string(i), [this, i] {
      seat = {this, i};
      machine_->reactors[i]->run();
      seat = {};
    });
    if (!thread) return Error(Errc::internal, "the system refused a thread for a worker");
    machine_->threads.push_back(std::move(*thread));
  }
  return {};
}

void Core::stop() noexcept {
  for (const auto& reactor : machine_->reactors) reactor->stop();
}

void Core::shut_down() noexcept {
  if (forked()) return;
  stop();
  for (std::thread& thread : machine_->threads) thread.join();
  machine_->threads.clear();
}

Core::~Core() {
  if (forked()) {
    // The threads are not here, their mutexes may be held for ever, and the descriptors are the parent's as well.
    static_cast<void>(machine_.release());
    return;
  }
  shut_down();
}

void Core::report_unhandled(const std::exception_ptr& error) {
  Event event;
  event.level = Event::Level::error;
  event.name = "unhandled-exception";
  event.message = "A callback on a runtime thread threw; the thread goes on.";
  event.fields.emplace_back("type", type_of(error));
  report(event);
}

/// Stops the threads, from whichever thread this is.
void end(std::shared_ptr<RuntimeCore> core) noexcept {
  if (!core) return;
  Core& own = static_cast<Core&>(*core);
  if (own.forked() || own.current_worker() == own.workers()) {
    own.shut_down();
    return;
  }
  // A worker cannot join itself, so somebody else does it, as soon as this worker returns to its loop. When the system
  // refuses a thread, the runtime is left behind, stopped.
  auto* kept = new std::shared_ptr<RuntimeCore>(std::move(core));
  const bool started = net::start_quiet_thread("atg-end", [kept] {
    static_cast<Core&>(**kept).shut_down();
    delete kept;
  });
  if (!started) own.stop();
}

}  // namespace

Runtime::Runtime(std::shared_ptr<RuntimeCore> core) noexcept : core_(std::move(core)) {}
Runtime::Runtime(Runtime&&) noexcept = default;

Runtime& Runtime::operator=(Runtime&& other) noexcept {
  if (this != &other) end(std::exchange(core_, std::move(other.core_)));
  return *this;
}

Runtime::~Runtime() { end(std::move(core_)); }

Result<Runtime> Runtime::start(RuntimeOptions options) { return RuntimeCore::start(std::move(options), {}); }

Result<Runtime> RuntimeCore::start(RuntimeOptions options, net::ResolverOptions lookups) {
  if (options.workers > most_workers) {
    return Error(Errc::bad_config, "workers must be at most " + std::to_string(most_workers), "/workers");
  }
  if (options.lookup_threads < 1 || options.lookup_threads > most_lookup_threads) {
    return Error(Errc::bad_config, "lookup_threads must be 1 to " + std::to_string(most_lookup_threads),
                 "/lookup_threads");
  }
  // Before any thread of ours, and once: libcurl's set-up is safe beside other threads only in newer versions.
  static const bool curl_ready = upstream::set_up_curl();
  if (!curl_ready) return Error(Errc::internal, "libcurl could not be set up");
  const unsigned workers = options.workers == 0 ? usable_cores() : options.workers;
  auto core = std::make_shared<Core>(std::move(options), std::move(lookups));
  if (auto started = core->start(workers); !started) {
    core->shut_down();
    return std::move(started).error();
  }
  return Runtime(std::move(core));
}

unsigned Runtime::workers() const noexcept { return core_ ? static_cast<unsigned>(core_->workers()) : 0; }

bool Runtime::on_runtime_thread() const noexcept { return core_ && core_->current_worker() < core_->workers(); }

}  // namespace atgateway::inline v0_1
