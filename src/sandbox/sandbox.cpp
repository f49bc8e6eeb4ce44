#include <atgateway/sandbox.hpp>

#include "net/address.hpp"
#include "net/reactor.hpp"
#include "runtime/call_state.hpp"
#include "runtime/core.hpp"
#include "sandbox/lds.hpp"

#include <optional>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

using sandbox::Answer;
using sandbox::Emulator;

// A call between its answer and the moment the caller gets it. Holds itself until then: dropping the Call is no cancel.
class PendingCall final : public CallState, public std::enable_shared_from_this<PendingCall> {
 public:
  PendingCall(net::Reactor& reactor, Answer answer, Completion completion)
      : reactor_(reactor), answer_(std::move(answer)), completion_(std::move(completion)) {}

  void start() {
    auto self = shared_from_this();
    if (answer_.delay.count() == 0) {
      reactor_.defer([self] { self->finish(); });
    } else {
      timer_.emplace(reactor_, [self] { self->finish(); });
      timer_->arm(reactor_.now() + answer_.delay);
    }
  }

  void cancel() noexcept override {
    try {
      reactor_.post([self = shared_from_this()] { self->complete(Errc::cancelled); });
    } catch (...) {
      // Out of memory: the answer comes when it is due, which is all that a cancelled call loses.
    }
  }

 private:
  void finish() {
    // The listener ends a connection whose call was cancelled without a reply: just what a reset is.
    if (answer_.reset)
      complete(Errc::cancelled);
    else
      complete(std::move(answer_.reply));
  }

  void complete(Result<Reply> result) {
    if (!completion_) return;
    const auto self = shared_from_this();  // the timer's callback may be the last to hold us
    timer_.reset();
    std::exchange(completion_, nullptr)(std::move(result));
  }

  net::Reactor& reactor_;
  Answer answer_;
  Completion completion_;
  std::optional<net::Timer> timer_;
};

Call handle(Emulator& emulator, RuntimeCore& core, const Request& request, Completion completion) {
  auto* const here = net::Reactor::current();
  net::Reactor& reactor = here != nullptr ? *here : core.reactor(0);
  auto call = std::make_shared<PendingCall>(reactor, emulator.answer(request, Clock::now()), std::move(completion));
  if (here != nullptr)
    call->start();
  else
    reactor.post([call] { call->start(); });
  return Call(call);
}

Result<void> check_address(const SandboxOptions& options) {
  const auto address = net::SocketAddress::parse(options.listen);
  if (!address) return Error(Errc::bad_config, "The sandbox's listen must be IP:PORT.", "/listen");
  if (!address->is_loopback() && !options.on_network) {
    return Error(Errc::bad_config, "The sandbox listens on loopback only.", "/listen")
        .with_hint(
            "Use 127.0.0.1, or allow the network (--sandbox-on-network): anybody who can connect can then use the "
            "sandbox.");
  }
  return {};
}

}  // namespace

class Sandbox::Impl {
 public:
  Impl(std::shared_ptr<Emulator> emulator, Listener listener, std::string_view scheme)
      : emulator_(std::move(emulator)),
        listener_(std::move(listener)),
        url_(std::string(scheme) + "://" + listener_.address()) {}

  std::shared_ptr<Emulator> emulator_;
  Listener listener_;
  std::string url_;
};

Result<Sandbox> Sandbox::start(Runtime& runtime, SandboxOptions options) {
  if (auto checked = sandbox::check_options(options); !checked) return checked.error();
  if (auto checked = check_address(options); !checked) return checked.error();
  ListenerOptions listening;
  listening.config.name = "sandbox";
  listening.config.address = options.listen;
  listening.config.tls = options.tls;
  // An injected latency must not be cut short by the listener's own patience.
  listening.timeouts.total += options.latency + options.latency_jitter;
  const std::string_view scheme = options.tls.mode == TlsConfig::Mode::on ? "https" : "http";
  auto emulator = std::make_shared<Emulator>(std::move(options));
  listening.handler = [emulator, core = runtime.core()](Request request, const Scope&, Completion completion) {
    return handle(*emulator, *core, request, std::move(completion));
  };
  auto listener = Listener::start(runtime, std::move(listening));
  if (!listener) return listener.error();
  return Sandbox(std::make_unique<Impl>(std::move(emulator), std::move(*listener), scheme));
}

Sandbox::Sandbox(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

const std::string& Sandbox::url() const noexcept { return impl_->url_; }
const std::string& Sandbox::address() const noexcept { return impl_->listener_.address(); }
std::string Sandbox::ledger() const { return impl_->emulator_->ledger().document(); }
void Sandbox::clear_ledger() { impl_->emulator_->ledger().clear(); }

}  // namespace atgateway::inline v0_1
