#include "net/certificate_facts.hpp"

#include "net/address.hpp"
#include "net/openssl_reason.hpp"

#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <ctime>
#include <memory>

namespace atgateway::net {
namespace {

constexpr std::size_t most_names = 100;
constexpr std::size_t most_text = 1024;
constexpr std::size_t most_der = 1 << 20;

struct Free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};

/// At most `most_text` bytes, never cut inside a character.
std::string bounded(std::string_view text) {
  if (text.size() <= most_text) return std::string(text);
  std::size_t end = most_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

/// Names are ASCII by their standard, and by it only: what else stands in them is written as "\xNN".
std::string escaped(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      text += c;
    } else {
      text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
    if (text.size() > most_text) break;
  }
  return bounded(text);
}

/// C1 controls, and the blocks that hold invisible and direction-changing characters.
bool may_mislead(std::string_view text) noexcept {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (first == 0xc2 && second < 0xa0) return true;
    if (first == 0xe2 && (second == 0x80 || second == 0x81)) return true;
    if (first == 0xef && second == 0xbb) return true;
  }
  return false;
}

std::string printed(const X509_NAME* name, unsigned long flags) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, flags) < 0) return "(unreadable)";
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return size > 0 ? bounded({bytes, static_cast<std::size_t>(size)}) : std::string();
}

std::string name_text(const X509_NAME* name) {
  if (name == nullptr) return {};
  const std::string text = printed(name, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  return may_mislead(text) ? printed(name, XN_FLAG_RFC2253) : text;
}

std::string ip_text(const ASN1_OCTET_STRING* bytes) {
  sockaddr_storage storage{};
  if (ASN1_STRING_length(bytes) == 4) {
    auto& in = reinterpret_cast<sockaddr_in&>(storage);
    in.sin_family = AF_INET;
    std::memcpy(&in.sin_addr, ASN1_STRING_get0_data(bytes), 4);
  } else if (ASN1_STRING_length(bytes) == 16) {
    auto& in6 = reinterpret_cast<sockaddr_in6&>(storage);
    in6.sin6_family = AF_INET6;
    std::memcpy(&in6.sin6_addr, ASN1_STRING_get0_data(bytes), 16);
  }
  const std::string text = SocketAddress::from(reinterpret_cast<const sockaddr*>(&storage)).ip();
  return text.empty() ? "(unreadable)" : text;
}

void read_names(const X509* certificate, CertificateFacts& facts) {
  const std::unique_ptr<GENERAL_NAMES, Free> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    if (type != GEN_DNS && type != GEN_IPADD) continue;
    if (++facts.name_count > most_names) continue;
    if (type == GEN_IPADD) {
      facts.names.push_back(ip_text(static_cast<const ASN1_OCTET_STRING*>(value)));
      continue;
    }
    const auto* name = static_cast<const ASN1_IA5STRING*>(value);
    facts.names.push_back(escaped({reinterpret_cast<const char*>(ASN1_STRING_get0_data(name)),
                                   static_cast<std::size_t>(ASN1_STRING_length(name))}));
  }
}

std::int64_t seconds(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return timegm(&parts);
}

/// The usual name of a curve: "P-256" rather than "prime256v1".
std::string curve(EVP_PKEY* key) {
  std::array<char, 80> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1) return "(unnamed curve)";
  const char* nist = EC_curve_nid2nist(OBJ_sn2nid(group.data()));
  return nist != nullptr ? nist : escaped(group.data());
}

void read_key(const X509* certificate, CertificateFacts& facts) {
  EVP_PKEY* const key = X509_get0_pubkey(certificate);
  const char* const type = key != nullptr ? EVP_PKEY_get0_type_name(key) : nullptr;
  if (type == nullptr) {
    facts.key = "(unknown)";
    return;
  }
  facts.key_strength = EVP_PKEY_get_security_bits(key);
  const std::string_view kind = type;
  if (kind == "EC") {
    facts.key = "EC " + curve(key);
  } else if (kind == "ED25519" || kind == "ED448") {
    facts.key = kind == "ED448" ? "Ed448" : "Ed25519";
  } else {
    facts.key = std::string(kind) + " " + std::to_string(EVP_PKEY_get_bits(key));
  }
}

void read_signature(X509* certificate, CertificateFacts& facts) {
  const char* const name = OBJ_nid2ln(X509_get_signature_nid(certificate));
  facts.signature = name != nullptr ? name : "(unknown)";
  int strength = 0;
  if (X509_get_signature_info(certificate, nullptr, nullptr, &strength, nullptr) == 1) {
    facts.signature_strength = strength;
  }
}

std::string fingerprint(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += {digits[digest[i] >> 4], digits[digest[i] & 15]};
  return text;
}

/// @source RFC 5280, section 4.2.2.1
bool names_issuers_place(X509* certificate) noexcept {
  auto* const places =
      static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr));
  bool found = false;
  for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(places); ++i) {
    found = found || OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(places, i)->method) == NID_ad_ca_issuers;
  }
  AUTHORITY_INFO_ACCESS_free(places);
  return found;
}

}  // namespace

CertificateFacts certificate_facts(x509_st* certificate) {
  CertificateFacts facts;
  facts.subject = name_text(X509_get_subject_name(certificate));
  facts.issuer = name_text(X509_get_issuer_name(certificate));
  read_names(certificate, facts);
  facts.not_before = seconds(X509_get0_notBefore(certificate));
  facts.not_after = seconds(X509_get0_notAfter(certificate));
  read_key(certificate, facts);
  read_signature(certificate, facts);
  facts.sha256 = fingerprint(certificate);
  facts.self_signed = X509_self_signed(certificate, 1) == 1;
  facts.is_ca = X509_check_ca(certificate) == 1;
  facts.names_issuers_place = names_issuers_place(certificate);
  ERR_clear_error();
  return facts;
}

std::optional<CertificateFacts> read_certificate(std::string_view der) {
  if (der.size() > most_der) return std::nullopt;
  ERR_clear_error();
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509, Free> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!certificate) return std::nullopt;
  return certificate_facts(certificate.get());
}

}  // namespace atgateway::net
