#include "service/refusal.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using flow::Billed;
using flow::Sent;

BOOST_AUTO_TEST_SUITE(refusal)

BOOST_AUTO_TEST_CASE(statuses_of_a_metered_call) {
  struct Case {
    int status;
    std::string_view body, slug;
    Billed billed;
    bool ends;
  };
  const Case cases[] = {
      {401, R"({"error":"Token not defined","status":401})", "upstream-unauthorized", Billed::no, true},
      {403, "", "upstream-forbidden", Billed::no, true},
      {429, R"({"error":"Monthly QUOTA exceeded"})", "upstream-quota-exceeded", Billed::no, true},
      {429, R"({"error":"LDS_Quota_Exceeded"})", "upstream-quota-exceeded", Billed::no, true},
      {429, R"({"error":"Too many requests"})", "upstream-rate-limited", Billed::no, false},
      {429, "", "upstream-rate-limited", Billed::no, false},
      {400, "Unsupported provider", "upstream-rejected", Billed::no, false},
      {402, "quota", "upstream-rejected", Billed::no, false},
      {404, "", "upstream-rejected", Billed::no, false},
      {499, "", "upstream-rejected", Billed::no, false},
      {500, "quota", "upstream-error", Billed::unknown, false},
      {503, "", "upstream-error", Billed::unknown, false},
      {599, "", "upstream-error", Billed::unknown, false},
      {301, "", "upstream-bad-reply", Billed::unknown, false},
      {101, "", "upstream-bad-reply", Billed::unknown, false},
      {600, "", "upstream-bad-reply", Billed::unknown, false},
  };
  for (const auto& each : cases) {
    BOOST_TEST_CONTEXT(each.status << " " << each.body) {
      const auto refusal = service::judge_status(each.status, each.body, true);
      BOOST_REQUIRE(refusal);
      BOOST_TEST(refusal->failure.error.slug() == each.slug);
      BOOST_TEST((refusal->failure.billed == each.billed));
      BOOST_TEST(refusal->failure.upstream_status == each.status);
      BOOST_TEST(refusal->ends_request == each.ends);
      const auto free = service::judge_status(each.status, each.body, false);
      BOOST_TEST(free->failure.error.slug() == each.slug);
      BOOST_TEST((free->failure.billed == Billed::no));
    }
  }
  BOOST_TEST(!service::judge_status(200, "quota", true));
  BOOST_TEST(!service::judge_status(204, "", true));
}

BOOST_AUTO_TEST_CASE(the_upstreams_words_are_not_repeated) {
  const auto refusal = service::judge_status(400, R"({"error":"bad address SECRET"})", true);
  BOOST_TEST(refusal->failure.error.detail() == "CARTO answered HTTP 400.");
}

BOOST_AUTO_TEST_CASE(a_call_without_an_answer) {
  struct Case {
    Errc code;
    Sent sent;
    bool metered;
    std::string_view slug;
    Billed billed;
  };
  const Case cases[] = {
      {Errc::upstream_connect_refused, Sent::no, true, "upstream-connect-refused", Billed::no},
      {Errc::upstream_timeout, Sent::maybe, true, "upstream-outcome-unknown", Billed::unknown},
      {Errc::upstream_outcome_unknown, Sent::maybe, true, "upstream-outcome-unknown", Billed::unknown},
      {Errc::upstream_reply_too_large, Sent::yes, true, "upstream-reply-too-large", Billed::yes},
      {Errc::upstream_bad_reply, Sent::yes, true, "upstream-bad-reply", Billed::yes},
      {Errc::upstream_timeout, Sent::maybe, false, "upstream-timeout", Billed::no},
      {Errc::upstream_reply_too_large, Sent::yes, false, "upstream-reply-too-large", Billed::no},
      {Errc::upstream_tls_failed, Sent::no, false, "upstream-tls-failed", Billed::no},
  };
  for (const auto& each : cases) {
    BOOST_TEST_CONTEXT(describe(each.code).slug << " metered " << each.metered) {
      const auto failure = service::judge_failure(Error(each.code, "seen"), each.sent, each.metered);
      BOOST_TEST(failure.error.slug() == each.slug);
      BOOST_TEST((failure.billed == each.billed));
      BOOST_TEST(failure.upstream_status == 0);
    }
  }
  BOOST_TEST(
      service::judge_failure(Errc::upstream_timeout, Sent::maybe, true).error.detail().find("upstream-timeout") !=
      std::string_view::npos);
}

BOOST_AUTO_TEST_SUITE_END()
