// serve: makes runtime, sandbox, gateway and listeners, then waits for signals.
#include "admin.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "harden.hpp"
#include "load.hpp"
#include "log.hpp"
#include "reloader.hpp"
#include "signals.hpp"

#include <atgateway/gateway.hpp>
#include <atgateway/listener.hpp>
#include <atgateway/sandbox.hpp>

#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace server {
namespace {

using namespace atgateway;

struct ServeOptions {
  std::shared_ptr<ConfigFlags> flags;
  bool allow_core = false;
};

int fail(const Error& error, const std::string& what) {
  std::fprintf(stderr, "atgateway serve: %s: %s\n  %s\n", what.c_str(), std::string(error.detail()).c_str(),
               std::string(error.hint()).c_str());
  return error.code() == Errc::internal ? exit_internal : exit_configuration;
}

/// Health routes alone, for the probe listener.
Handler probes_only(const Handler& gateway) {
  return [gateway](Request request, Scope scope, Completion completion) {
    const auto path = request.path();
    const bool probe = path == "/" || path == "/healthz" || path == "/livez" || path == "/readyz";
    if (!probe) request.target = "/not-a-probe";
    return gateway(std::move(request), std::move(scope), std::move(completion));
  };
}

/// Everything that serves, in the order in which it must be made; destroyed in reverse.
class Server {
 public:
  Server(ServeOptions options, LoadedConfig loaded)
      : options_(std::move(options)), config_(std::move(loaded.config)), sinks_(log_to_stderr(config_.log)) {}

  int run() {
    if (const auto failed = start()) return *failed;
    FileWatch watch(options_.flags->config_file, config_);
    for (;;) {
      const int signal = signals_.wait(std::chrono::seconds(1));
      if (signal == SIGTERM || signal == SIGINT || drain_asked_) return drain();
      if (signal == SIGHUP || watch.changed()) {
        reload();
        watch = FileWatch(options_.flags->config_file, config_);
      }
    }
  }

 private:
  std::optional<int> start() {
    auto runtime = Runtime::start({.workers = config_.workers, .sinks = sinks_});
    if (!runtime) return fail(runtime.error(), "threads");
    runtime_.emplace(std::move(*runtime));
    if (const auto failed = start_sandbox()) return failed;
    auto gateway = Gateway::create(*runtime_, config_);
    if (!gateway) return explain_config_error(gateway.error());
    gateway_.emplace(std::move(*gateway));
    for (const auto& each : config_.listeners) {
      if (const auto failed = listen(each)) return failed;
    }
    if (const auto failed = listen_admin()) return failed;
    ready_ = true;
    return std::nullopt;
  }

  std::optional<int> start_sandbox() {
    auto sandbox = start_own_sandbox(*runtime_, config_, sinks_);
    if (!sandbox) return fail(sandbox.error(), "sandbox");
    if (*sandbox) sandbox_.emplace(std::move(**sandbox));
    return std::nullopt;
  }

  std::optional<int> listen(const ListenerConfig& each) {
    const bool probe = each.role == ListenerConfig::Role::probe;
    ListenerOptions options{.config = each, .limits = config_.limits, .timeouts = config_.timeouts};
    options.handler = probe ? probes_only(gateway_->handler()) : gateway_->handler();
    if (!probe) options.judge_head = gateway_->head_judge();
    auto listener = Listener::start(*runtime_, std::move(options));
    if (!listener) return fail(listener.error(), "listener " + each.name);
    listeners_.push_back(std::make_unique<Listener>(std::move(*listener)));
    return std::nullopt;
  }

  std::optional<int> listen_admin() {
    if (config_.admin.empty()) return std::nullopt;
    ListenerOptions options{.limits = config_.limits, .timeouts = config_.timeouts};
    options.config.name = "admin";
    options.config.address = config_.admin;
    options.config.tls.mode = TlsConfig::Mode::off;
    options.handler = admin_handler({.gateway = &*gateway_,
                                     .sandbox = sandbox_ ? &*sandbox_ : nullptr,
                                     .ready = [this] { return ready_.load(); },
                                     .drain = [this] { drain_asked_ = true; }});
    auto listener = Listener::start(*runtime_, std::move(options));
    if (!listener) return fail(listener.error(), "admin listener");
    admin_.emplace(std::move(*listener));
    return std::nullopt;
  }

  void event(Event::Level level, std::string_view name, std::string message,
             std::vector<std::pair<std::string, std::string>> fields) {
    sinks_.event(Event{level, name, std::move(message), std::move(fields)});
  }

