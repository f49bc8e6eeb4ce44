// The way to CARTO and the token, from one quota call.
#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

#include <atgateway/error.hpp>

using namespace facts_of;
using Outcome = probe::HttpAnswer::Outcome;

namespace {

const Secret token("a-secret-token");

diag::Context with_token(Profile profile = Profile::in_vnet) {
  auto out = context(profile);
  out.token = &token;
  return out;
}

diag::Judged judge(const diag::Context& given, probe::HttpAnswer quota, const std::string& trust = {}) {
  diag::ServiceFacts facts;
  facts.quota.value = std::move(quota);
  return given.profile == Profile::gateway_egress ? diag::judge_egress_quota(given, facts, trust)
                                                  : diag::judge_quota(given, facts, trust);
}

probe::HttpAnswer row_error(std::string_view code) {
  return answer(200, R"({"result": {"status": "error", "error": {"code": ")" + std::string(code) + R"("}}})");
}

const probe::HttpAnswer fine = answer(200, R"({"result": {"status": "ok"}})");

std::pair<CheckStatus, CheckStatus> statuses(const diag::Judged& out) {
  return {find(out.checks, "upstream.reachable").status, find(out.checks, "token.accepted").status};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_quota)

BOOST_AUTO_TEST_CASE(all_is_well) {
  const auto out = judge(with_token(), fine);
  BOOST_TEST((statuses(out) == std::pair{CheckStatus::pass, CheckStatus::pass}));
  const auto& evidence = find(out.checks, "token.accepted").evidence;
  BOOST_TEST(evidence.find("a-secret-token") == std::string::npos);
  BOOST_TEST(evidence.find("\"length\":14") != std::string::npos, evidence);
}

BOOST_AUTO_TEST_CASE(what_carto_says_of_the_token_proves_that_it_was_reached) {
  for (const auto code : {"upstream-unauthorized", "upstream-forbidden", "upstream-quota-exceeded"}) {
    const auto out = judge(with_token(), row_error(code));
    BOOST_TEST((statuses(out) == std::pair{CheckStatus::pass, CheckStatus::fail}), code);
    BOOST_TEST((find(out.checks, "token.accepted").owner == Owner::caller));
    BOOST_TEST(out.blocks == "token.accepted");
  }
  const auto limited = judge(with_token(), row_error("upstream-rate-limited"));
  BOOST_TEST((statuses(limited) == std::pair{CheckStatus::pass, CheckStatus::skip}));
}

BOOST_AUTO_TEST_CASE(every_upstream_row_code_is_understood) {
  for (const auto& row : error_table()) {
    if (row.scope != ErrorScope::row || !row.slug.starts_with("upstream-") || row.slug == "upstream-reply-too-large")
      continue;
    const auto out = judge(with_token(), row_error(row.slug));
    const auto status = find(out.checks, "upstream.reachable").status;
    BOOST_TEST((status == CheckStatus::pass || status == CheckStatus::fail), row.slug);
    if (status == CheckStatus::fail) BOOST_TEST(find(out.checks, "token.accepted").blocked_by == "upstream.reachable");
  }
}

BOOST_AUTO_TEST_CASE(the_gateways_own_words_are_passed_on_and_tell_whose_it_is) {
  const auto said = [](std::string_view code, std::string_view words) {
    const auto out =
        judge(with_token(), answer(200, R"({"result": {"status": "error", "error": {"code": ")" + std::string(code) +
                                            R"(", "message": ")" + std::string(words) + R"("}}})"));
    return find(out.checks, "upstream.reachable");
  };
  const struct {
    std::string_view code, words;
    Owner owner;
  } cases[] = {
      {"upstream-tls-failed", "The certificate was not accepted (hostname mismatch)", Owner::upstream},
      {"upstream-tls-failed", "The certificate was not accepted (certificate has expired)", Owner::upstream},
      {"upstream-tls-failed", "The certificate was not accepted (unable to get local issuer)", Owner::gateway},
      {"upstream-resolve-failed", "Name or service not known", Owner::gateway},
      {"upstream-resolve-failed", "Temporary failure in name resolution", Owner::cluster},
  };
  for (const auto& each : cases) {
    const auto check = said(each.code, each.words);
    BOOST_TEST((check.owner == each.owner), each.words);
    BOOST_TEST(check.observed.find("It says: " + std::string(each.words)) != std::string::npos, check.observed);
  }
  const auto raw = said("upstream-timeout", R"(\u001b[31mred\u0007)").observed;
  BOOST_TEST(raw.find_first_of("\x1b\x07") == std::string::npos, raw);
}

