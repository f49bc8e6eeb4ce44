#include "listen/shared.hpp"

#include "listen/worker.hpp"

namespace atgateway::listen {
namespace {

HttpLimits http_limits_of(const LimitsConfig& limits) {
  HttpLimits http;
  http.header_bytes = limits.header_bytes;
  http.headers = limits.headers;
  http.body_bytes = limits.body_bytes;
  return http;
}

}  // namespace

Shared::Shared(RuntimeCore& runtime_core, ListenerOptions listener_options, ProxyGate proxy_gate, Tls tls)
    : core(runtime_core),
      options(std::move(listener_options)),
      http_limits(http_limits_of(options.limits)),
      gate(std::move(proxy_gate)),
      slots(options.limits.connections),
      budget(options.limits.buffered_bytes),
      tls_(std::move(tls)) {}

Shared::~Shared() = default;

Shared::Tls Shared::tls() const {
  const std::lock_guard lock(tls_mutex_);
  return tls_;
}

void Shared::replace_tls(Tls tls) {
  const std::lock_guard lock(tls_mutex_);
  std::swap(tls_, tls);
}

void Shared::event(Event::Level level, std::string_view name, std::string message,
                   std::vector<std::pair<std::string, std::string>> fields) noexcept {
  try {
    Event event;
    event.level = level;
    event.name = name;
    event.message = std::move(message);
    event.fields = std::move(fields);
    event.fields.emplace_back("listener", options.config.name);
    core.report(event);
  } catch (...) {  // out of memory: an event is not worth a connection
  }
}

void Shared::connection_gone() noexcept {
  slots.give();
  try {
    if (slots.anyone_waits()) on_each_worker([](Worker& worker) { worker.room_appeared(); });
  } catch (...) {  // out of memory: those who wait look again by themselves
  }
  if (draining.load() && slots.taken() == 0) {
    const std::lock_guard lock(empty_mutex_);
    emptied_.notify_all();
  }
}

void Shared::door_closed() noexcept {
  const std::lock_guard lock(empty_mutex_);
  ++closed_doors_;
  emptied_.notify_all();
}

bool Shared::wait_until_empty(Deadline deadline) {
  std::unique_lock lock(empty_mutex_);
  const auto empty = [this] { return closed_doors_ == workers.size() && slots.taken() == 0; };
  if (deadline.is_never()) {
    emptied_.wait(lock, empty);
    return true;
  }
  return emptied_.wait_until(lock, deadline.at(), empty);
}

}  // namespace atgateway::listen
