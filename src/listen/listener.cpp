#include "listen/listen_socket.hpp"
#include "listen/shared.hpp"
#include "listen/worker.hpp"

#include <atgateway/listener.hpp>

#include <latch>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

using listen::Shared;
using listen::Worker;

Result<Shared::Tls> make_tls(const TlsConfig& config) {
  if (config.mode == TlsConfig::Mode::off) return Shared::Tls{};
  auto context = net::TlsServerContext::make(config);
  if (!context) return std::move(context).error();
  return Shared::Tls{*std::move(context), config.client_ca.has_value()};
}

/// Counts down when the task that holds it has run, or has been thrown away by a reactor that turns no more.
class Done {
 public:
  explicit Done(std::shared_ptr<std::latch> latch) noexcept : latch_(std::move(latch)) {}
  Done(Done&&) noexcept = default;
  Done& operator=(Done&&) = delete;
  Done(const Done&) = delete;
  Done& operator=(const Done&) = delete;
  ~Done() {
    if (latch_) latch_->count_down();
  }

 private:
  std::shared_ptr<std::latch> latch_;
};

}  // namespace

class Listener::Impl {
 public:
  Impl(std::shared_ptr<RuntimeCore> core, std::shared_ptr<Shared> shared, std::string address)
      : core_(std::move(core)), shared_(std::move(shared)), address_(std::move(address)) {}
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void open();
  void begin_drain();
  [[nodiscard]] bool on_runtime_thread() const noexcept { return core_->current_worker() != core_->workers(); }

  std::shared_ptr<RuntimeCore> core_;
  std::shared_ptr<Shared> shared_;
  std::string address_;
};

void Listener::Impl::open() {
  shared_->on_each_worker([](Worker& worker) { worker.open(); });
  shared_->event(Event::Level::info, "listening", "Listening on " + address_ + ".",
                 {{"address", address_}, {"tls", shared_->tls().context ? "on" : "off"}});
}

void Listener::Impl::begin_drain() {
  shared_->draining.store(true);
  shared_->on_each_worker([](Worker& worker) { worker.stop_accepting(); });
}

Listener::Impl::~Impl() {
  // In the child of a fork the sockets and the epoll set are the parent's: touching them would end its connections.
  if (core_->forked()) {
    static_cast<void>(new std::shared_ptr<Shared>(std::move(shared_)));  // NOLINT(bugprone-unhandled-exception-at-new)
    return;
  }
  const auto latch = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(shared_->workers.size()));
  const std::size_t here = core_->current_worker();
  for (std::size_t i = 0; i < shared_->workers.size(); ++i) {
    Worker& worker = *shared_->workers[i];
    if (i == here) {
      worker.shut_down();
      latch->count_down();
      continue;
    }
    worker.reactor().post([self = shared_, &worker, done = Done(latch)] { worker.shut_down(); });
  }
  // On a Runtime thread another worker may be waiting for us in the same way, so there nobody is waited for.
  if (here == core_->workers()) latch->wait();
}

Result<Listener> Listener::start(Runtime& runtime, ListenerOptions options) {
  const auto& core = runtime.core();
  if (core->forked()) return Errc::forked;
  if (!options.handler) {
    return Error(Errc::bad_config, "A listener needs a handler.", "/handler")
        .with_hint("Set ListenerOptions::handler.");
  }
  auto gate = listen::ProxyGate::make(options.config.proxy_protocol);
  if (!gate) return std::move(gate).error();
  auto tls = make_tls(options.config.tls);
  if (!tls) return std::move(tls).error();
  auto opened = listen::open_listen_sockets(options.config.address, core->workers());
  if (!opened) return std::move(opened).error();

  auto shared = std::make_shared<Shared>(*core, std::move(options), *std::move(gate), *std::move(tls));
  for (std::size_t i = 0; i < core->workers(); ++i) {
    shared->workers.push_back(std::make_unique<Worker>(*shared, i, std::move(opened->sockets[i])));
  }
  auto impl = std::make_unique<Impl>(core, std::move(shared), opened->address.to_string());
  impl->open();
  return Listener(std::move(impl));
}

Listener::Listener(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;
Listener::~Listener() = default;

const std::string& Listener::address() const noexcept { return impl_->address_; }

std::size_t Listener::connections() const noexcept { return impl_->shared_->slots.taken(); }

void Listener::announce_drain() {
  if (impl_->core_->forked()) return;
  impl_->shared_->draining.store(true);
  impl_->shared_->on_each_worker([](Worker& worker) { worker.announce_drain(); });
}

Result<bool> Listener::drain(Deadline deadline) {
  if (impl_->core_->forked()) return Errc::forked;
  impl_->begin_drain();
  if (impl_->on_runtime_thread()) return Errc::would_deadlock;
  return impl_->shared_->wait_until_empty(deadline);
}

Result<void> Listener::reload_tls(const TlsConfig& tls) {
  if ((tls.mode == TlsConfig::Mode::on) != (impl_->shared_->tls().context != nullptr)) {
    return Error(Errc::bad_config, "TLS cannot be switched on or off while listening.", "/tls/mode")
        .with_hint("Restart the listener to change it.");
  }
  auto made = make_tls(tls);
  if (!made) return std::move(made).error();
  if (made->context) impl_->shared_->replace_tls(*std::move(made));
  return {};
}

}  // namespace atgateway::inline v0_1
