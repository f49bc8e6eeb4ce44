#include "files.hpp"
#include "loading.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(judge_upstreams)

namespace {
std::string upstreams(const std::string& items, const std::string& more = {}) {
  return R"({"tls": {"mode": "off"}, "upstreams": [)" + items + "]" + (more.empty() ? "" : ", " + more) + "}";
}
std::string one(const std::string& url, const std::string& more = {}) {
  return R"({"base_url": ")" + url + "\"" + (more.empty() ? "" : ", " + more) + "}";
}
}  // namespace

BOOST_AUTO_TEST_CASE(there_has_to_be_one) {
  for (const char* text : {R"({"tls": {"mode": "off"}})", R"({"tls": {"mode": "off"}, "upstreams": []})"}) {
    const auto refusal = refused(text);
    BOOST_TEST(refusal.field == "/upstreams");
    BOOST_TEST(has(refusal.hint, "--upstream"), refusal.hint);
    BOOST_TEST(has(refusal.hint, "ATGATEWAY_UPSTREAM"), refusal.hint);
  }
}

BOOST_AUTO_TEST_CASE(urls_that_are_not_accepted) {
  for (const char* url :
       {"carto.example.com", "https://u:s3cret@carto.example.com", "https://carto.example.com/?s3cret=1",
        "https://carto.example.com./", "https://carto.example.com/a/../s3cret"}) {
    const auto refusal = refused(upstreams(one("https://a.example") + "," + one(url)));
    BOOST_TEST(refusal.field == "/upstreams/1/base_url");
    BOOST_TEST(has(refusal.detail, "line 1"), refusal.detail);
    BOOST_TEST(!has(refusal.detail + refusal.hint, "s3cret"), refusal.detail);
  }
}

BOOST_AUTO_TEST_CASE(plaintext_only_at_home_or_when_allowed) {
  loaded(upstreams(one("http://127.0.0.1:8080")));
  loaded(upstreams(one("http://localhost:8080")));
  loaded(upstreams(one("http://[::1]:8080")));
  loaded(upstreams(one("http://carto.example.com", R"("allow_plaintext": true)")));
  loaded(upstreams(one("http://carto.example.com", R"("connect_to": "127.0.0.1:80")")));
  const auto refusal = refused(upstreams(one("http://carto.example.com")));
  BOOST_TEST(refusal.field == "/upstreams/0/base_url");
  BOOST_TEST(has(refusal.hint, "allow_plaintext"), refusal.hint);
  // The name is loopback's, the connection is not.
  BOOST_TEST(refused(upstreams(one("http://localhost", R"("connect_to": "carto.example.com:80")"))).field ==
             "/upstreams/0/base_url");
}

BOOST_AUTO_TEST_CASE(no_two_with_the_same_url) {
  loaded(
      upstreams(one("https://a.example") + "," + one("https://a.example/api") + "," + one("https://a.example:8443")));
  for (const char* same : {"https://a.example/", "https://A.EXAMPLE", "HTTPS://a.example:443"}) {
    const auto refusal = refused(upstreams(one("https://a.example") + "," + one(same)));
    BOOST_TEST(refusal.field == "/upstreams/1/base_url");
    BOOST_TEST(has(refusal.detail, "upstreams[0].base_url"), refusal.detail);
  }
}

BOOST_AUTO_TEST_CASE(one_default_at_most) {
  const std::string yes = R"("default": true)";
  BOOST_TEST(
      loaded(upstreams(one("https://a.example") + "," + one("https://b.example", yes))).config.upstreams[1].is_default);
  BOOST_TEST(refused(upstreams(one("https://a.example", yes) + "," + one("https://b.example", yes))).field ==
             "/upstreams/1/default");
}

BOOST_AUTO_TEST_CASE(the_sandbox_stands_alone) {
  BOOST_TEST(warned(loaded(upstreams(one("sandbox:"))), "every answer is made up"));
  const auto refusal = refused(upstreams(one("https://a.example") + "," + one("sandbox:")));
  BOOST_TEST(refusal.field == "/upstreams/1/base_url");
}

BOOST_AUTO_TEST_CASE(a_token_file_needs_to_know_who_may_spend_it) {
  const Folder folder;
  const auto file = R"("token_file": ")" + folder.file("token") + "\"";
  const auto refusal = refused(upstreams(one("https://a.example", file)));
  BOOST_TEST(refusal.field == "/upstreams/0/token_file");
  for (const char* word : {"client-cert", "link-ids", "inbound-key", "anyone"}) {
    BOOST_TEST(has(refusal.hint, word), refusal.hint);
    const auto config = loaded(upstreams(one("https://a.example", file + R"(, "tokenless": ")" + word + "\"")));
    BOOST_TEST(config.warnings.size() == 1U);
    BOOST_TEST(warned(config, word));
  }
  BOOST_TEST(warned(loaded(upstreams(one("https://a.example", R"("tokenless": "anyone")"))), "no effect"));
}

BOOST_AUTO_TEST_CASE(who_may_spend_it_is_fine_when_somebody_can) {
  const Folder folder;
  const auto spend = [&](const char* word, const std::string& more) {
    return loaded(upstreams(
        one("https://a.example", R"("token_file": ")" + folder.file("token") + R"(", "tokenless": ")" + word + "\""),
        more));
  };
  BOOST_TEST(
      spend("link-ids", R"("proxy_protocol": {"mode": "accept", "trusted": ["10.0.0.0/8"], "allowed_link_ids": [7]})")
          .warnings.empty());
  BOOST_TEST(spend("inbound-key", R"("credentials": {"authorization": "inbound-key", "inbound_key_files": [")" +
                                      folder.file("key") + "\"]}")
                 .warnings.empty());
}

BOOST_AUTO_TEST_SUITE_END()
