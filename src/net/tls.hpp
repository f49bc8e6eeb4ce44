// TLS over a nonblocking socket, and a plain socket behind the same face. The only place that includes OpenSSL's SSL.
#pragma once

#include <atgateway/config.hpp>
#include <atgateway/result.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::net {

/// A server's certificate, key and rules; immutable. Handshakes under way keep the one they began with.
class TlsServerContext {
 public:
  /// Reads the files now. `Errc::tls_setup_failed` says which file and why (never their content).
  [[nodiscard]] static Result<std::shared_ptr<const TlsServerContext>> make(const TlsConfig& config);
  ~TlsServerContext();
  TlsServerContext(const TlsServerContext&) = delete;
  TlsServerContext& operator=(const TlsServerContext&) = delete;

 private:
  friend class Stream;
  struct Impl;
  explicit TlsServerContext(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

/// A byte stream over an owned nonblocking socket: plain, or TLS as a server.
class Stream {
 public:
  enum class Status {
    ok,          ///< `bytes` moved (> 0)
    want_read,   ///< call again when the socket can be read
    want_write,  ///< call again when the socket can be written
    ended,       ///< orderly end of the peer's sending side: FIN, or close_notify
    failed,      ///< reset, fatal alert, TLS cut off without close_notify, broken pipe
  };
  struct Moved {
    Status status = Status::failed;
    std::size_t bytes = 0;
  };

  static Stream plain(int fd) noexcept;
  static Result<Stream> tls(int fd, std::shared_ptr<const TlsServerContext> context);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();  ///< closes the socket

  [[nodiscard]] int fd() const noexcept;
  [[nodiscard]] bool is_tls() const noexcept;
  /// Goes on with the handshake; `ok` when it is done (at once for plain).
  [[nodiscard]] Status handshake() noexcept;
  [[nodiscard]] Moved read(std::span<char> into) noexcept;
  /// May move fewer bytes than given. After `want_*` call again with the same bytes (they may have moved in memory).
  [[nodiscard]] Moved write(std::string_view from) noexcept;
  /// Decrypted bytes that wait inside TLS: epoll does not know of them.
  [[nodiscard]] bool has_pending() const noexcept;
  /// Ends our sending side: close_notify if TLS, then FIN. Never blocks.
  void finish_sending() noexcept;

  // What /v1/whoami tells; empty for plain.
  [[nodiscard]] std::string version() const;
  [[nodiscard]] std::string server_name() const;
  [[nodiscard]] std::string alpn() const;
  [[nodiscard]] bool resumed() const noexcept;
  [[nodiscard]] bool client_certificate() const noexcept;
  /// Why the handshake failed, for a debug event: OpenSSL's reason text, no addresses.
  [[nodiscard]] std::string failure() const;

 private:
  struct Impl;
  explicit Stream(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace atgateway::net
