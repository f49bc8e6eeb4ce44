#include "facts_of.hpp"

#include <boost/test/unit_test.hpp>

using namespace facts_of;

namespace {

diag::Judged judge(probe::HttpAnswer openapi, probe::HttpAnswer ready) {
  diag::ServiceFacts facts;
  facts.openapi.value = std::move(openapi);
  facts.ready.value = std::move(ready);
  return diag::judge_gateway(context(), facts);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_gateway)

BOOST_AUTO_TEST_CASE(a_gateway_that_is_ready) {
  const auto out = judge(answer(200, document), answer(200));
  BOOST_TEST((find(out.checks, "gateway.identity").status == CheckStatus::pass));
  BOOST_TEST(find(out.checks, "gateway.identity").observed == "atgateway 0.1.0");
  BOOST_TEST((find(out.checks, "gateway.ready").status == CheckStatus::pass));
  BOOST_TEST(out.blocks.empty());
}

BOOST_AUTO_TEST_CASE(a_gateway_that_asks_for_a_client_certificate_is_one) {
  const auto out = judge(answer(401, R"({"code": "client-certificate-required"})"), answer(200));
  BOOST_TEST((find(out.checks, "gateway.identity").status == CheckStatus::pass));
}

BOOST_AUTO_TEST_CASE(strangers_are_not_taken_for_one) {
  for (auto stranger : {answer(200, document, "nginx"), answer(404, "default backend - 404", ""),
                        answer(200, "<html>", "atgateway"), answer(401, R"({"code": "made-up"})", "atgateway")}) {
    const bool rewritten = stranger.headers.find("server") == "nginx";
    const auto out = judge(std::move(stranger), answer(200));
    const auto& check = find(out.checks, "gateway.identity");
    BOOST_TEST((check.status == (rewritten ? CheckStatus::warn : CheckStatus::fail)), check.observed);
    if (!rewritten) BOOST_TEST(find(out.checks, "gateway.ready").blocked_by == "gateway.identity");
  }
}

BOOST_AUTO_TEST_CASE(a_gateway_that_drains) {
  const auto out = judge(answer(200, document), answer(503));
  BOOST_TEST((find(out.checks, "gateway.ready").status == CheckStatus::fail));
  BOOST_TEST(out.blocks == "gateway.ready");
}

BOOST_AUTO_TEST_CASE(cut_off) {
  BOOST_TEST(judge(no_answer(probe::HttpAnswer::Outcome::cut), answer(200)).blocks == "deadline");
  BOOST_TEST(diag::judge_gateway(context(), {}).blocks == "deadline");
}

BOOST_AUTO_TEST_SUITE_END()
