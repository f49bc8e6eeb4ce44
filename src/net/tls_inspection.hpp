// A TLS handshake that trusts everybody and writes down what it saw: for diagnosis only, no data of ours travels on it.
#pragma once

#include <atgateway/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::net {

struct CertificateFacts {
  std::string subject, issuer;                 ///< RFC 2253 text, cleaned
  std::vector<std::string> names;              ///< subjectAltName: DNS names and IP addresses, at most 100
  std::int64_t not_before = 0, not_after = 0;  ///< seconds since 1970
  std::string key;                             ///< "RSA 2048", "EC P-256"
  std::string signature;                       ///< "sha256WithRSAEncryption"
  std::string sha256;                          ///< fingerprint, lower-case hex
  bool self_signed = false, is_ca = false;
};

struct TlsFacts {
  std::string version, cipher, alpn;    ///< "TLSv1.3", …
  std::vector<CertificateFacts> chain;  ///< as sent, leaf first, at most 10
  bool name_matches = false;            ///< the leaf is for the host that was asked for
  bool common_name_only = false;        ///< it has no subjectAltName, but its common name would match
  bool chain_complete = false;          ///< what was sent leads to a known root, or to a self-signed certificate
  /// Trusted by: the public roots (the system's store without local additions), that store as it is, the given file.
  std::optional<bool> public_roots, local_store, given_file;
  std::string trust_problem;  ///< OpenSSL's words for the best of those that failed
  bool client_certificate_asked = false;
  bool resumable = false;
};

class TlsInspection {
 public:
  enum class Status : std::uint8_t { done, want_read, want_write, alert, not_tls, closed, reset, failed };
  /// Borrows `fd`, nonblocking. `host` is a name (sent as SNI) or an IP literal. The security level is lowered, so that
  /// weak certificates and versions are seen instead of refused.
  /// @return `Errc::tls_setup_failed` when `ca_file` cannot be read
  [[nodiscard]] static Result<TlsInspection> begin(int fd, const std::string& host, const std::string& ca_file);
  TlsInspection(TlsInspection&&) noexcept;
  TlsInspection& operator=(TlsInspection&&) noexcept;
  ~TlsInspection();

  [[nodiscard]] Status step() noexcept;
  [[nodiscard]] std::string alert() const;             ///< of `alert`: "unrecognized_name"
  [[nodiscard]] std::string first_bytes() const;       ///< of `not_tls`: up to 64 bytes that came first
  [[nodiscard]] bool heard_anything() const noexcept;  ///< any byte at all came from the server
  [[nodiscard]] std::string failure() const;
  /// After `done`: all of it, verified against each store. Blocks for nothing but reading the store's files once.
  [[nodiscard]] TlsFacts facts() const;

 private:
  struct Impl;
  explicit TlsInspection(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace atgateway::net
