// Listener: strict HTTP/1.1 over TLS or plain TCP, in front of any Handler.
#pragma once

#include <atgateway/call.hpp>
#include <atgateway/config.hpp>
#include <atgateway/runtime.hpp>

#include <memory>
#include <optional>
#include <string>

namespace atgateway::inline v0_1 {

struct ListenerOptions {
  ListenerConfig config;    ///< address, TLS, PROXY protocol, role
  LimitsConfig limits;      ///< connections, header and body sizes, buffered_bytes
  TimeoutsConfig timeouts;  ///< header, body, idle, total
  Handler handler;          ///< must be set
  /// Looks at a request when only its head has been read (its `body` is empty) and may answer at once; the body is
  /// then not read. Optional.
  std::function<std::optional<Reply>(const Request&)> judge_head;
};

/// Accepts connections on every worker of a Runtime until it is destroyed.
///
/// Replies carry `Server`, `Date` and `x-request-id`. Requests that cannot be read get the contract's error as
/// `application/problem+json`. At `limits.connections` the connection idle for longest makes room.
/// @blocking the destructor waits until every worker has closed its connections; running calls are cancelled
///           (on a Runtime thread it waits for nobody: the other workers close theirs soon afterwards)
/// @threads  any  @since 0.1
class ATGATEWAY_EXPORT Listener {
 public:
  /// @return a listener that accepts; on failure `Errc::listen_failed` (address in use, not ours, not an address),
  ///         `Errc::tls_setup_failed` (certificate or key cannot be used), `Errc::bad_config` (no handler),
  ///         `Errc::forked`
  [[nodiscard]] static Result<Listener> start(Runtime& runtime, ListenerOptions options);
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;
  ~Listener();

  /// IP:PORT as bound; the port is the real one when 0 was asked for.
  [[nodiscard]] const std::string& address() const noexcept;
  /// From now on every reply says `Connection: close`; idle connections are closed; new ones are still accepted.
  void announce_drain();
  /// Accepts no more (what waits in the accept queue is still taken), lets running requests finish.
  /// @return true when no connection is left before the deadline
  /// @blocking at most until `deadline`; `Errc::would_deadlock` from a Runtime thread
  [[nodiscard]] Result<bool> drain(Deadline deadline);
  /// Reads certificate, key and client CA again; new handshakes use them. A bad file leaves the old in use.
  [[nodiscard]] Result<void> reload_tls(const TlsConfig& tls);
  [[nodiscard]] std::size_t connections() const noexcept;

 private:
  class Impl;
  explicit Listener(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace atgateway::inline v0_1
