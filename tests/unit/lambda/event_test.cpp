#include <atgateway/lambda.hpp>

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using Kind = LambdaCall::Kind;

namespace {

LambdaCall read(std::string event) {
  auto call = read_lambda_event(std::move(event));
  BOOST_REQUIRE(call.ok());
  return std::move(*call);
}

std::string header(const LambdaCall& call, std::string_view name) {
  return std::string(call.request.headers.find(name).value_or("(none)"));
}

std::string v2(const std::string& members) {
  return R"({"version": "2.0", "requestContext": {"stage": "$default", "http": {"method": "GET"}}, )" + members + "}";
}

std::string v1(const std::string& members) {
  return R"({"httpMethod": "GET", "requestContext": {"stage": "prod"}, )" + members + "}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event)

BOOST_AUTO_TEST_CASE(redshift_is_the_body_of_the_one_endpoint) {
  const std::string event = R"({"request_id": "r-1", "external_function": "public.carto_geocode", "num_records": 1,
    "arguments": [[null, "token", "Calle \u00c1lvarez", 12345678901234567890.10]]})";
  const auto call = read(" " + event + "\n");
  BOOST_TEST((call.kind == Kind::redshift));
  BOOST_TEST(call.request.method == "POST");
  BOOST_TEST(call.request.target == "/at-gateway");
  BOOST_TEST(header(call, "content-type") == "application/json");
  BOOST_TEST(call.request.body == event);  // byte for byte: numbers keep their digits
}

BOOST_AUTO_TEST_CASE(an_http_api_event) {
  const auto call = read(R"({"version": "2.0", "routeKey": "$default", "rawPath": "/v1/rows/geocode",
    "rawQueryString": "dry_run=1&a=%20b", "headers": {"content-type": "application/json", "accept": "a,b"},
    "requestContext": {"stage": "$default", "http": {"method": "POST", "path": "/x", "sourceIp": "198.51.100.7"}},
    "body": "{\"row\": [\"Madrid\"]}", "isBase64Encoded": false})");
  BOOST_TEST((call.kind == Kind::http_v2));
  BOOST_TEST(call.request.method == "POST");
  BOOST_TEST(call.request.target == "/v1/rows/geocode?dry_run=1&a=%20b");
  BOOST_TEST(header(call, "Content-Type") == "application/json");
  BOOST_TEST(header(call, "accept") == "a,b");
  BOOST_TEST(call.request.body == R"({"row": ["Madrid"]})");
  BOOST_TEST(call.request.arrival.peer == "198.51.100.7");
}

BOOST_AUTO_TEST_CASE(the_stage_is_not_part_of_the_path) {
  const auto target = [](const std::string& stage, const std::string& path) {
    return read(R"({"version": "2.0", "requestContext": {"stage": ")" + stage +
                R"(", "http": {"method": "GET"}}, "rawPath": ")" + path + "\"}")
        .request.target;
  };
  BOOST_TEST(target("prod", "/prod/v1/whoami") == "/v1/whoami");
  BOOST_TEST(target("prod", "/prod") == "/");
  BOOST_TEST(target("prod", "/production/x") == "/production/x");
  BOOST_TEST(target("prod", "/v1/prod/x") == "/v1/prod/x");
  BOOST_TEST(target("$default", "/v1/whoami") == "/v1/whoami");
}

BOOST_AUTO_TEST_CASE(a_rest_proxy_event) {
  const auto call = read(R"({"resource": "/{proxy+}", "path": "/v1/rows/geocode", "httpMethod": "POST",
    "headers": {"Content-Type": "application/json", "X-Twice": "b"},
    "multiValueHeaders": {"Content-Type": ["application/json"], "X-Twice": ["a", "b"]},
    "queryStringParameters": {"dry_run": "1"}, "multiValueQueryStringParameters": {"dry_run": ["1"], "a b": ["c&d=", "#"]},
    "requestContext": {"stage": "prod", "path": "/prod/v1", "identity": {"sourceIp": "198.51.100.8"}},
    "body": "eyJyb3ciOltdfQ==", "isBase64Encoded": true})");
  BOOST_TEST((call.kind == Kind::proxy_v1));
  BOOST_TEST(call.request.target == "/v1/rows/geocode?dry_run=1&a%20b=c%26d%3D&a%20b=%23");
  BOOST_TEST(call.request.headers.count("x-twice") == 2);
  BOOST_TEST(call.request.headers.count("content-type") == 1);
  BOOST_TEST(call.request.body == R"({"row":[]})");
  BOOST_TEST(call.request.arrival.peer == "198.51.100.8");
}

BOOST_AUTO_TEST_CASE(absent_parts_are_null_in_version_1) {
  const auto call = read(v1(R"("path": "/", "headers": null, "multiValueHeaders": null, "body": null,
    "queryStringParameters": null, "multiValueQueryStringParameters": null, "isBase64Encoded": false)"));
  BOOST_TEST(call.request.target == "/");
  BOOST_TEST(call.request.headers.empty());
  BOOST_TEST(call.request.body.empty());
  const auto single = read(v1(R"("path": "/", "headers": {"a": "b"}, "queryStringParameters": {"q": "1"})"));
  BOOST_TEST(single.request.target == "/?q=1");
  BOOST_TEST(header(single, "A") == "b");
}

BOOST_AUTO_TEST_CASE(a_target_has_no_spaces_controls_or_fragments) {
  BOOST_TEST(read(v2(R"("rawPath": "/a b\r\n\u00e9?#")")).request.target == "/a%20b%0D%0A%C3%A9%3F%23");
  BOOST_TEST(read(v1(R"("path": "/a?b")")).request.target == "/a%3Fb");
}

BOOST_AUTO_TEST_CASE(what_belongs_to_the_connection_is_left_out) {
  const auto call = read(v2(R"("rawPath": "/", "headers": {"host": "h", "content-length": "9", "Connection": "close",
    "transfer-encoding": "chunked", "expect": "100-continue", "accept-encoding": "gzip", "x-request-id": "abc"})"));
  BOOST_TEST(call.request.headers.size() == 2);
  BOOST_TEST(header(call, "host") == "h");
  BOOST_TEST(header(call, "x-request-id") == "abc");
}

BOOST_AUTO_TEST_CASE(other_events_are_refused) {
  for (const std::string& event :
       {std::string("[]"), std::string("3"), std::string("{}"), std::string(R"({"arguments": []})"),
        std::string(R"({"external_function": "f"})"), std::string(R"({"Records": [{"eventSource": "aws:s3"}]})"),
        std::string(R"({"version": "2.0", "rawPath": "/"})"), std::string(R"({"httpMethod": "GET", "path": "/"})"),
        v1(R"("path": "no-slash")"), v2(R"("path": "/")"), v2(R"("rawPath": "/", "headers": {"a b": "c"})"),
        v2(R"("rawPath": "/", "headers": {"a": "b\r\nc: d"})"), v2(R"("rawPath": "/", "headers": {"a": 3})"),
        v2(R"("rawPath": "/", "body": "!", "isBase64Encoded": true)"),
        std::string(R"({"httpMethod": "GET\r\n", "path": "/", "requestContext": {}})"),
        std::string(R"({"httpMethod": 3, "path": "/", "requestContext": {}})")}) {
    const auto call = read_lambda_event(event);
    BOOST_TEST((!call.ok() && call.error().code() == Errc::bad_request), event);
  }
  BOOST_TEST((read_lambda_event("{\"a\": ").error().code() == Errc::bad_json));
  BOOST_TEST((read_lambda_event("").error().code() == Errc::bad_json));
}

BOOST_AUTO_TEST_SUITE_END()
