// TLS as a client: whom to trust, and a byte stream towards a server.
#pragma once

#include "net/tls.hpp"

#include <atgateway/result.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::net {

/// Whom to trust, read once; immutable. TLS 1.2 or later, `http/1.1` by ALPN, certificates always checked.
class TlsClientContext {
 public:
  enum class Trust : std::uint8_t { file_only, system_too };
  /// @param ca_file  PEM file of authorities to trust: the only ones, or besides the system's; empty = the system's
  /// @return `Errc::tls_setup_failed` when the file cannot be read as certificates
  [[nodiscard]] static Result<std::shared_ptr<const TlsClientContext>> make(const std::string& ca_file,
                                                                            Trust trust = Trust::file_only);
  ~TlsClientContext();
  TlsClientContext(const TlsClientContext&) = delete;
  TlsClientContext& operator=(const TlsClientContext&) = delete;

 private:
  friend class ClientStream;
  friend class TlsSessions;
  struct Impl;
  explicit TlsClientContext(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

/// The last session of one server, so that the next connection to it needs no full handshake. One per server, context
/// and name; must outlive the streams that use it.
class TlsSessions {
 public:
  TlsSessions();
  ~TlsSessions();
  TlsSessions(const TlsSessions&) = delete;
  TlsSessions& operator=(const TlsSessions&) = delete;

 private:
  friend class ClientStream;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A byte stream towards a server over an owned nonblocking socket: plain or TLS. Reads and writes as Stream does.
class ClientStream {
 public:
  using Status = Stream::Status;
  using Moved = Stream::Moved;

  [[nodiscard]] static ClientStream plain(int fd);
  /// `host` is the name, or the IP literal, that the certificate must be for; a name is also sent as SNI. Owns `fd`
  /// from here on, also on failure.
  [[nodiscard]] static Result<ClientStream> tls(int fd, std::shared_ptr<const TlsClientContext> context,
                                                const std::string& host, TlsSessions& sessions);
  ClientStream(ClientStream&&) noexcept;
  ClientStream& operator=(ClientStream&&) noexcept;
  ~ClientStream();  ///< closes the socket; close_notify first when the stream is sound

  [[nodiscard]] int fd() const noexcept;
  /// Goes on with the handshake; `ok` when it is done (at once for plain).
  [[nodiscard]] Status handshake() noexcept;
  [[nodiscard]] Moved read(std::span<char> into) noexcept;
  /// May move fewer bytes than given, of TLS at most one record. After `want_*` call again with the same bytes.
  [[nodiscard]] Moved write(std::string_view from) noexcept;
  /// Is the connection, on which no answer is due, fit for another request? Not when the server ended it or sent
  /// anything; under TLS it may send what TLS itself needs.
  [[nodiscard]] bool is_quiet() noexcept;

  /// The handshake failed because the certificate was not believed (and not for any other reason).
  [[nodiscard]] bool not_believed() const noexcept;
  [[nodiscard]] bool resumed() const noexcept;
  /// Why the handshake or a transfer failed; no names, no addresses.
  [[nodiscard]] std::string failure() const;

 private:
  struct Impl;
  explicit ClientStream(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace atgateway::net
