// What a certificate says about itself, as text fit to be shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct x509_st;  // OpenSSL's X509

namespace atgateway::net {

struct CertificateFacts {
  std::string subject, issuer;                 ///< RFC 2253 text, cleaned
  std::vector<std::string> names;              ///< subjectAltName: DNS names and IP addresses, cleaned, at most 100
  std::size_t name_count = 0;                  ///< all of those
  std::int64_t not_before = 0, not_after = 0;  ///< seconds since 1970
  std::string key;                             ///< "RSA 2048", "EC P-256"
  std::string signature;                       ///< "sha256WithRSAEncryption"
  std::string sha256;                          ///< fingerprint, lower-case hex
  bool self_signed = false, is_ca = false;
  bool names_issuers_place = false;  ///< says where its issuer's certificate can be had: public authorities' do
  /// How many bits of strength, as NIST SP 800-57 counts them: RSA 2048 has 112, P-256 128, SHA-1 63. 0 = not known.
  int key_strength = 0, signature_strength = 0;
};

/// Whatever a stranger put into it: lengths and counts are bounded, and no control character comes through.
[[nodiscard]] CertificateFacts certificate_facts(x509_st* certificate);

/// The same for DER bytes; nothing when they are no certificate.
[[nodiscard]] std::optional<CertificateFacts> read_certificate(std::string_view der);

}  // namespace atgateway::net
