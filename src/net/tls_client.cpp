#include "net/tls_client.hpp"

#include "net/address.hpp"
#include "net/openssl_reason.hpp"
#include "net/socket_bio.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atgateway/clock.hpp>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace atgateway::net {
namespace {

constexpr unsigned char offered_protocols[] = "\x08http/1.1";
constexpr std::size_t record_bytes = 16384;

struct FreeContext {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
struct FreeSession {
  void operator()(SSL_SESSION* session) const noexcept { SSL_SESSION_free(session); }
};
using SessionHandle = std::unique_ptr<SSL_SESSION, FreeSession>;

// A resumed session is believed without looking at the certificate again, and each resumption brings the next session:
// so the chain is cut now and then, or an authority that is trusted no more would be trusted for ever.
constexpr std::chrono::minutes believed_for{60};

struct KeptSession {
  SessionHandle last;
  TimePoint believed{};                           // when the certificate was looked at
  std::weak_ptr<const TlsClientContext> context;  // it is good for the trust it was made under, and no other
};

/// Sessions come whenever the server likes, TLS 1.3's after the handshake. The place to keep them hangs on the SSL.
extern "C" int atgateway_tls_keep_session(SSL* ssl, SSL_SESSION* session) noexcept {
  auto* kept = static_cast<KeptSession*>(SSL_get_app_data(ssl));
  if (kept == nullptr) return 0;
  kept->last.reset(session);
  return 1;  // the reference is ours now
}

Error setup_failure(const char* what) {
  return {Errc::tls_setup_failed, std::string(what) + ": " + openssl_reason(take_openssl_error())};
}

bool is_ip_literal(const std::string& host) { return SocketAddress::parse_ip(host, 0).ok(); }

}  // namespace

struct TlsClientContext::Impl {
  std::unique_ptr<SSL_CTX, FreeContext> context;
};

TlsClientContext::TlsClientContext(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
TlsClientContext::~TlsClientContext() = default;

Result<std::shared_ptr<const TlsClientContext>> TlsClientContext::make(const std::string& ca_file, Trust trust) {
  ERR_clear_error();
  auto impl = std::make_unique<Impl>();
  impl->context.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* const context = impl->context.get();
  if (context == nullptr) return setup_failure("a TLS context");
  const bool system = ca_file.empty() || trust == Trust::system_too;
  if (system && SSL_CTX_set_default_verify_paths(context) != 1) return setup_failure("the system's authorities");
  if (!ca_file.empty() && SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) {
    return setup_failure("the CA file of this upstream cannot be read");
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, atgateway_tls_keep_session);
  const bool done = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                    SSL_CTX_set_alpn_protos(context, offered_protocols, sizeof offered_protocols - 1) == 0;
  if (!done) return setup_failure("TLS rules");
  return std::shared_ptr<const TlsClientContext>(new TlsClientContext(std::move(impl)));
}

struct TlsSessions::Impl : KeptSession {};

TlsSessions::TlsSessions() : impl_(std::make_unique<Impl>()) {}
TlsSessions::~TlsSessions() = default;

struct ClientStream::Impl {
  explicit Impl(int fd) noexcept { socket.fd = fd; }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (ssl != nullptr) {
      ERR_clear_error();
      if (shaken && !broken) {
        static_cast<void>(SSL_shutdown(ssl));
        SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
      }
      SSL_free(ssl);
      ERR_clear_error();
    }
    if (socket.fd >= 0) close(socket.fd);
  }

  Status judge(int result) noexcept;

  BioSocket socket;
  SSL* ssl = nullptr;
  std::shared_ptr<const TlsClientContext> context;
  bool shaken = false;
  bool broken = false;
  unsigned long error = 0;
  long verify_error = X509_V_OK;
};

ClientStream::Status ClientStream::Impl::judge(int result) noexcept {
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
    default:
      // A FIN without close_notify among them: anybody on the way can make one, so it ends nothing in good order.
      broken = true;
      if (error == 0) error = seen;
      return Status::failed;
  }
}

