#include "net/certificate_file.hpp"

#include "net/certificate_facts.hpp"
#include "net/openssl_reason.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace atgateway::net {
namespace {

struct Free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};

}  // namespace

Result<CertificateFacts> read_certificate_file(const std::string& path) {
  const std::unique_ptr<BIO, Free> file(BIO_new_file(path.c_str(), "rb"));
  if (!file) {
    (void)take_openssl_error();
    return Error(Errc::tls_setup_failed, "the certificate's file cannot be opened");
  }
  const std::unique_ptr<X509, Free> certificate(PEM_read_bio_X509_AUX(file.get(), nullptr, nullptr, nullptr));
  if (!certificate) {
    return Error(Errc::tls_setup_failed, "the file holds no certificate: " + openssl_reason(take_openssl_error()));
  }
  return certificate_facts(certificate.get());
}

}  // namespace atgateway::net
