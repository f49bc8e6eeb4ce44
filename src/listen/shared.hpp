// What all workers of one listener share.
#pragma once

#include "listen/byte_budget.hpp"
#include "listen/connection_slots.hpp"
#include "listen/proxy_gate.hpp"
#include "net/tls.hpp"
#include "runtime/core.hpp"

#include <atgateway/listener.hpp>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atgateway::listen {

class Worker;

class Shared : public std::enable_shared_from_this<Shared> {
 public:
  struct Tls {
    std::shared_ptr<const net::TlsServerContext> context;  ///< null when the listener speaks plain HTTP
    bool asks_for_certificate = false;
  };

  Shared(RuntimeCore& core, ListenerOptions options, ProxyGate gate, Tls tls);
  ~Shared();
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  RuntimeCore& core;  ///< lives as long as any reactor, and so as any worker
  const ListenerOptions options;
  const HttpLimits http_limits;
  const ProxyGate gate;
  ConnectionSlots slots;
  ByteBudget budget;
  std::atomic<bool> draining{false};
  std::vector<std::unique_ptr<Worker>> workers;  ///< filled before the first one opens, then constant

  [[nodiscard]] Tls tls() const;
  void replace_tls(Tls tls);

  void event(Event::Level level, std::string_view name, std::string message,
             std::vector<std::pair<std::string, std::string>> fields = {}) noexcept;

  /// A connection has gone: its slot is free. Wakes workers that wait for room, and whoever waits for the last one.
  void connection_gone() noexcept;
  void door_closed() noexcept;
  /// Waits until all doors are closed and no connection is left; false when `deadline` came first.
  [[nodiscard]] bool wait_until_empty(Deadline deadline);

  /// Runs `task(worker)` on each worker's thread, soon.
  template <class WorkerTask>
  void on_each_worker(WorkerTask task);

 private:
  mutable std::mutex tls_mutex_;
  Tls tls_;

  std::mutex empty_mutex_;
  std::condition_variable emptied_;
  std::size_t closed_doors_ = 0;  ///< workers that accept no more
};

}  // namespace atgateway::listen