ClientStream::ClientStream(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ClientStream::ClientStream(ClientStream&&) noexcept = default;
ClientStream& ClientStream::operator=(ClientStream&&) noexcept = default;
ClientStream::~ClientStream() = default;

ClientStream ClientStream::plain(int fd) { return ClientStream(std::make_unique<Impl>(fd)); }

Result<ClientStream> ClientStream::tls(int fd, std::shared_ptr<const TlsClientContext> context, const std::string& host,
                                       TlsSessions& sessions) {
  auto impl = std::make_unique<Impl>(fd);
  ERR_clear_error();
  impl->ssl = SSL_new(context->impl_->context.get());
  BIO* const bio = impl->ssl != nullptr ? make_socket_bio(impl->socket) : nullptr;
  if (bio == nullptr) return setup_failure("a TLS connection");
  SSL* const ssl = impl->ssl;
  SSL_set_bio(ssl, bio, bio);
  SSL_set_connect_state(ssl);
  // RFC 6066: no literals in SNI.
  const bool named = is_ip_literal(host)
                         ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1
                         : SSL_set1_host(ssl, host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
  if (!named) return setup_failure("the name of the upstream");
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  KeptSession& kept = *sessions.impl_;
  if (kept.context.lock() != context || Clock::now() - kept.believed > believed_for) kept.last.reset();
  kept.context = context;
  if (kept.last) SSL_set_session(ssl, kept.last.get());
  SSL_set_app_data(ssl, &kept);
  impl->context = std::move(context);
  return ClientStream(std::move(impl));
}

int ClientStream::fd() const noexcept { return impl_ ? impl_->socket.fd : -1; }

ClientStream::Status ClientStream::handshake() noexcept {
  if (impl_->ssl == nullptr || impl_->shaken) return Status::ok;
  if (impl_->broken) return Status::failed;
  ERR_clear_error();
  const int result = SSL_connect(impl_->ssl);
  if (result != 1) {
    const Status status = impl_->judge(result);
    if (status == Status::failed) impl_->verify_error = SSL_get_verify_result(impl_->ssl);
    return status == Status::ended || status == Status::ok ? Status::failed : status;
  }
  impl_->shaken = true;
  if (SSL_session_reused(impl_->ssl) == 0) {
    static_cast<KeptSession*>(SSL_get_app_data(impl_->ssl))->believed = Clock::now();
  }
  // One system call per record instead of two.
  SSL_set_read_ahead(impl_->ssl, 1);
  return Status::ok;
}

ClientStream::Moved ClientStream::read(std::span<char> into) noexcept {
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
  if (impl_->broken || !impl_->shaken) return {Status::failed, 0};
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(impl_->ssl, into.data(), into.size(), &count);
  if (result == 1) return {Status::ok, count};
  return {impl_->judge(result), 0};
}

ClientStream::Moved ClientStream::write(std::string_view from) noexcept {
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
  if (impl_->broken || !impl_->shaken) return {Status::failed, 0};
  ERR_clear_error();
  // One record at a time: when a write fails, nothing of it can have been read by the server.
  const std::string_view record = from.substr(0, record_bytes);
  std::size_t count = 0;
  const int result = SSL_write_ex(impl_->ssl, record.data(), record.size(), &count);
  if (result == 1) return {Status::ok, count};
  const Status status = impl_->judge(result);
  return {status == Status::ended ? Status::failed : status, 0};
}

bool ClientStream::is_quiet() noexcept {
  char byte = 0;
  ssize_t count = 0;
  do {
    count = recv(impl_->socket.fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  } while (count < 0 && errno == EINTR);
  if (count == 0 || (count < 0 && errno != EAGAIN)) return false;
  if (impl_->ssl == nullptr) return count < 0;
  if (count < 0 && SSL_has_pending(impl_->ssl) == 0) return true;
  // Perhaps a session ticket: it must be read, or epoll would tell of it again and again.
  return read({&byte, 1}).status == Status::want_read;
}

bool ClientStream::not_believed() const noexcept { return impl_->verify_error != X509_V_OK; }

bool ClientStream::resumed() const noexcept {
  return impl_->shaken && impl_->ssl && SSL_session_reused(impl_->ssl) == 1;
}

std::string ClientStream::failure() const {
  if (impl_->verify_error != X509_V_OK) return X509_verify_cert_error_string(impl_->verify_error);
  if (impl_->error != 0) return openssl_reason(impl_->error);
  if (impl_->socket.error != 0) return std::generic_category().message(impl_->socket.error);
  if (impl_->socket.ended) return "the upstream ended the connection";
  return {};
}

}  // namespace atgateway::net
