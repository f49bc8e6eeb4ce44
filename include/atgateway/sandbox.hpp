// Sandbox: CARTO's Location Data Services, emulated on this machine, free and deterministic.
#pragma once

#include <atgateway/config.hpp>
#include <atgateway/listener.hpp>
#include <atgateway/runtime.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace atgateway::inline v0_1 {

/// How the sandbox behaves. Faults are drawn from `seed`, so a run can be repeated.
struct SandboxOptions {
  std::string listen = "127.0.0.1:0";
  TlsConfig tls{.mode = TlsConfig::Mode::off};
  std::chrono::milliseconds latency{0}, latency_jitter{0};
  double error_rate = 0;         ///< share of calls answered `status`, 0–1
  int status = 500;              ///< what `error_rate` answers
  double reset_rate = 0;         ///< share of calls whose connection is closed without an answer, 0–1
  std::uint32_t rate_limit = 0;  ///< calls per second before 429 with Retry-After; 0 = none
  std::uint64_t quota = 0;       ///< metered rows per token before 429 naming the quota; 0 = none
  std::uint64_t seed = 1;
  bool on_network = false;  ///< allows an address that is not loopback
};

/// A running sandbox. Every reply carries `atgateway-sandbox: 1`.  @threads any  @since 0.1
class ATGATEWAY_EXPORT Sandbox {
 public:
  /// @return a sandbox that accepts; on failure the errors of `Listener::start`, or `Errc::bad_config` (an option out
  ///         of range, or an address that is not loopback without `on_network`)
  [[nodiscard]] static Result<Sandbox> start(Runtime& runtime, SandboxOptions options = {});
  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) noexcept;
  ~Sandbox();

  /// Base URL, e.g. "http://127.0.0.1:41233".
  [[nodiscard]] const std::string& url() const noexcept;
  /// IP:PORT as bound.
  [[nodiscard]] const std::string& address() const noexcept;
  /// What `GET /_sandbox/ledger` answers: every call that reached the sandbox, and the metered rows.
  [[nodiscard]] std::string ledger() const;
  void clear_ledger();

 private:
  class Impl;
  explicit Sandbox(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

/// A sandbox of the host's own for upstreams whose base URL is "sandbox:"; they are made to connect to it. It must
/// outlive the gateways made of `config`. A warning goes to `sinks.event`: it must never pass for the real thing.
///
/// @return the sandbox, or nothing when no upstream asks for one; on failure the errors of `Sandbox::start`, and
///         `config` is as it was
/// @blocking no longer than `Sandbox::start`  @threads any  @secrets none  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<std::optional<Sandbox>> start_own_sandbox(Runtime& runtime, Config& config,
                                                                                const Sinks& sinks = {});

}  // namespace atgateway::inline v0_1
