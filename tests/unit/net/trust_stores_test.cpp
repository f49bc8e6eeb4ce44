#include "net/trust_stores.hpp"

#include "support/certificate_zoo.hpp"

#include <openssl/x509.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>

using namespace atgateway;
using namespace atgateway::net;
using atgateway::test_support::CertificateZoo;

namespace {

int size_of(X509_STORE* store) { return sk_X509_OBJECT_num(X509_STORE_get0_objects(store)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(trust_stores)

BOOST_AUTO_TEST_CASE(public_roots_are_a_folder_of_certificates) {
  const auto folder = CertificateZoo::get().folder() / "mozilla";
  std::filesystem::create_directories(folder / "deeper.crt");
  BOOST_TEST((read_trust_stores(folder)->public_roots == nullptr));  // nothing in it
  std::filesystem::copy_file(CertificateZoo::get().file("root.crt"), folder / "root.crt");
  std::filesystem::copy_file(CertificateZoo::get().file("middle.crt"), folder / "middle.pem");  // not named .crt
  std::ofstream(folder / "broken.crt") << "no certificate";
  const auto stores = read_trust_stores(folder);
  BOOST_REQUIRE(stores->public_roots);
  BOOST_TEST(size_of(stores->public_roots.get()) == 1);
  BOOST_TEST((stores->local != nullptr));
  BOOST_TEST((read_trust_stores(folder / "not there")->public_roots == nullptr));
}

BOOST_AUTO_TEST_CASE(this_machines) {
  const auto stores = read_trust_stores();
  BOOST_TEST((stores->public_roots != nullptr) == std::filesystem::exists(public_roots_folder));
  if (stores->public_roots) BOOST_TEST(size_of(stores->public_roots.get()) > 50);
}

BOOST_AUTO_TEST_CASE(those_who_look_at_the_same_time_share_them) {
  auto one = shared_trust_stores();
  const auto two = shared_trust_stores();
  BOOST_TEST((one == two));
}

BOOST_AUTO_TEST_CASE(files) {
  const auto& zoo = CertificateZoo::get();
  auto store = read_trust_file(zoo.pem("with_root"));
  BOOST_REQUIRE(store.ok());
  BOOST_TEST(size_of(store->get()) == 3);
  const std::string pipe = zoo.file("pipe");
  BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const struct {
    std::string file;
    const char* detail;
  } table[] = {
      {zoo.file("not there"), "the CA file: No such file or directory"},
      {zoo.folder().string(), "the CA file: it is not a regular file"},
      {pipe, "the CA file: it is not a regular file"},
      {zoo.file("leaf.key"), "the CA file: it holds no usable certificate: "},
      {std::string("a\0b", 3), "the CA file: its name holds a NUL"},
  };
  for (const auto& [file, detail] : table) {
    const auto refused = read_trust_file(file);
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST((refused.error().code() == Errc::tls_setup_failed));
    BOOST_TEST(refused.error().detail().starts_with(detail), refused.error().detail());
  }
}

BOOST_AUTO_TEST_SUITE_END()
