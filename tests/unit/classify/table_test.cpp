#include "classify/table.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(table)

namespace {

bool is_kebab(std::string_view code) {
  return !code.empty() && code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos &&
         code.front() != '-' && code.back() != '-';
}

/// Texts for each row, as they may come back. Rows that the gateway's own replies mean are in classify_test.cpp.
struct Sample {
  const char* code;
  int status;
  const char* text;
};
constexpr Sample samples[] = {
    {"gateway-health", 200, ""},
    {"platform-use-connection-missing", 403,
     R"([REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 403, and error message 'HTTP request )"
     R"(failed with status: {"error_code":"PERMISSION_DENIED","message":"Failed request to https://example.com:443/. Error: )"
     R"(User is missing USE CONNECTION on some_conn"}' SQLSTATE: 57012)"},
    {"platform-use-connection-missing", 403,
     R"({"error_code":"PERMISSION_DENIED","message":"User is missing USE CONNECTION on some_conn"})"},
    {"platform-credential-not-sent", 401,
     "Credential was not sent or was of an unsupported type for this API. [ReqId: 1a2b]"},
    {"platform-invalid-path", 0, "[INVALID_HTTP_REQUEST_PATH] The path is invalid: path traversal is not allowed"},
    {"platform-wrong-tenant", 401,
     "io.jsonwebtoken.IncorrectClaimException: Expected iss claim to be: https://sts.windows.net/0/, but was: x"},
    {"platform-rate-limited", 429, R"({"error_code":"REQUEST_LIMIT_EXCEEDED","message":"x"})"},
    {"query-in-path", 404, "Not Found: /v1/rows/geocode%3Fdry_run=1"},
    {"proxy-plain-http", 400,
     "<html><center>The plain HTTP request was sent to HTTPS port</center><center>nginx</center>"},
    {"proxy-ingress-default-backend", 404, "default backend - 404"},
    {"proxy-application-gateway", 502,
     "<html><center><h1>502 Bad "
     "Gateway</h1></center><hr><center>Microsoft-Azure-Application-Gateway/v2</center></html>"},
    {"proxy-front-door", 503, "<!DOCTYPE html><h2>Our services aren't available right now</h2>"},
    {"proxy-haproxy", 503,
     "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>"},
    {"proxy-envoy", 503, "upstream connect error or disconnect/reset before headers. reset reason: connection timeout"},
    {"proxy-nginx", 502,
     "<html><head><title>502 Bad Gateway</title></head><body><center>nginx/1.25.3</center></body></html>"},
    {"proxy-go-not-found", 404, "404 page not found\n"},
    {"proxy-sign-in", 200, "<!doctype html><title>Databricks - Sign In</title>"},
    {"proxy-html", 404, "<HTML><BODY>gone</BODY></HTML>"},
    {"platform-redirect", 302,
     "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 302, and …"},
    {"redirect", 301, "Moved"},
    {"platform-gave-up-429", 429,
     "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] The remote request failed after retrying 10 times; the last failed HTTP "
     "error "
     "code was 429"},
    {"platform-gave-up-503", 0,
     "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] The remote request failed after retrying 10 times; the last failed HTTP "
     "error "
     "code was 503"},
    {"platform-gave-up", 502, "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] … the last failed HTTP error code was 502"},
    {"platform-gave-up", 0, "[REMOTE_FUNCTION_HTTP_RETRY_TIMEOUT] and nothing else"},
    {"platform-egress-policy", 0, "Access to host is denied by the serverless network policy"},
    {"platform-dns", 0, "java.net.UnknownHostException: carto-atg.example.com: Name or service not known"},
    {"platform-dns", 400,
     R"([REMOTE_FUNCTION_HTTP_FAILED_ERROR] The remote HTTP request failed with code 400, and error message '{"error_code":)"
     R"("BAD_REQUEST","message":"Failed request to https://h:443/. Error: UnknownHostException"}')"},
    {"platform-certificate-name", 0, "javax.net.ssl.SSLPeerUnverifiedException: Certificate for <h> doesn't match"},
    {"platform-certificate-name", 0, "No subject alternative DNS name matching h found."},
    {"platform-certificate", 0, "javax.net.ssl.SSLHandshakeException: PKIX path building failed"},
    {"platform-tls", 0, "javax.net.ssl.SSLHandshakeException: Received fatal alert: unrecognized_name"},
    {"platform-connect-timeout", 0, "java.net.SocketTimeoutException: connect timed out"},
    {"platform-connect-refused", 0, "java.net.ConnectException: Connection refused"},
    {"platform-reset", 0, "java.net.SocketException: Connection reset"},
    {"platform-timeout", 0, "java.net.SocketTimeoutException: Read timed out"},
    {"platform-connection-base-path", 0, "CREATE CONNECTION failed: base_path must not be empty"},
    {"platform-connection-host", 0, "CREATE CONNECTION failed: 'carto' is not a valid URL"},
    {"platform-model-serving", 0, "HTTP connections need Model Serving, which is not available in this region"},
    {"platform-alter-connection", 0, "ALTER CONNECTION failed: host is missing"},
    {"platform-connection-options", 0, "[CONNECTION_OPTION_NOT_SUPPORTED] x"},
    {"platform-connection-options", 0, "The option bearer_token is missing"},
    {"platform-create-connection-denied", 0, "User does not have the CREATE CONNECTION privilege on the metastore"},
    {"platform-connection-not-found", 0, "[CONNECTION_NOT_FOUND] x"},
    {"platform-connection-not-found", 0, "Connection 'atgateway' does not exist."},
    {"platform-no-http-request", 0, "[UNRESOLVED_ROUTINE] Cannot resolve routine `http_request` on search path x"},
    {"platform-not-serverless", 0, "This is only supported on serverless compute"},
    {"platform-permission-denied", 0, "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: x"},
    {"platform-failed-unauthorized", 401,
     "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] … failed with code 401, and error message ''"},
    {"platform-failed-not-found", 404,
     "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] … failed with code 404, and error message ''"},
    {"platform-failed", 400, "[REMOTE_FUNCTION_HTTP_FAILED_ERROR] … failed with code 400, and error message ''"},
    {"platform-null", 0, ""},
    {"platform-statement-failed", 0, "[DIVIDE_BY_ZERO] Division by zero."},
    {"unknown-unauthorized", 401, "no"},
    {"unknown-not-found", 404, "no"},
    {"unknown-server-error", 503, ""},
    {"unknown", 200, "hello"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(codes_are_unique_and_every_row_has_its_texts) {
  std::set<std::string_view> codes;
  for (const auto& row : http_request_meanings()) {
    BOOST_TEST(is_kebab(row.code), row.code);
    BOOST_TEST(codes.insert(row.code).second, row.code);
    for (const auto text : {row.example, row.meaning, row.source}) BOOST_TEST(!text.empty(), row.code);
    BOOST_TEST(row.meaning.back() == '.', row.code);
    BOOST_TEST(!errc_from_slug(row.code).has_value(), row.code);
  }
  BOOST_TEST(http_request_meanings().back().code == "unknown");
}

BOOST_AUTO_TEST_CASE(only_what_is_well_needs_no_action) {
  const std::set<std::string_view> well{"gateway-whoami-private-link", "gateway-ok", "gateway-forwarded",
                                        "gateway-page"};
  for (const auto& row : http_request_meanings())
    BOOST_TEST(row.next_action.empty() == well.contains(row.code), row.code);
}

BOOST_AUTO_TEST_CASE(each_text_has_its_meaning) {
  for (const auto& sample : samples) {
    const auto& row = classify::meaning_of(classify::see(sample.status, sample.text));
    BOOST_TEST(row.code == sample.code, sample.text << " is " << row.code << ", not " << sample.code);
  }
}

BOOST_AUTO_TEST_CASE(every_row_that_is_not_a_reply_of_ours_has_a_sample) {
  std::set<std::string_view> sampled;
  for (const auto& sample : samples) sampled.insert(sample.code);
  for (const auto& row : http_request_meanings()) {
    if (row.by == AnsweredBy::platform || row.by == AnsweredBy::unknown)
      BOOST_TEST(sampled.contains(row.code), row.code);
  }
}

BOOST_AUTO_TEST_CASE(words_of_databricks_are_not_looked_for_in_answers_of_others) {
  const struct {
    int status;
    const char* text;
  } others[] = {{200, R"({"note": "the certificate has expired, PKIX, timed out, connection refused"})"},
                {200, "UnknownHost"},
                {400, "base_path must not be empty"}};
  for (const auto& each : others) {
    BOOST_TEST(classify::meaning_of(classify::see(each.status, each.text)).code == "unknown", each.text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
