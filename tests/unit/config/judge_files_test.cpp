#include "files.hpp"
#include "loading.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(judge_files)

namespace {
std::string tls(const std::string& certificate, const std::string& key, const std::string& more = {}) {
  return R"({"upstreams": [{"base_url": "https://a.example"}], "tls": {"certificate": ")" + certificate +
         R"(", "key": ")" + key + "\"" + more + "}}";
}
}  // namespace

BOOST_AUTO_TEST_CASE(files_have_to_be_there) {
  const Folder folder;
  const auto certificate = folder.file("tls.crt", 0644), key = folder.file("tls.key");
  BOOST_TEST(loaded(tls(certificate, key)).warnings.empty());
  const auto missing = refused(tls(folder.missing("no.crt"), key));
  BOOST_TEST(missing.field == "/tls/certificate");
  BOOST_TEST(has(missing.detail, "does not exist"), missing.detail);
  BOOST_TEST(has(missing.detail, "line 1"), missing.detail);
  BOOST_TEST(refused(tls(certificate, folder.missing("no.key"))).field == "/tls/key");
  BOOST_TEST(has(refused(tls(folder.path(), key)).detail, "folder"));
  BOOST_TEST(refused(tls(certificate, key, R"(, "client_ca": "/nowhere/ca.crt")")).field == "/tls/client_ca");
  BOOST_TEST(refused(with(R"("credentials": {"authorization": "inbound-key", "inbound_key_files": ["/nowhere/key"]})"))
                 .field == "/credentials/inbound_key_files/0");
  BOOST_TEST(
      refused(R"({"tls": {"mode": "off"}, "upstreams": [{"base_url": "https://a.example", "ca": "/nowhere/ca"}]})")
          .field == "/upstreams/0/ca");
}

BOOST_AUTO_TEST_CASE(files_of_the_long_form_too) {
  const auto refusal = refused(R"({"upstreams": [{"base_url": "https://a.example"}], "listeners": [
      {"address": "127.0.0.1:1", "tls": {"certificate": "/nowhere/a", "key": "/nowhere/b"}}]})");
  BOOST_TEST(refusal.field == "/listeners/0/tls/certificate");
}

BOOST_AUTO_TEST_CASE(files_of_a_tls_that_is_off_are_not_looked_at) {
  loaded(R"({"upstreams": [{"base_url": "https://a.example"}], "tls": {"mode": "off", "certificate": "/nowhere/a"}})");
}

BOOST_AUTO_TEST_CASE(a_secret_that_everybody_can_read_is_told) {
  const Folder folder;
  const auto certificate = folder.file("tls.crt", 0644);
  const auto config = loaded(tls(certificate, folder.file("open.key", 0644)));
  BOOST_TEST(config.warnings.size() == 1U);
  BOOST_TEST(warned(config, "tls.key names a secret that every user"));
  BOOST_TEST(loaded(tls(certificate, folder.file("group.key", 0640))).warnings.empty());
  const auto keys = loaded(with(R"("credentials": {"authorization": "inbound-key", "inbound_key_files": [")" +
                                folder.file("a") + R"(", ")" + folder.file("b", 0604) + R"("]})"));
  BOOST_TEST(keys.warnings.size() == 1U);
  BOOST_TEST(warned(keys, "credentials.inbound_key_files[1] names a secret"));
  const auto token = loaded(
      R"({"tls": {"mode": "off"}, "upstreams": [{"base_url": "https://a.example", "tokenless": "anyone", "token_file": ")" +
      folder.file("token", 0644) + "\"}]}");
  BOOST_TEST(warned(token, "upstreams[0].token_file names a secret"));
}

BOOST_AUTO_TEST_SUITE_END()
