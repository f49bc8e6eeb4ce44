#include "gateway/snapshot.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

using namespace atgateway;
using gateway::Snapshot;

BOOST_AUTO_TEST_SUITE(snapshot)

namespace {

/// A file that goes when the test does.
class File {
 public:
  explicit File(const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("atgateway-" + std::to_string(++count_) + "-" + std::to_string(::getpid()))) {
    std::ofstream(path_) << text;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string name() const { return path_.string(); }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

Config with(std::vector<UpstreamConfig> upstreams) {
  Config config;
  config.upstreams = std::move(upstreams);
  return config;
}

std::shared_ptr<Snapshot> made(Config config) {
  auto snapshot = Snapshot::make(std::move(config));
  BOOST_REQUIRE(snapshot.ok());
  return *snapshot;
}

Request with_bearer(std::string_view token) {
  Request request;
  request.headers.add("Authorization", "Bearer " + std::string(token));
  return request;
}

flow::Credentials with_token(std::string_view token) { return {std::nullopt, std::make_shared<const Secret>(token)}; }

std::string shown(const Result<std::shared_ptr<const Secret>>& token) {
  return token ? std::string((*token)->reveal()) : std::string(token.error().slug());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_base_url_selects_by_equality_alone) {
  const auto snapshot =
      made(with({{.base_url = "https://Carto.example.com/api/"}, {.base_url = "https://other.example.com"}}));
  BOOST_TEST((*snapshot->select("https://carto.example.com:443/api"))->selector == "https://carto.example.com/api");
  BOOST_TEST((*snapshot->select("HTTPS://OTHER.example.com/"))->selector == "https://other.example.com");
  for (const char* refused :
       {"https://carto.example.com", "https://carto.example.com/api/v3", "https://carto.example.com.evil.example/api",
        "http://carto.example.com/api", "https://carto.example.com@evil.example/api", "https://carto.example.com/api?x",
        "https://carto.example.com/%61pi", "https://carto.example.com/./api", "sandbox:", "", "file:///etc/passwd"}) {
    const auto selected = snapshot->select(refused);
    BOOST_REQUIRE_MESSAGE(!selected.ok(), refused);
    BOOST_TEST((selected.error().code() == Errc::upstream_not_allowed));
    BOOST_TEST(selected.error().field() == "/api_base_url");
  }
}

BOOST_AUTO_TEST_CASE(without_a_base_url_the_only_one_or_the_default) {
  BOOST_TEST((*made(with({{.base_url = "https://a.example.com"}}))->select(std::nullopt))->selector ==
             "https://a.example.com");
  const auto two =
      made(with({{.base_url = "https://a.example.com"}, {.base_url = "https://b.example.com", .is_default = true}}));
  BOOST_TEST((*two->select(std::nullopt))->selector == "https://b.example.com");
  const auto none = made(with({{.base_url = "https://a.example.com"}, {.base_url = "https://b.example.com"}}));
  BOOST_TEST((none->select(std::nullopt).error().code() == Errc::upstream_not_allowed));
}

BOOST_AUTO_TEST_CASE(the_documents_token_goes_before_the_headers) {
  const auto snapshot = made(with({{.base_url = "https://a.example.com"}}));
  const auto& upstream = snapshot->upstreams.front();
  BOOST_TEST(shown(snapshot->token(upstream, with_token("body"), with_bearer("header"))) == "body");
  BOOST_TEST(shown(snapshot->token(upstream, {}, with_bearer("header"))) == "header");
  BOOST_TEST(shown(snapshot->token(upstream, {}, Request())) == "token-missing");
  BOOST_TEST(shown(snapshot->token(upstream, {}, with_bearer("two words"))) == "token-malformed");
  Request basic;
  basic.headers.add("Authorization", "Basic abc");
  BOOST_TEST(shown(snapshot->token(upstream, {}, basic)) == "token-missing");
}

BOOST_AUTO_TEST_CASE(an_ignored_header_is_no_token) {
  auto config = with({{.base_url = "https://a.example.com"}});
  config.credentials.authorization = CredentialsConfig::Authorization::ignore;
  const auto snapshot = made(config);
  BOOST_TEST(shown(snapshot->token(snapshot->upstreams.front(), {}, with_bearer("header"))) == "token-missing");
}

BOOST_AUTO_TEST_CASE(inbound_keys_admit_and_are_never_tokens) {
  const File old_key("old-key\n"), new_key("new-key");
  auto config = with({{.base_url = "https://a.example.com"}});
  config.credentials = {CredentialsConfig::Authorization::inbound_key, {old_key.name(), new_key.name()}};
  const auto snapshot = made(config);
  BOOST_TEST(snapshot->admit(with_bearer("old-key")).ok());
  BOOST_TEST(snapshot->admit(with_bearer("new-key")).ok());
  BOOST_TEST((snapshot->admit(with_bearer("wrong")).error().code() == Errc::inbound_key_required));
  BOOST_TEST((snapshot->admit(Request()).error().code() == Errc::inbound_key_required));
  BOOST_TEST(shown(snapshot->token(snapshot->upstreams.front(), {}, with_bearer("new-key"))) == "token-missing");
}

BOOST_AUTO_TEST_CASE(the_gateways_own_token_is_spent_by_whom_tokenless_names) {
  using Tokenless = UpstreamConfig::Tokenless;
  const File token("own-token\n"), key("key");
  const auto spent = [&](Tokenless who, const Request& request) {
    auto config = with({{.base_url = "https://a.example.com", .token_file = token.name(), .tokenless = who}});
    if (who == Tokenless::inbound_key)
      config.credentials = {CredentialsConfig::Authorization::inbound_key, {key.name()}};
    const auto snapshot = made(config);
    return shown(snapshot->token(snapshot->upstreams.front(), {}, request));
  };
  Request certified, linked;
  certified.arrival.client_certificate = true;
  linked.arrival.link_id = 1;
  BOOST_TEST(spent(Tokenless::anyone, Request()) == "own-token");
  BOOST_TEST(spent(Tokenless::client_cert, certified) == "own-token");
  BOOST_TEST(spent(Tokenless::client_cert, Request()) == "token-missing");
  BOOST_TEST(spent(Tokenless::link_ids, linked) == "token-missing");  // a link nobody allowed
  linked.arrival.link_id_allowed = true;
  BOOST_TEST(spent(Tokenless::link_ids, linked) == "own-token");
  BOOST_TEST(spent(Tokenless::inbound_key, with_bearer("key")) == "own-token");
  BOOST_TEST(spent(Tokenless::inbound_key, with_bearer("other")) == "token-missing");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_used_is_refused_with_its_place) {
  const File two_lines("one\ntwo\n"), token("t");
  const std::pair<Config, std::string_view> wrong[] = {
      {Config(), "/upstreams"},
      {with({{.base_url = "https://a.example.com", .token_file = token.name()}}), "/upstreams/0/tokenless"},
      {with({{.base_url = "https://a.example.com",
              .token_file = "/no/such/file",
              .tokenless = UpstreamConfig::Tokenless::anyone}}),
       "/upstreams/0/token_file"},
      {with({{.base_url = "https://a.example.com",
              .token_file = two_lines.name(),
              .tokenless = UpstreamConfig::Tokenless::anyone}}),
       "/upstreams/0/token_file"}};
  for (const auto& [config, field] : wrong) {
    const auto snapshot = Snapshot::make(config);
    BOOST_REQUIRE(!snapshot.ok());
    BOOST_TEST((snapshot.error().code() == Errc::bad_config));
    BOOST_TEST(snapshot.error().field() == field);
  }
  BOOST_TEST(!Snapshot::make(with({{.base_url = "https://u:p@a.example.com"}})).ok());
}

BOOST_AUTO_TEST_SUITE_END()
