#include <atgateway/classify.hpp>
#include <atgateway/error.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(classify)

namespace {

std::string problem(std::string_view slug) {
  return R"({"title":"t","status":400,"code":")" + std::string(slug) +
         R"(","detail":"d","hint":"h","request_id":"4c1f"})";
}

std::string wrapped(std::string_view document, int status) {
  return "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code " + std::to_string(status) +
         ", and error message 'HTTP request failed with status: " + std::string(document) + "' SQLSTATE: 57012";
}

/// Who answers and whose it is, by the error table alone.
AnsweredBy by_of(const ErrorRow& row) {
  const bool cartos = row.side == Side::upstream || row.slug == "upstream-unauthorized" ||
                      row.slug == "upstream-forbidden" || row.slug == "upstream-quota-exceeded" ||
                      row.slug == "upstream-rejected";
  return cartos ? AnsweredBy::upstream : AnsweredBy::gateway;
}
Owner owner_of(const ErrorRow& row) {
  if (row.side == Side::downstream) return Owner::caller;
  return row.side == Side::upstream ? Owner::upstream : Owner::gateway;
}

void check_code(const HttpRequestClass& answer, const ErrorRow& row, const std::string& text) {
  BOOST_TEST(answer.code == row.slug, text);
  BOOST_TEST((answer.answered_by == by_of(row)), text);
  BOOST_TEST((answer.owner == owner_of(row)), text);
  BOOST_TEST(answer.meaning.find(row.sentence) != std::string::npos, text);
  BOOST_TEST(answer.next_action.starts_with(row.hint), text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_code_is_recognised_wherever_it_can_stand) {
  for (const auto& row : error_table()) {
    if (row.scope == ErrorScope::library) continue;
    const std::string slug(row.slug);
    const std::string error = R"({"code":")" + slug + R"(","message":"m","request_id":"4c1f"})";
    for (const auto& text :
         {problem(slug), wrapped(problem(slug), 400), R"({"protocol":1,"error":)" + error + "}",
          R"({"protocol":1,"rows":1,"failed":1,"result":{"status":"error","error":)" + error + "}}",
          R"({"protocol":1,"rows":2,"failed":2,"results":[{"status":"error","error":)" + error + "}]}",
          R"({"error":)" + error + "}", R"({"errorMessage":")" + slug + R"(: m"})",
          R"({"success":false,"error_msg":")" + slug + R"(: m"})"}) {
      check_code(classify_http_request(200, text), row, text);
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_that_failed_are_counted) {
  const auto some = classify_http_request(200, R"({"protocol":1,"rows":3,"failed":1,"results":[{"status":"ok"},
      {"status":"error","error":{"code":"bad-argument"}},{"status":"ok"}]})");
  BOOST_TEST(some.meaning.starts_with("1 of 3 rows failed"));
  const auto all = classify_http_request(
      200, R"({"protocol":1,"rows":3,"failed":3,"all_failed":"upstream-unauthorized","results":[]})");
  BOOST_TEST(all.code == "upstream-unauthorized");
  BOOST_TEST((all.answered_by == AnsweredBy::upstream));
  BOOST_TEST(all.meaning.starts_with("Every row"));
  const auto silent =
      classify_http_request(200, R"({"protocol":1,"rows":1,"failed":1,"results":[{"status":"error"}]})");
  BOOST_TEST(silent.code == "gateway-rows-failed");
}

BOOST_AUTO_TEST_CASE(a_row_that_failed_its_request_names_its_cause) {
  const auto answer =
      classify_http_request(422, R"({"code":"row-failed","detail":"upstream-unauthorized: x","request_id":"4c1f"})");
  BOOST_TEST(answer.code == "row-failed");
  BOOST_TEST((answer.answered_by == AnsweredBy::upstream));
  BOOST_TEST(answer.meaning.find("`upstream-unauthorized`") != std::string::npos);
  BOOST_TEST(answer.next_action == describe(Errc::upstream_unauthorized).hint);
}

BOOST_AUTO_TEST_CASE(replies_of_ours_that_are_well) {
  const struct {
    const char* code;
    AnsweredBy by;
    const char* text;
  } cases[] = {
      {"gateway-ok", AnsweredBy::gateway, R"({"protocol":1,"rows":1,"failed":0,"result":{"status":"ok"}})"},
      {"gateway-sandbox", AnsweredBy::gateway, R"({"protocol":1,"rows":1,"failed":0,"sandbox":true,"result":{}})"},
      {"gateway-dry-run", AnsweredBy::gateway, R"({"protocol":1,"dry_run":true,"rows":1,"failed":0,"calls":[]})"},
      {"gateway-whoami-private-link", AnsweredBy::gateway, R"({"gateway":"atgateway","arrived_by":"private-link"})"},
      {"gateway-whoami-in-vnet", AnsweredBy::gateway, R"({"gateway":"atgateway","arrived_by":"in-vnet"})"},
      {"gateway-whoami", AnsweredBy::gateway, R"({"gateway":"atgateway","arrived_by":"unknown"})"},
      {"gateway-page", AnsweredBy::gateway, R"({"protocols":["1"],"services":[]})"},
      {"gateway-forwarded", AnsweredBy::gateway, R"({"status":200,"value":{},"request_id":"4c1f"})"},
      {"carto-forwarded-error", AnsweredBy::upstream, R"({"status":404,"text":"no","request_id":"4c1f"})"},
      {"carto-direct", AnsweredBy::upstream, R"({"error":"Token not defined","status":401})"},
      {"gateway-health", AnsweredBy::gateway, ""},
  };
  for (const auto& each : cases) {
    const auto answer = classify_http_request(200, each.text);
    BOOST_TEST(answer.code == each.code, each.text);
    BOOST_TEST((answer.answered_by == each.by), each.text);
  }
}

BOOST_AUTO_TEST_CASE(the_sandbox_is_never_passed_over) {
  const auto failed = classify_http_request(
      200, R"({"protocol":1,"rows":1,"failed":1,"sandbox":true,"result":{"error":{"code":"upstream-error"}}})");
  BOOST_TEST(failed.code == "upstream-error");
  BOOST_TEST(failed.meaning.find("sandbox") != std::string::npos);
  BOOST_TEST(classify_http_request(200, R"({"protocol":1,"rows":1,"failed":0})").meaning.find("sandbox") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_report_speaks_by_its_verdict) {
  const std::string head = R"({"schema_version":1,"tool":"atgateway 0.1.0","verdict":{"status":)";
  const auto failed = classify_http_request(
      200,
      head +
          R"("fail","layer":"upstream","owner":"upstream"},"checks":[{"id":"upstream.reachable","status":"fail"}]})");
  BOOST_TEST(failed.code == "gateway-report");
  BOOST_TEST((failed.owner == Owner::upstream));
  BOOST_TEST(failed.meaning.find("fail at layer upstream") != std::string::npos);
  BOOST_TEST(failed.meaning.find(find_check("upstream.reachable")->title) != std::string::npos);
  BOOST_TEST(failed.next_action == find_check("upstream.reachable")->fix);
  const auto passed = classify_http_request(200, head + R"("pass"},"checks":[]})");
  BOOST_TEST(passed.next_action.empty());
  const auto odd = classify_http_request(200, head + R"("splendid"},"checks":[]})");
  BOOST_TEST(odd.meaning.find("splendid") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_call_that_was_repeated_says_so) {
  const auto answer = classify_http_request(
      0, "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] … after retrying 10 times; the last failed HTTP error code was 429: " +
             problem("overloaded"));
  BOOST_TEST(answer.code == "overloaded");
  BOOST_TEST(answer.meaning.find("ten times") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_of_the_text_comes_back) {
  const std::string secret = "s3cr3t-t0ken";
  for (const auto& text :
       {problem(secret), wrapped("{\"error_code\":\"" + secret + "\"}", 403), "[" + secret + "]", "<html>" + secret,
        R"({"protocol":1,"rows":1,"failed":1,"all_failed":")" + secret + R"(","results":[{"error":{"code":")" + secret +
            "\"}}]}",
        R"({"schema_version":1,"tool":"atgateway )" + secret + R"(","verdict":{"status":"fail","layer":")" + secret +
            R"(","headline":")" + secret + R"("},"checks":[{"id":")" + secret + R"(","status":"fail"}]})",
        R"({"gateway":"atgateway","arrived_by":")" + secret + "\"}"}) {
    for (const int status : {0, 200, 403, 503}) {
      const auto answer = classify_http_request(status, text);
      BOOST_TEST((answer.code + answer.meaning + answer.next_action).find(secret) == std::string::npos, text);
    }
  }
}

BOOST_AUTO_TEST_CASE(who_answered_has_a_word) {
  BOOST_TEST(to_text(AnsweredBy::platform) == "platform");
  BOOST_TEST(to_text(AnsweredBy::gateway) == "gateway");
  BOOST_TEST(to_text(AnsweredBy::upstream) == "upstream");
  BOOST_TEST(to_text(AnsweredBy::unknown) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
