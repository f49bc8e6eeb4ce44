// Certificates of every kind, and bytes that are none.
#include "net/certificate_facts.hpp"

#include "support/certificate_zoo.hpp"

#include <openssl/pem.h>

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

using namespace atgateway::net;
using atgateway::test_support::CertificateZoo;

namespace {

/// The first certificate of a PEM file, as DER.
std::string der_of(const std::string& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "re"), std::fclose);
  BOOST_REQUIRE(in);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(PEM_read_X509(in.get(), nullptr, nullptr, nullptr),
                                                           X509_free);
  BOOST_REQUIRE(certificate);
  std::string der(static_cast<std::size_t>(i2d_X509(certificate.get(), nullptr)), '\0');
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509(certificate.get(), &at);
  return der;
}

CertificateFacts facts_of(const std::string& animal) {
  const auto facts = read_certificate(der_of(CertificateZoo::get().pem(animal)));
  BOOST_REQUIRE(facts.has_value());
  return *facts;
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(certificate_facts)

BOOST_AUTO_TEST_CASE(a_good_one) {
  const auto facts = facts_of("good");
  BOOST_TEST(facts.subject == "CN=gateway.test");
  BOOST_TEST(facts.issuer == "CN=zoo intermediate");
  BOOST_TEST(facts.names == Names{"gateway.test"}, boost::test_tools::per_element());
  BOOST_TEST(facts.name_count == 1U);
  BOOST_TEST(facts.not_before == 1577836800);
  BOOST_TEST(facts.not_after == 2524607999);
  BOOST_TEST(facts.key == "EC P-256");
  BOOST_TEST(facts.key_strength == 128);
  BOOST_TEST(facts.signature == "ecdsa-with-SHA256");
  BOOST_TEST(facts.signature_strength == 128);
  BOOST_TEST(facts.sha256.size() == 64U);
  BOOST_TEST(facts.sha256.find_first_not_of("0123456789abcdef") == std::string::npos);
  BOOST_TEST(!facts.self_signed);
  BOOST_TEST(!facts.is_ca);
}

BOOST_AUTO_TEST_CASE(the_fingerprint_is_openssls) {
  const auto& zoo = CertificateZoo::get();
  const std::string command = "openssl x509 -in " + zoo.file("good.crt") + " -noout -fingerprint -sha256";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(popen(command.c_str(), "re"), pclose);
  std::string said(200, '\0');
  said.resize(std::fread(said.data(), 1, said.size(), out.get()));
  std::string hex;
  for (const char c : said.substr(said.find('=') + 1)) {
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) hex += static_cast<char>(std::tolower(c));
  }
  BOOST_TEST(facts_of("good").sha256 == hex);
}

BOOST_AUTO_TEST_CASE(keys_and_signatures) {
  const struct {
    const char* animal;
    const char* key;
    int key_strength;
    const char* signature;
    int signature_strength;
  } table[] = {
      {"rsa", "RSA 2048", 112, "ecdsa-with-SHA256", 128},
      {"rsa1024", "RSA 1024", 80, "ecdsa-with-SHA256", 128},
      {"ed25519", "Ed25519", 128, "ecdsa-with-SHA256", 128},
      {"sha1", "EC P-256", 128, "ecdsa-with-SHA1", 63},
  };
  for (const auto& [animal, key, key_strength, signature, signature_strength] : table) {
    const auto facts = facts_of(animal);
    BOOST_TEST(facts.key == key);
    BOOST_TEST(facts.key_strength == key_strength, animal);
    BOOST_TEST(facts.signature == signature, animal);
    BOOST_TEST(facts.signature_strength == signature_strength, animal);
  }
}

BOOST_AUTO_TEST_CASE(authorities_and_those_who_sign_themselves) {
  BOOST_TEST(facts_of("authority").self_signed);
  BOOST_TEST(facts_of("authority").is_ca);
  BOOST_TEST(facts_of("self_signed").self_signed);
  BOOST_TEST(!facts_of("self_signed").is_ca);
  const auto middle = read_certificate(der_of(CertificateZoo::get().file("middle.crt")));
  BOOST_TEST((middle && middle->is_ca && !middle->self_signed));
}

BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(facts_of("wildcard").names == Names{"*.gateway.test"}, boost::test_tools::per_element());
  BOOST_TEST(facts_of("address").names == (Names{"127.0.0.1", "::1"}), boost::test_tools::per_element());
  BOOST_TEST(facts_of("common_name").names.empty());
  BOOST_TEST(facts_of("common_name").name_count == 0U);
  const auto many = facts_of("many");
  BOOST_TEST(many.names.size() == 100U);
  BOOST_TEST(many.name_count == 10000U);
  BOOST_TEST(many.names.back() == "name-00100.test");
}

BOOST_AUTO_TEST_CASE(nothing_raw_comes_through) {
  const auto facts = facts_of("odd");
  BOOST_TEST(facts.subject == "CN=ding\\07\\1B[31m \\E2\\80\\AEgpj.exe");
  BOOST_TEST(facts.names == (Names{"gateway.test\\x00.evil.test", "line\\x0abreak\\x1b[31m.test"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(dates) {
  const auto now = std::time(nullptr);
  const auto expiring = facts_of("expiring");
  BOOST_TEST((expiring.not_after > now + 9 * 86400 && expiring.not_after <= now + 10 * 86400));
  const auto not_yet = facts_of("not_yet");
  BOOST_TEST((not_yet.not_before > now + 9 * 86400 && not_yet.not_before <= now + 10 * 86400));
  BOOST_TEST(facts_of("expired").not_after == 1609459200);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_certificate) {
  BOOST_TEST(!read_certificate("").has_value());
  BOOST_TEST(!read_certificate("no certificate").has_value());
  BOOST_TEST(!read_certificate(std::string(2 << 20, '\x30')).has_value());
  const std::string good = der_of(CertificateZoo::get().pem("good"));
  for (std::size_t size = 0; size < good.size(); ++size) {
    BOOST_TEST(!read_certificate(std::string_view(good).substr(0, size)).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
