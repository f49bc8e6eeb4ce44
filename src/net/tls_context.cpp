#include "net/tls_context.hpp"

#include "net/openssl_reason.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace atgateway::net {
namespace {

constexpr std::string_view http_1_1 = "http/1.1";

/// One of the files, as messages name it.
struct File {
  std::string_view role;
  std::string_view field;
  const std::string& path;
};

Error failure(const File& file, const std::string& why) {
  return {Errc::tls_setup_failed, "the " + std::string(file.role) + " file " + file.path + ": " + why,
          std::string(file.field)};
}

/// Says in the system's words why a file cannot be read, before OpenSSL says it in its own. A pipe would block us.
std::optional<Error> unreadable(const File& file) {
  if (file.path.empty()) {
    return Error(Errc::tls_setup_failed, "no " + std::string(file.role) + " file is named", std::string(file.field));
  }
  if (file.path.find('\0') != std::string::npos) return failure(file, "the name holds a NUL");
  const int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return failure(file, std::generic_category().message(errno));
  struct stat about {};
  const bool regular = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
  close(fd);
  if (!regular) return failure(file, "is not a regular file");
  return std::nullopt;
}

extern "C" int atgateway_tls_passphrase(char*, int, int, void* asked) noexcept {
  // Nobody sits here to type one. Without this, OpenSSL asks on the terminal and waits.
  *static_cast<bool*>(asked) = true;
  return -1;
}

extern "C" int atgateway_tls_choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length,
                                             const unsigned char* offered, unsigned int size, void*) noexcept {
  for (unsigned int at = 0; at < size; at += 1U + offered[at]) {
    const unsigned int end = at + 1U + offered[at];
    if (end > size) break;
    const std::string_view name(reinterpret_cast<const char*>(offered) + at + 1, offered[at]);
    if (name != http_1_1) continue;
    *chosen = offered + at + 1;
    *length = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  // RFC 7301 section 3.2 would have us end the handshake. But many a probe offers h2 only out of habit and speaks
  // HTTP/1.1 well; and to one who really means HTTP/2 a 505 says more than an alert.
  return SSL_TLSEXT_ERR_NOACK;
}

extern "C" int atgateway_tls_accept_name(SSL*, int*, void*) noexcept {
  return SSL_TLSEXT_ERR_OK;  // any name is served; taking it makes it known afterwards
}

std::optional<Error> set_rules(SSL_CTX* context, const TlsConfig& config) {
  int version = 0;
  if (config.min_version == "1.2") version = TLS1_2_VERSION;
  if (config.min_version == "1.3") version = TLS1_3_VERSION;
  if (version == 0) return Error(Errc::tls_setup_failed, "min_version must be 1.2 or 1.3", "/tls/min_version");
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_PRIORITIZE_CHACHA);
  // Idle connections give their buffers back: 10,000 of them would hold 340 MB otherwise.
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
  SSL_CTX_sess_set_cache_size(context, 10000);
  SSL_CTX_set_timeout(context, 7200);
  SSL_CTX_set_alpn_select_cb(context, atgateway_tls_choose_protocol, nullptr);
  SSL_CTX_set_tlsext_servername_callback(context, atgateway_tls_accept_name);
  constexpr std::string_view name = "atgateway";
  const bool done = SSL_CTX_set_min_proto_version(context, version) == 1 &&
                    // TLS 1.2 with forward secrecy and AEAD only, whichever the key is.
                    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
                    SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(name.data()),
                                                   static_cast<unsigned int>(name.size())) == 1;
  if (!done) return Error(Errc::tls_setup_failed, "TLS rules: " + openssl_reason(take_openssl_error()));
  return std::nullopt;
}

std::optional<Error> load_key(SSL_CTX* context, const File& file) {
  bool asked = false;
  SSL_CTX_set_default_passwd_cb(context, atgateway_tls_passphrase);
  SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
  const bool loaded = SSL_CTX_use_PrivateKey_file(context, file.path.c_str(), SSL_FILETYPE_PEM) == 1;
  const bool fits = loaded && SSL_CTX_check_private_key(context) == 1;
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  SSL_CTX_set_default_passwd_cb(context, nullptr);
  const unsigned long error = take_openssl_error();
  if (fits) return std::nullopt;
  if (asked) return failure(file, "is encrypted; store the key without a passphrase");
  const bool other =
      loaded || (ERR_GET_LIB(error) == ERR_LIB_X509 && (ERR_GET_REASON(error) == X509_R_KEY_VALUES_MISMATCH ||
                                                        ERR_GET_REASON(error) == X509_R_KEY_TYPE_MISMATCH));
  return failure(
      file, (other ? "does not belong to the certificate: " : "holds no usable private key: ") + openssl_reason(error));
}

std::optional<Error> ask_for_client_certificates(SSL_CTX* context, const File& file) {
  if (auto error = unreadable(file)) return error;
  STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(file.path.c_str());
  if (names == nullptr || SSL_CTX_load_verify_file(context, file.path.c_str()) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return failure(file, "holds no usable certificate: " + openssl_reason(take_openssl_error()));
  }
  SSL_CTX_set_client_CA_list(context, names);  // takes them over
  // Asked for, not demanded: probes have none, and a reply says more than an alert. A certificate that is shown and is
  // not good ends the handshake all the same.
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  return std::nullopt;
}

}  // namespace

Result<std::shared_ptr<const TlsServerContext>> TlsServerContext::make(const TlsConfig& config) {
  ERR_clear_error();
  auto impl = std::make_unique<Impl>();
  impl->context.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* const context = impl->context.get();
  if (context == nullptr) return Error(Errc::tls_setup_failed, "OpenSSL: " + openssl_reason(take_openssl_error()));
  if (auto error = set_rules(context, config)) return *std::move(error);

  const File certificate{"certificate", "/tls/certificate", config.certificate};
  if (auto error = unreadable(certificate)) return *std::move(error);
  if (SSL_CTX_use_certificate_chain_file(context, config.certificate.c_str()) != 1) {
    return failure(certificate, "holds no usable certificate: " + openssl_reason(take_openssl_error()));
  }
  const File key{"key", "/tls/key", config.key};
  if (auto error = unreadable(key)) return *std::move(error);
  if (auto error = load_key(context, key)) return *std::move(error);
  if (config.client_ca) {
    const File client_ca{"client_ca", "/tls/client_ca", *config.client_ca};
    if (auto error = ask_for_client_certificates(context, client_ca)) return *std::move(error);
  }
  ERR_clear_error();
  return std::shared_ptr<const TlsServerContext>(new TlsServerContext(std::move(impl)));
}

TlsServerContext::TlsServerContext(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
TlsServerContext::~TlsServerContext() = default;

}  // namespace atgateway::net
