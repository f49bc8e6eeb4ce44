#include "net/tls_inspection.hpp"

#include "net/address.hpp"
#include "net/alert_name.hpp"
#include "net/chain_judgement.hpp"
#include "net/openssl_reason.hpp"
#include "net/socket_bio.hpp"
#include "net/trust_stores.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace atgateway::net {
namespace {

constexpr unsigned char offered_protocols[] = "\x08http/1.1";
constexpr std::size_t most_first_bytes = 64;
constexpr std::size_t most_certificates = 10;
constexpr long most_chain_bytes = 1L << 20;

struct FreeContext {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using ContextHandle = std::unique_ptr<SSL_CTX, FreeContext>;

/// What callbacks note while OpenSSL works; they get it by pointer.
struct Notes {
  std::array<char, most_first_bytes> first{};
  std::size_t first_size = 0;
  int alert = -1;  ///< the last one received
  bool certificate_asked = false;
  bool session = false;

  void heard(const char* bytes, std::size_t size) noexcept {
    const std::size_t room = std::min(size, first.size() - first_size);
    std::memcpy(first.data() + first_size, bytes, room);
    first_size += room;
  }
};

Notes& notes_of(const SSL* ssl) noexcept { return *static_cast<Notes*>(SSL_get_app_data(ssl)); }

extern "C" long atgateway_inspection_bytes(BIO* bio, int operation, const char* bytes, std::size_t, int, long, int ret,
                                           std::size_t* moved) noexcept {
  if (operation == (BIO_CB_READ | BIO_CB_RETURN) && ret > 0 && moved != nullptr) {
    reinterpret_cast<Notes*>(BIO_get_callback_arg(bio))->heard(bytes, *moved);
  }
  return ret;
}

extern "C" void atgateway_inspection_alert(const SSL* ssl, int where, int what) noexcept {
  if (where == SSL_CB_READ_ALERT) notes_of(ssl).alert = what & 0xff;
}

extern "C" int atgateway_inspection_certificate(SSL* ssl, X509**, EVP_PKEY**) noexcept {
  notes_of(ssl).certificate_asked = true;
  return 0;  // go on without
}

extern "C" int atgateway_inspection_session(SSL* ssl, SSL_SESSION* session) noexcept {
  if (SSL_SESSION_is_resumable(session) == 1) notes_of(ssl).session = true;
  return 0;  // not kept
}

/// Every record starts with its kind and the major version.
bool looks_like_tls(std::string_view first) noexcept {
  const auto kind = static_cast<unsigned char>(first[0]);
  return kind >= 20 && kind <= 23 && (first.size() == 1 || first[1] == 3);
}

ContextHandle make_context() {
  ContextHandle context(SSL_CTX_new(TLS_client_method()));
  if (!context) return nullptr;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_max_cert_list(context.get(), most_chain_bytes);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), atgateway_inspection_session);
  SSL_CTX_set_client_cert_cb(context.get(), atgateway_inspection_certificate);
  SSL_CTX_set_info_callback(context.get(), atgateway_inspection_alert);
  const bool done = SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION) == 1 &&
                    SSL_CTX_set_cipher_list(context.get(), "ALL:!aNULL:!eNULL") == 1 &&
                    SSL_CTX_set_alpn_protos(context.get(), offered_protocols, sizeof offered_protocols - 1) == 0;
  if (!done) return nullptr;
  return context;
}

}  // namespace

struct TlsInspection::Impl {
  explicit Impl(int fd) noexcept { socket.fd = fd; }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (ssl == nullptr) return;
    ERR_clear_error();
    if (shaken && !broken) static_cast<void>(SSL_shutdown(ssl));
    SSL_free(ssl);
    ERR_clear_error();
  }

  Status judge(int result) noexcept;
  [[nodiscard]] std::string_view first() const noexcept { return {notes.first.data(), notes.first_size}; }

  BioSocket socket;
  Notes notes;
  ContextHandle context;
  SSL* ssl = nullptr;
  std::string host;
  StoreHandle given;
  std::shared_ptr<const TrustStores> stores;  ///< kept, so that looks made side by side read them once
  bool shaken = false;
  bool broken = false;
  unsigned long error = 0;
};

/// What became of an OpenSSL call that did not succeed. Leaves the error queue empty.
TlsInspection::Status TlsInspection::Impl::judge(int result) noexcept {
  const int kind = SSL_get_error(ssl, result);
  const unsigned long seen = take_openssl_error();
  if (kind == SSL_ERROR_WANT_READ) return Status::want_read;
  if (kind == SSL_ERROR_WANT_WRITE) return Status::want_write;
  broken = true;
  if (error == 0) error = seen;
  constexpr int close_notify = 0;
  if (notes.alert > close_notify) return Status::alert;
  if (!shaken && notes.first_size > 0 && !looks_like_tls(first())) {
    std::array<char, most_first_bytes> more{};
    const ssize_t count = recv(socket.fd, more.data(), more.size(), MSG_DONTWAIT);
    if (count > 0) notes.heard(more.data(), static_cast<std::size_t>(count));
    return Status::not_tls;
  }
  if (socket.error == ECONNRESET || socket.error == EPIPE) return Status::reset;
  if (socket.ended || notes.alert == close_notify) return Status::closed;
  return Status::failed;
}

