#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;
using Outcome = probe::HttpAnswer::Outcome;

namespace {

diag::Judged judge(probe::HttpAnswer health, const diag::Context& given = context()) {
  diag::ServiceFacts facts;
  facts.health.value = std::move(health);
  return diag::judge_http(given, facts);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_http)

BOOST_AUTO_TEST_CASE(any_answer_below_500_is_one) {
  for (const int status : {200, 401, 404}) {
    const auto out = judge(answer(status));
    BOOST_TEST((find(out.checks, "http.responds").status == CheckStatus::pass));
    BOOST_TEST((find(out.checks, "http.no-redirect").status == CheckStatus::pass));
  }
}

BOOST_AUTO_TEST_CASE(no_answer_and_5xx_fail_and_block) {
  for (auto sick :
       {answer(503), no_answer(Outcome::closed), no_answer(Outcome::timed_out), no_answer(Outcome::not_http),
        no_answer(Outcome::reset), no_answer(Outcome::tls_failed), no_answer(Outcome::not_connected)}) {
    const auto out = judge(std::move(sick));
    BOOST_TEST((find(out.checks, "http.responds").status == CheckStatus::fail));
    BOOST_TEST(find(out.checks, "http.no-redirect").blocked_by == "http.responds");
    BOOST_TEST(out.blocks == "http.responds");
  }
  BOOST_TEST(judge(no_answer(Outcome::cut)).blocks == "deadline");
}

BOOST_AUTO_TEST_CASE(a_redirect_says_where_to_without_control_characters) {
  auto moved = answer(302);
  moved.headers.add("Location", "https://login.example.org/\x1b[2J");
  const auto out = judge(std::move(moved));
  const auto& check = find(out.checks, "http.no-redirect");
  BOOST_TEST((check.status == CheckStatus::fail));
  BOOST_TEST(check.observed.find("login.example.org") != std::string::npos);
  BOOST_TEST(check.observed.find('\x1b') == std::string::npos);
  BOOST_TEST((find(out.checks, "http.responds").status == CheckStatus::pass));
  BOOST_TEST(out.blocks == "http.no-redirect");
}

BOOST_AUTO_TEST_CASE(on_the_way_out_it_is_cartos) {
  diag::ServiceFacts facts;
  facts.quota.value = answer(502);
  const auto egress = context(Profile::gateway_egress);
  BOOST_TEST((find(diag::judge_egress_http(egress, facts, {}).checks, "http.responds").owner == Owner::upstream));
}

BOOST_AUTO_TEST_CASE(a_token_that_stayed_at_home_is_no_failure_of_http) {
  const Secret token("sesame");
  auto egress = context(Profile::gateway_egress);
  egress.token = &token;
  diag::ServiceFacts facts;
  facts.quota.value = no_answer(Outcome::tls_failed);
  const auto out = diag::judge_egress_http(egress, facts, "tls.name-matches");
  for (const auto& check : out.checks) BOOST_TEST(check.blocked_by == "tls.name-matches");
  BOOST_TEST(out.blocks == "tls.name-matches");
}

BOOST_AUTO_TEST_SUITE_END()
