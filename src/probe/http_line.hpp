// The way a request takes: plain, over TLS that is verified, or over TLS with whoever answers.
#pragma once

#include "net/tls.hpp"
#include "probe/socket.hpp"

#include <atgateway/result.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::probe {

class HttpLine {
 public:
  using Status = net::Stream::Status;
  using Moved = net::Stream::Moved;

  HttpLine() = default;
  HttpLine(const HttpLine&) = delete;
  HttpLine& operator=(const HttpLine&) = delete;
  virtual ~HttpLine() = default;

  [[nodiscard]] virtual int fd() const noexcept = 0;
  [[nodiscard]] virtual Status handshake() noexcept = 0;
  [[nodiscard]] virtual Moved read(std::span<char> into) noexcept = 0;
  [[nodiscard]] virtual Moved write(std::string_view from) noexcept = 0;
  /// OpenSSL's or the system's words, or empty.
  [[nodiscard]] virtual std::string failure() const = 0;
};

[[nodiscard]] std::unique_ptr<HttpLine> plain_line(Socket socket);

/// The handshake succeeds only when the certificate is for `host` and trusted, by TLS 1.2 or later.
/// @return `Errc::tls_setup_failed` when the file cannot be read
[[nodiscard]] Result<std::unique_ptr<HttpLine>> verified_line(Socket socket, const std::string& host,
                                                              const std::string& ca_file, bool ca_file_only);

/// Whatever the certificate: no secret may travel on it.
[[nodiscard]] Result<std::unique_ptr<HttpLine>> trusting_line(Socket socket, const std::string& host);

}  // namespace atgateway::probe