TlsInspection::TlsInspection(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
TlsInspection::TlsInspection(TlsInspection&&) noexcept = default;
TlsInspection& TlsInspection::operator=(TlsInspection&&) noexcept = default;
TlsInspection::~TlsInspection() = default;

Result<TlsInspection> TlsInspection::begin(int fd, const std::string& host, const std::string& ca_file) {
  auto impl = std::make_unique<Impl>(fd);
  const auto failure = [](const char* what) {
    return Error(Errc::tls_setup_failed, std::string(what) + ": " + openssl_reason(take_openssl_error()));
  };
  if (!ca_file.empty()) {
    auto given = read_trust_file(ca_file);
    if (!given) return given.error();
    impl->given = std::move(*given);
  }
  ERR_clear_error();
  impl->context = make_context();
  if (!impl->context) return failure("a TLS context");
  impl->ssl = SSL_new(impl->context.get());
  BIO* const bio = impl->ssl != nullptr ? make_socket_bio(impl->socket) : nullptr;
  if (bio == nullptr) return failure("a TLS connection");
  BIO_set_callback_ex(bio, atgateway_inspection_bytes);
  BIO_set_callback_arg(bio, reinterpret_cast<char*>(&impl->notes));
  SSL* const ssl = impl->ssl;
  SSL_set_bio(ssl, bio, bio);
  SSL_set_app_data(ssl, &impl->notes);
  SSL_set_connect_state(ssl);
  // Whole greetings of other protocols come in with the first read.
  SSL_set_read_ahead(ssl, 1);
  impl->host = host;
  if (impl->host.ends_with('.'))
    impl->host.pop_back();  // the root's dot is no part of a certificate's name, nor of SNI
  const bool named = !impl->host.empty() && !SocketAddress::parse_ip(impl->host, 0).ok();
  if (named && SSL_set_tlsext_host_name(ssl, impl->host.c_str()) != 1) return failure("the server's name");
  return TlsInspection(std::move(impl));
}

TlsInspection::Status TlsInspection::step() noexcept {
  if (impl_->shaken) return Status::done;
  if (impl_->broken) return Status::failed;
  ERR_clear_error();
  const int result = SSL_connect(impl_->ssl);
  if (result != 1) return impl_->judge(result);
  impl_->shaken = true;
  return Status::done;
}

TlsInspection::Status TlsInspection::linger() noexcept {
  if (!impl_->shaken || impl_->broken) return Status::failed;
  if (SSL_version(impl_->ssl) < TLS1_3_VERSION) return Status::done;
  ERR_clear_error();
  char byte = 0;
  std::size_t count = 0;
  const int result = SSL_peek_ex(impl_->ssl, &byte, 1, &count);
  if (result == 1) return Status::done;
  const Status status = impl_->judge(result);
  // A ticket shows that the server is content, whatever it asked for.
  return status == Status::want_read && impl_->notes.session ? Status::done : status;
}

TlsInspection::Moved TlsInspection::read(std::span<char> into) noexcept {
  if (!impl_->shaken || impl_->broken) return {Stream::Status::failed, 0};
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(impl_->ssl, into.data(), into.size(), &count);
  if (result == 1) return {Stream::Status::ok, count};
  const bool ended = SSL_get_error(impl_->ssl, result) == SSL_ERROR_ZERO_RETURN;
  const Status status = impl_->judge(result);
  if (ended) return {Stream::Status::ended, 0};
  if (status == Status::want_read) return {Stream::Status::want_read, 0};
  return {status == Status::want_write ? Stream::Status::want_write : Stream::Status::failed, 0};
}

TlsInspection::Moved TlsInspection::write(std::string_view from) noexcept {
  if (!impl_->shaken || impl_->broken) return {Stream::Status::failed, 0};
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_write_ex(impl_->ssl, from.data(), from.size(), &count);
  if (result == 1) return {Stream::Status::ok, count};
  const Status status = impl_->judge(result);
  if (status == Status::want_read) return {Stream::Status::want_read, 0};
  return {status == Status::want_write ? Stream::Status::want_write : Stream::Status::failed, 0};
}

std::string TlsInspection::alert() const { return impl_->notes.alert >= 0 ? alert_name(impl_->notes.alert) : ""; }

std::string TlsInspection::first_bytes() const { return std::string(impl_->first()); }

bool TlsInspection::heard_anything() const noexcept { return impl_->notes.first_size > 0; }

bool TlsInspection::certificate_asked() const noexcept { return impl_->notes.certificate_asked; }

std::string TlsInspection::failure() const {
  if (impl_->socket.error != 0) return std::generic_category().message(impl_->socket.error);
  if (impl_->error != 0) return openssl_reason(impl_->error);
  return impl_->socket.ended ? "the server ended the connection" : "";
}

TlsFacts TlsInspection::facts() const {
  TlsFacts facts;
  SSL* const ssl = impl_->ssl;
  facts.client_certificate_asked = impl_->notes.certificate_asked;
  facts.resumable = impl_->notes.session;
  if (impl_->shaken) {
    facts.version = SSL_get_version(ssl);
    facts.cipher = SSL_get_cipher_name(ssl);
    const unsigned char* name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl, &name, &size);
    if (size > 0) facts.alpn.assign(reinterpret_cast<const char*>(name), size);
  }
  const STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(ssl);
  std::vector<X509*> sent;
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    if (sent.size() == most_certificates) break;
    sent.push_back(sk_X509_value(chain, i));
    facts.chain.push_back(certificate_facts(sent.back()));
  }
  if (sent.empty()) return facts;
  facts.chain_size = static_cast<std::size_t>(sk_X509_num(chain));
  judge_name(sent.front(), impl_->host, facts);
  impl_->stores = shared_trust_stores();
  judge_chain(sent, *impl_->stores, impl_->given.get(), facts);
  return facts;
}

}  // namespace atgateway::net
