#include "net/tls.hpp"

#include "net/openssl_reason.hpp"
#include "net/socket_bio.hpp"
#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace atgateway::net {

struct Stream::Impl {
  explicit Impl(int fd) noexcept { socket.fd = fd; }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (ssl != nullptr) {
      // A session is good for resumption however its connection ended, unless TLS itself failed.
      if (!broken) SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
      SSL_free(ssl);
    }
    if (socket.fd >= 0) close(socket.fd);
  }

  Status judge(int result) noexcept;

  BioSocket socket;
  SSL* ssl = nullptr;
  std::shared_ptr<const TlsServerContext> context;
  bool shaken = false;   ///< the handshake is done
  bool broken = false;   ///< TLS failed for good; OpenSSL must not be asked to say goodbye
  bool drained = false;  ///< the last read found nothing: what OpenSSL may hold is no whole record
  unsigned long error = 0;
};

/// What became of an OpenSSL call. Leaves the error queue empty.
Stream::Status Stream::Impl::judge(int result) noexcept {
  const int kind = SSL_get_error(ssl, result);
  const unsigned long seen = take_openssl_error();
  switch (kind) {
    case SSL_ERROR_NONE:
      return Status::ok;
    case SSL_ERROR_WANT_READ:
      return Status::want_read;
    case SSL_ERROR_WANT_WRITE:
      return Status::want_write;
    case SSL_ERROR_ZERO_RETURN:
      return Status::ended;
    case SSL_ERROR_SYSCALL:
      // A reset, or a FIN without close_notify: an attacker can make one, so it is no orderly end (RFC 8446, 6.1). Our
      // own sending side is not touched by that.
      broken = broken || socket.error != 0;
      return Status::failed;
    default:
      broken = true;
      if (error == 0) error = seen;
      return Status::failed;
  }
}

Stream::Stream(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Stream Stream::plain(int fd) noexcept { return Stream(std::make_unique<Impl>(fd)); }

Result<Stream> Stream::tls(int fd, std::shared_ptr<const TlsServerContext> context) {
  auto impl = std::make_unique<Impl>(fd);
  ERR_clear_error();
  impl->ssl = SSL_new(context->impl_->context.get());
  BIO* const bio = impl->ssl != nullptr ? make_socket_bio(impl->socket) : nullptr;
  if (bio == nullptr) {
    return Error(Errc::tls_setup_failed, "a TLS connection: " + openssl_reason(take_openssl_error()));
  }
  SSL_set_bio(impl->ssl, bio, bio);
  SSL_set_accept_state(impl->ssl);
  impl->context = std::move(context);
  return Stream(std::move(impl));
}

int Stream::fd() const noexcept { return impl_ ? impl_->socket.fd : -1; }

bool Stream::is_tls() const noexcept { return impl_->ssl != nullptr; }

Stream::Status Stream::handshake() noexcept {
  if (impl_->ssl == nullptr || impl_->shaken) return Status::ok;
  if (impl_->broken) return Status::failed;
  ERR_clear_error();
  const int result = SSL_accept(impl_->ssl);
  if (result != 1) {
    const Status status = impl_->judge(result);
    // The end of a connection before it began is nothing that anybody could answer.
    return status == Status::ended || status == Status::ok ? Status::failed : status;
  }
  impl_->shaken = true;
  // One system call per record instead of two. Not earlier: the first request would come in with the handshake's last
  // message, and epoll would never tell.
  SSL_set_read_ahead(impl_->ssl, 1);
  return Status::ok;
}

Stream::Moved Stream::read(std::span<char> into) noexcept {
  if (into.empty()) return {Status::want_read, 0};
  if (impl_->ssl == nullptr) {
    ssize_t count = 0;
    do {
      count = recv(impl_->socket.fd, into.data(), into.size(), 0);
    } while (count < 0 && errno == EINTR);
    if (count > 0) return {Status::ok, static_cast<std::size_t>(count)};
    if (count == 0) return {Status::ended, 0};
    if (errno == EAGAIN) return {Status::want_read, 0};
    impl_->socket.error = errno;
    return {Status::failed, 0};
  }
  if (const Status status = handshake(); status != Status::ok) return {status, 0};
  if (impl_->broken) return {Status::failed, 0};
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(impl_->ssl, into.data(), into.size(), &count);
  impl_->drained = result != 1;
  if (result == 1) return {Status::ok, count};
  return {impl_->judge(result), 0};
}

Stream::Moved Stream::write(std::string_view from) noexcept {
  if (from.empty()) return {Status::ok, 0};
  if (impl_->ssl == nullptr) {
    ssize_t count = 0;
    do {
      count = send(impl_->socket.fd, from.data(), from.size(), MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    if (count > 0) return {Status::ok, static_cast<std::size_t>(count)};
    if (count == 0 || errno == EAGAIN) return {Status::want_write, 0};
    impl_->socket.error = errno;
    return {Status::failed, 0};
  }
  if (const Status status = handshake(); status != Status::ok) return {status, 0};
  if (impl_->broken) return {Status::failed, 0};
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_write_ex(impl_->ssl, from.data(), from.size(), &count);
  if (result == 1) return {Status::ok, count};
  const Status status = impl_->judge(result);
  return {status == Status::ended ? Status::failed : status, 0};
}

bool Stream::has_pending() const noexcept {
  return impl_->ssl != nullptr && impl_->shaken && !impl_->broken && !impl_->drained &&
         SSL_has_pending(impl_->ssl) == 1;
}

void Stream::finish_sending() noexcept {
  if (impl_->ssl != nullptr && impl_->shaken && !impl_->broken) {
    ERR_clear_error();
    // When the socket takes no more bytes the peer gets a FIN only, which it knows for a cut.
    static_cast<void>(SSL_shutdown(impl_->ssl));
    ERR_clear_error();
  }
  ::shutdown(impl_->socket.fd, SHUT_WR);
}

std::string Stream::version() const { return impl_->shaken ? SSL_get_version(impl_->ssl) : std::string(); }

std::string Stream::server_name() const {
  const char* name = impl_->ssl != nullptr ? SSL_get_servername(impl_->ssl, TLSEXT_NAMETYPE_host_name) : nullptr;
  return name != nullptr ? name : std::string();
}

std::string Stream::alpn() const {
  if (impl_->ssl == nullptr) return {};
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(impl_->ssl, &name, &length);
  return name != nullptr ? std::string(reinterpret_cast<const char*>(name), length) : std::string();
}

bool Stream::resumed() const noexcept { return impl_->shaken && SSL_session_reused(impl_->ssl) == 1; }

bool Stream::client_certificate() const noexcept {
  return impl_->shaken && SSL_get0_peer_certificate(impl_->ssl) != nullptr &&
         SSL_get_verify_result(impl_->ssl) == X509_V_OK;
}

std::string Stream::failure() const {
  if (impl_->error != 0) return openssl_reason(impl_->error);
  if (impl_->socket.error != 0) return std::generic_category().message(impl_->socket.error);
  if (impl_->socket.ended) return "the connection ended without close_notify";
  return {};
}

}  // namespace atgateway::net
