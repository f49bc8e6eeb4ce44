#include "net/tls.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/err.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::net;
namespace data = boost::unit_test::data;

namespace {

/// Files that are wrong, beside the right ones.
struct Workshop {
  Workshop() {
    char name[] = "/tmp/atgateway-tls-XXXXXX";
    BOOST_REQUIRE(mkdtemp(name) != nullptr);
    folder = name;
    std::filesystem::create_directory(folder / "folder");
    std::ofstream(folder / "empty") << "";
    std::ofstream(folder / "garbage") << "open sesame\n";
    std::ofstream(folder / "half") << "-----BEGIN CERTIFICATE-----\nMIIB%%%\n-----END CERTIFICATE-----\n";
    BOOST_REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  ~Workshop() { std::filesystem::remove_all(folder); }

  /// "@x" is one of the wrong files, everything else one of the certificates.
  [[nodiscard]] std::string path(const std::string& name) const {
    if (name.empty()) return {};
    return name.front() == '@' ? (folder / name.substr(1)).string() : ATGATEWAY_CERTIFICATES_DIR "/" + name;
  }
  std::filesystem::path folder;
};

struct Case {
  std::string certificate, key, client_ca, min_version;
  std::string field;  ///< who is blamed
  std::string says;   ///< part of the detail
};
std::ostream& operator<<(std::ostream& out, const Case& each) {
  return out << each.certificate << ' ' << each.key << ' ' << each.client_ca << ' ' << each.min_version;
}

const std::vector<Case> cases = {
    {"", "server.key", "", "1.2", "/tls/certificate", "no certificate file is named"},
    {"@absent", "server.key", "", "1.2", "/tls/certificate", "No such file"},
    {"@folder", "server.key", "", "1.2", "/tls/certificate", "not a regular file"},
    {"@pipe", "server.key", "", "1.2", "/tls/certificate", "not a regular file"},
    {"@empty", "server.key", "", "1.2", "/tls/certificate", "no start line"},
    {"@garbage", "server.key", "", "1.2", "/tls/certificate", "no start line"},
    {"@half", "server.key", "", "1.2", "/tls/certificate", "no usable certificate"},
    {"server.key", "server.key", "", "1.2", "/tls/certificate", "no start line"},
    {"server.crt", "", "", "1.2", "/tls/key", "no key file is named"},
    {"server.crt", "@absent", "", "1.2", "/tls/key", "No such file"},
    {"server.crt", "@pipe", "", "1.2", "/tls/key", "not a regular file"},
    {"server.crt", "@empty", "", "1.2", "/tls/key", "no usable private key"},
    {"server.crt", "@garbage", "", "1.2", "/tls/key", "no usable private key"},
    {"server.crt", "server.crt", "", "1.2", "/tls/key", "no usable private key"},
    {"server.crt", "server2.key", "", "1.2", "/tls/key", "does not belong to the certificate"},
    {"server.crt", "rsa.key", "", "1.2", "/tls/key", "does not belong to the certificate"},
    {"rsa.crt", "server.key", "", "1.2", "/tls/key", "does not belong to the certificate"},
    {"server.crt", "encrypted.key", "", "1.2", "/tls/key", "is encrypted"},
    {"server.crt", "server.key", "@absent", "1.2", "/tls/client_ca", "No such file"},
    {"server.crt", "server.key", "@empty", "1.2", "/tls/client_ca", "no usable certificate"},
    {"server.crt", "server.key", "@garbage", "1.2", "/tls/client_ca", "no usable certificate"},
    {"server.crt", "server.key", "", "1.1", "/tls/min_version", "1.2 or 1.3"},
    {"server.crt", "server.key", "", "", "/tls/min_version", "1.2 or 1.3"},
};

TlsConfig config_of(const Workshop& workshop, const Case& each) {
  TlsConfig config;
  config.certificate = workshop.path(each.certificate);
  config.key = workshop.path(each.key);
  if (!each.client_ca.empty()) config.client_ca = workshop.path(each.client_ca);
  config.min_version = each.min_version;
  return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_context)

BOOST_DATA_TEST_CASE(a_wrong_file_is_named_with_its_role_and_the_reason, data::make(cases), each) {
  const Workshop workshop;
  const auto made = TlsServerContext::make(config_of(workshop, each));
  BOOST_REQUIRE(!made.ok());
  BOOST_TEST((made.error().code() == Errc::tls_setup_failed));
  BOOST_TEST(made.error().field() == each.field);
  BOOST_TEST(made.error().detail().find(each.says) != std::string_view::npos, made.error().detail());
  BOOST_TEST(ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_CASE(an_unreadable_key_is_named_as_such) {
  const Workshop workshop;
  std::filesystem::copy(workshop.path("server.key"), workshop.path("@locked"));
  std::filesystem::permissions(workshop.path("@locked"), std::filesystem::perms::none);
  const uid_t me = geteuid();
  if (me == 0) BOOST_REQUIRE(seteuid(65534) == 0);  // root reads everything
  const auto made = TlsServerContext::make(config_of(workshop, {"server.crt", "@locked", "", "1.2", "", ""}));
  if (me == 0) BOOST_REQUIRE(seteuid(0) == 0);
  BOOST_REQUIRE(!made.ok());
  BOOST_TEST(made.error().detail().find("Permission denied") != std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(a_message_never_holds_what_is_in_a_file) {
  const Workshop workshop;
  const auto made = TlsServerContext::make(config_of(workshop, {"server.crt", "@garbage", "", "1.2", "", ""}));
  BOOST_REQUIRE(!made.ok());
  BOOST_TEST(made.error().detail().find("sesame") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(right_files_make_a_context_also_when_expired) {
  const Workshop workshop;
  for (const char* name : {"server", "server2", "rsa", "expired"}) {
    const std::string file = name;
    BOOST_TEST(
        TlsServerContext::make(config_of(workshop, {file + ".crt", file + ".key", "ca.crt", "1.3", "", ""})).ok());
  }
}

BOOST_AUTO_TEST_SUITE_END()