  void reload() {
    auto loaded = load(*options_.flags);
    if (!loaded) {
      return event(Event::Level::error, "reload-refused", "The new configuration is not used; the old one goes on.",
                   {{"field", std::string(loaded.error().field())}, {"detail", std::string(loaded.error().detail())}});
    }
    auto next = std::move(loaded->config);
    if (sandbox_ && next.upstreams.front().base_url == "sandbox:")
      next.upstreams.front().connect_to = sandbox_->address();
    const auto changed = gateway_->reload(next);
    if (!changed) {
      return event(
          Event::Level::error, "reload-refused", "The new configuration is not used; the old one goes on.",
          {{"field", std::string(changed.error().field())}, {"detail", std::string(changed.error().detail())}});
    }
    for (const auto& pointer : *changed) {
      event(Event::Level::warn, "needs-restart", "This change is used after a restart only.", {{"field", pointer}});
    }
    for (std::size_t i = 0; i < listeners_.size() && i < next.listeners.size(); ++i) {
      if (next.listeners[i].tls.mode != TlsConfig::Mode::on) continue;
      if (const auto swapped = listeners_[i]->reload_tls(next.listeners[i].tls); !swapped) {
        event(Event::Level::error, "certificate-refused", "The new certificate is not used; the old one goes on.",
              {{"detail", std::string(swapped.error().detail())}});
      }
    }
    config_ = std::move(next);
    event(Event::Level::info, "reloaded", "The configuration was read again.", {});
  }

  /// Not ready at once; new calls are taken for `drain_notice`, so that load balancers can notice; then what runs is
  /// finished, and what is left at the end is answered, not cut.
  int drain() {
    ready_ = false;
    gateway_->set_draining();
    for (const auto& each : listeners_) each->announce_drain();
    event(Event::Level::info, "draining", "No longer ready; finishing what runs.", {});
    if (asked_again(config_.timeouts.drain_notice)) return exit_fine;
    const auto until = Clock::now() + config_.timeouts.drain;
    while (Clock::now() < until) {
      bool empty = true;
      for (const auto& each : listeners_) {
        const auto drained = each->drain(Deadline::after(milliseconds(100)));
        empty = empty && drained && *drained;
      }
      if (empty) return exit_fine;
      if (asked_again(milliseconds(100))) return exit_fine;
    }
    gateway_->finish_now();
    for (const auto& each : listeners_) (void)each->drain(Deadline::after(milliseconds(2000)));
    return exit_fine;
  }

  bool asked_again(milliseconds at_most) const {
    const auto until = Clock::now() + at_most;
    for (auto left = at_most; left.count() > 0; left = Deadline(until).left(Clock::now())) {
      const int signal = signals_.wait(left);
      if (signal == SIGTERM || signal == SIGINT) return true;
    }
    return false;
  }

  ServeOptions options_;
  Signals signals_;
  Config config_;
  Sinks sinks_;
  std::atomic<bool> ready_{false}, drain_asked_{false};
  std::optional<Runtime> runtime_;
  std::optional<Sandbox> sandbox_;
  std::optional<Gateway> gateway_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::optional<Listener> admin_;
};

int serve(const ServeOptions& options) {
  auto loaded = load(*options.flags);
  if (!loaded) return explain_config_error(loaded.error());
  if (loaded->config.upstreams.empty()) {
    return explain_config_error(Error(Errc::bad_config, "there must be at least one upstream", "/upstreams"));
  }
  print_warnings(*loaded);
  harden(options.allow_core);
  return Server(options, std::move(*loaded)).run();
}

}  // namespace

void add_serve(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("serve", "Run the gateway");
  const auto options = std::make_shared<ServeOptions>();
  options->flags = add_config_flags(*command);
  command->add_flag("--allow-core", options->allow_core, "Allow core dumps, which would hold tokens");
  command->footer(
      "Configuration: a JSON file, then ATGATEWAY_… variables, then flags; later wins. See 'atgateway config'.\n"
      "Signals: SIGTERM drains and stops (twice: at once); SIGHUP reads the configuration again.\n"
      "Examples:\n"
      "  atgateway serve --upstream sandbox: --tls-mode off\n"
      "  atgateway serve --listen 0.0.0.0:8443 --tls-certificate tls.crt --tls-key tls.key \\\n"
      "                  --upstream https://carto.example.com/api\n"
      "  atgateway serve --config gateway.json");
  command->callback([options, &run] { run = [options] { return serve(*options); }; });
}

}  // namespace server
