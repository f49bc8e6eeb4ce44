// The measurements of one run: each on a thread and a connection of its own, all at once.
#pragma once

#include "diag/context.hpp"
#include "diag/facts.hpp"

#include <atgateway/clock.hpp>

#include <memory>

namespace atgateway::diag {

/// How far measuring goes: what nobody wants to know is not asked.
enum class Depth : std::uint8_t { name, tcp, tls, service };

/// Every measurement resolves nothing itself: they wait for one answer to "which addresses", then go their own ways.
/// So a whole run takes as long as its slowest measurement. Destruction stops what still runs, and waits for it.
class Journeys {
 public:
  Journeys(const Context& context, Depth depth, const Scope& scope);
  ~Journeys();
  Journeys(const Journeys&) = delete;
  Journeys& operator=(const Journeys&) = delete;

  // Each blocks until that measurement is done; all end by the deadline. Nothing (`value` empty) when not started.
  [[nodiscard]] const NameFacts& names();
  /// The addresses that connections are made to: the given nameservers' when they have some, else the system's.
  [[nodiscard]] const std::vector<net::SocketAddress>& addresses();
  [[nodiscard]] const Fact<probe::TcpAttempts>& tcp();
  [[nodiscard]] const Fact<probe::TlsLooks>& tls();
  [[nodiscard]] const ServiceFacts& service();
  /// What is still under way is of no use any more.
  void stop() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace atgateway::diag