BOOST_AUTO_TEST_CASE(who_mends_the_way_out) {
  BOOST_TEST((find(judge(with_token(), row_error("upstream-resolve-failed")).checks, "upstream.reachable").owner ==
              Owner::cluster));
  BOOST_TEST((find(judge(with_token(), row_error("upstream-tls-failed")).checks, "upstream.reachable").owner ==
              Owner::gateway));
  BOOST_TEST((find(judge(with_token(), answer(403, R"({"code": "upstream-not-allowed"})")).checks, "upstream.reachable")
                  .owner == Owner::caller));
}

BOOST_AUTO_TEST_CASE(without_a_token_nothing_is_claimed) {
  const auto out = judge(context(), answer(401, R"({"code": "token-missing"})"));
  BOOST_TEST((find(out.checks, "upstream.reachable").reason == SkipReason::not_asked));
  BOOST_TEST((find(out.checks, "token.accepted").reason == SkipReason::not_asked));
  const auto own = judge(context(), fine);  // the gateway has a token of its own
  BOOST_TEST((find(own.checks, "upstream.reachable").status == CheckStatus::pass));
  BOOST_TEST((find(own.checks, "token.accepted").reason == SkipReason::not_asked));
}

BOOST_AUTO_TEST_CASE(what_the_gateway_refuses_for_other_reasons_is_no_finding) {
  for (auto other : {answer(429, R"({"code": "overloaded"})"), answer(503, R"({"code": "draining"})"), answer(500),
                     answer(200, "not json"), no_answer(Outcome::closed)}) {
    const auto out = judge(with_token(), std::move(other));
    BOOST_TEST((find(out.checks, "upstream.reachable").reason == SkipReason::no_data));
    BOOST_TEST((find(out.checks, "token.accepted").reason == SkipReason::no_data));
  }
}

BOOST_AUTO_TEST_CASE(a_call_that_does_not_come_back_is_cartos) {
  const auto out = judge(with_token(), no_answer(Outcome::timed_out));
  BOOST_TEST((statuses(out) == std::pair{CheckStatus::fail, CheckStatus::skip}));
}

BOOST_AUTO_TEST_CASE(a_token_that_stayed_at_home_says_why) {
  const auto distrusted = judge(with_token(), no_answer(Outcome::tls_failed), "tls.chain-trusted");
  BOOST_TEST(find(distrusted.checks, "token.accepted").blocked_by == "tls.chain-trusted");
  const auto unknown = judge(with_token(), no_answer(Outcome::tls_failed));
  BOOST_TEST((find(unknown.checks, "token.accepted").reason == SkipReason::no_data));
}

BOOST_AUTO_TEST_CASE(asking_carto_itself) {
  const auto egress = with_token(Profile::gateway_egress);
  BOOST_TEST((statuses(judge(egress, answer(200))) == std::pair{CheckStatus::pass, CheckStatus::pass}));
  BOOST_TEST((statuses(judge(egress, answer(401))) == std::pair{CheckStatus::pass, CheckStatus::fail}));
  BOOST_TEST(
      (statuses(judge(egress, answer(429, "Quota exceeded"))) == std::pair{CheckStatus::pass, CheckStatus::fail}));
  BOOST_TEST((statuses(judge(egress, answer(429))) == std::pair{CheckStatus::pass, CheckStatus::skip}));
  BOOST_TEST((statuses(judge(egress, answer(404))) == std::pair{CheckStatus::fail, CheckStatus::skip}));
  const auto none = judge(context(Profile::gateway_egress), answer(401));
  BOOST_TEST((statuses(none) == std::pair{CheckStatus::pass, CheckStatus::skip}));
}

BOOST_AUTO_TEST_CASE(cut_off) { BOOST_TEST(judge(with_token(), no_answer(Outcome::cut)).blocks == "deadline"); }

BOOST_AUTO_TEST_SUITE_END()
