#include "gateway/credentials.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace atgateway;
using gateway::resolve_credentials;
using gateway::Snapshot;

BOOST_AUTO_TEST_SUITE(credentials)

namespace {

std::shared_ptr<Snapshot> two_upstreams() {
  Config config;
  config.upstreams.emplace_back().base_url = "https://one.example.com";
  config.upstreams.emplace_back().base_url = "https://two.example.com";
  auto made = Snapshot::make(std::move(config));
  BOOST_REQUIRE(made.ok());
  return *made;
}

flow::Credentials pair(std::string url, std::string_view token) {
  flow::Credentials made;
  if (!url.empty()) made.api_base_url = std::move(url);
  if (!token.empty()) made.token = std::make_shared<const Secret>(token);
  return made;
}

/// A batch whose rows have these credentials; each row has arguments.
flow::Batch batch_of(std::vector<flow::Credentials> pairs, const std::vector<std::uint32_t>& rows) {
  flow::Batch batch;
  batch.credentials = std::move(pairs);
  for (const auto index : rows) {
    auto& row = batch.rows.emplace_back();
    row.arguments = json::Value();
    row.credentials = index;
  }
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_pair_gets_its_own_leg) {
  const auto snapshot = two_upstreams();
  auto batch = batch_of({pair("https://one.example.com", "a"), pair("https://TWO.example.com/", "b")}, {0, 1, 0});
  const auto legs = resolve_credentials(batch, *snapshot, Request(), false);
  BOOST_REQUIRE(legs.ok());
  BOOST_TEST((*legs)[0].upstream->selector == "https://one.example.com");
  BOOST_TEST((*legs)[0].token->reveal() == "a");
  BOOST_TEST((*legs)[1].upstream->selector == "https://two.example.com");
  BOOST_TEST((*legs)[1].token->reveal() == "b");
}

BOOST_AUTO_TEST_CASE(a_refused_pair_is_its_rows_trouble) {
  const auto snapshot = two_upstreams();
  auto batch = batch_of({pair("https://one.example.com", "a"), pair("https://evil.example.com", "b"),
                         pair("https://one.example.com", "")},
                        {0, 1, 2});
  const auto legs = resolve_credentials(batch, *snapshot, Request(), false);
  BOOST_REQUIRE(legs.ok());
  BOOST_TEST(!batch.rows[0].trouble.has_value());
  BOOST_TEST((batch.rows[1].trouble->code() == Errc::upstream_not_allowed));
  BOOST_TEST((batch.rows[2].trouble->code() == Errc::token_missing));
  BOOST_TEST(((*legs)[1].upstream == nullptr));
}

BOOST_AUTO_TEST_CASE(when_all_are_refused_the_request_is) {
  const auto snapshot = two_upstreams();
  auto batch = batch_of({pair("https://evil.example.com", "a"), pair("", "b")}, {0, 1});
  const auto legs = resolve_credentials(batch, *snapshot, Request(), false);
  BOOST_REQUIRE(!legs.ok());
  BOOST_TEST((legs.error().code() == Errc::upstream_not_allowed));
}

BOOST_AUTO_TEST_CASE(what_no_row_needs_is_not_asked_for_unless_the_envelope_must_have_it) {
  const auto snapshot = two_upstreams();
  auto batch = batch_of({pair("", ""), pair("https://one.example.com", "b")}, {1});
  BOOST_TEST(resolve_credentials(batch, *snapshot, Request(), false).ok());
  auto empty = batch_of({pair("", "")}, {});
  BOOST_TEST(resolve_credentials(empty, *snapshot, Request(), false).ok());
  BOOST_TEST(!resolve_credentials(empty, *snapshot, Request(), true).ok());
}

BOOST_AUTO_TEST_SUITE_END()
