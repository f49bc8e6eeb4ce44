// A TLS handshake that trusts everybody and writes down what it saw: for diagnosis only, no data of ours travels on it.
#pragma once

#include "net/certificate_facts.hpp"
#include "net/tls.hpp"

#include <atgateway/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::net {

/// Where the certificates that were sent lead to.
enum class ChainEnd : std::uint8_t {
  none,         ///< no certificate was seen
  known_root,   ///< a root of one of the stores
  self_signed,  ///< a certificate that signed itself and was sent
  /// Nowhere: the issuer of the leaf was not sent and is no root known here. An intermediate is missing, or the leaf
  /// was signed by a private root; it cannot be told which.
  leaf_of_unknown,
  /// The same of an authority above the leaf: in all likelihood its private root is the one that is not known here.
  authority_of_unknown,
};

struct TlsFacts {
  std::string version, cipher, alpn;    ///< "TLSv1.3", …
  std::vector<CertificateFacts> chain;  ///< as sent, leaf first, at most 10
  std::size_t chain_size = 0;           ///< all that were sent
  bool name_matches = false;            ///< the leaf is for the host that was asked for
  bool common_name_only = false;        ///< it has no subjectAltName, but its common name would match
  bool chain_complete = false;          ///< what was sent leads to a known root, or to a self-signed certificate
  ChainEnd chain_end = ChainEnd::none;
  std::string missing_issuer;  ///< of the two unknown ends: the name of the one that was not sent
  /// Trusted by: the public roots (the system's store without local additions; not set where nobody keeps them apart),
  /// that store as it is, the given file (not set without one). The dates of the certificates in `chain` do not count
  /// here, nor do weak keys: both are in the facts.
  std::optional<bool> public_roots, local_store, given_file;
  std::string trust_problem;  ///< OpenSSL's words for the one that came furthest of those that failed
  bool client_certificate_asked = false;
  bool resumable = false;
};

class TlsInspection {
 public:
  enum class Status : std::uint8_t { done, want_read, want_write, alert, not_tls, closed, reset, failed };
  /// Borrows `fd`, nonblocking; it must stay open for longer than this object. `host` is a name (sent as SNI) or an IP
  /// literal. The security level is lowered, so that
  /// weak certificates and versions are seen instead of refused.
  /// @return `Errc::tls_setup_failed` when `ca_file` cannot be read
  [[nodiscard]] static Result<TlsInspection> begin(int fd, const std::string& host, const std::string& ca_file);
  TlsInspection(TlsInspection&&) noexcept;
  TlsInspection& operator=(TlsInspection&&) noexcept;
  ~TlsInspection();

  using Moved = Stream::Moved;

  [[nodiscard]] Status step() noexcept;
  /// After `done`: takes what TLS 1.3 servers send right after the handshake, the session ticket, or the alert that
  /// says that they insist on a client certificate. `want_read` as long as neither came; ask no longer than a round
  /// trip.
  [[nodiscard]] Status linger() noexcept;
  // After `done`: for bytes that anybody may see and anybody may have sent.
  [[nodiscard]] Moved read(std::span<char> into) noexcept;
  [[nodiscard]] Moved write(std::string_view from) noexcept;
  [[nodiscard]] std::string alert() const;             ///< of `alert`: "unrecognized_name"
  [[nodiscard]] std::string first_bytes() const;       ///< of `not_tls`: up to 64 bytes that came first
  [[nodiscard]] bool heard_anything() const noexcept;  ///< any byte at all came from the server
  [[nodiscard]] bool certificate_asked() const noexcept;
  [[nodiscard]] std::string failure() const;  ///< OpenSSL's or the system's words
  /// After `done`: all of it, judged by each store. Before: the parts that were seen. Blocks for nothing but reading
  /// the stores' files once.
  [[nodiscard]] TlsFacts facts() const;

 private:
  struct Impl;
  explicit TlsInspection(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace atgateway::net
