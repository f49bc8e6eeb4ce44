#include "upstream/request_head.hpp"

#include "upstream/endpoint.hpp"

#include <atgateway/version.hpp>

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::upstream;

namespace {
Endpoint endpoint(std::string base_url) {
  UpstreamConfig config;
  config.base_url = std::move(base_url);
  config.allow_plaintext = true;
  return *make_endpoint(config);
}
flow::UpstreamCall call(std::string_view method, std::string path, std::string query = {}) {
  flow::UpstreamCall out;
  out.method = method;
  out.path = std::move(path);
  out.query = std::move(query);
  return out;
}
SendOptions with_token(std::string_view token) {
  SendOptions options;
  options.token = std::make_shared<const Secret>(token);
  return options;
}
std::string_view slug(const Result<void>& result) { return result.ok() ? "ok" : result.error().slug(); }
}  // namespace

BOOST_AUTO_TEST_SUITE(request_head)

BOOST_AUTO_TEST_CASE(host_has_the_port_only_when_it_is_not_the_usual_one) {
  BOOST_TEST(host_field(endpoint("https://carto.example.com")) == "carto.example.com");
  BOOST_TEST(host_field(endpoint("https://carto.example.com:8443")) == "carto.example.com:8443");
  BOOST_TEST(host_field(endpoint("https://carto.example.com:80")) == "carto.example.com:80");
  BOOST_TEST(host_field(endpoint("http://carto.example.com:80")) == "carto.example.com");
  BOOST_TEST(host_field(endpoint("https://[2001:db8::1]")) == "[2001:db8::1]");
  BOOST_TEST(host_field(endpoint("https://[2001:db8::1]:1")) == "[2001:db8::1]:1");
}

BOOST_AUTO_TEST_CASE(the_target_has_prefix_path_and_query) {
  const auto target = [](const Endpoint& to, const flow::UpstreamCall& one) {
    std::string out;
    append_target(out, to, one);
    return out;
  };
  const auto plain = endpoint("https://carto.example.com/");
  const auto prefixed = endpoint("https://carto.example.com/api/");
  BOOST_TEST(target(plain, call("GET", "/v3/lds/stats")) == "/v3/lds/stats");
  BOOST_TEST(target(prefixed, call("GET", "/v3/lds/stats")) == "/api/v3/lds/stats");
  BOOST_TEST(target(prefixed, call("GET", "/v3", "a=b&c=%20")) == "/api/v3?a=b&c=%20");
}

BOOST_AUTO_TEST_CASE(the_fields_are_lines) {
  auto options = with_token("abc");
  options.request_id = "id-1";
  options.traceparent = "00-x-y-01";
  std::string out;
  append_fields(out, call("POST", "/"), options, "\n");
  BOOST_TEST(out ==
             "Authorization: Bearer abc\nContent-Type: application/json\nAccept: application/json\n"
             "User-Agent: atgateway/" ATGATEWAY_VERSION
             "\nVia: 1.1 atgateway\ntraceparent: 00-x-y-01\n"
             "x-request-id: id-1\n");
  out.clear();
  append_fields(out, call("GET", "/"), SendOptions(), "\n");
  BOOST_TEST(out == "Accept: application/json\nUser-Agent: atgateway/" ATGATEWAY_VERSION "\nVia: 1.1 atgateway\n");
}

BOOST_AUTO_TEST_CASE(no_outgrown_buffer_keeps_the_token) {
  const std::string token(8192, 't');
  auto options = with_token(token);
  options.traceparent = std::string(55, 'x');
  options.request_id = std::string(64, 'x');
  std::string out;
  append_fields(out, call("POST", "/"), options, "\r\n");
  const std::string once = out;
  std::string sized;
  sized.reserve(token.size() + 55 + 64 + 256);
  const char* const buffer = sized.data();
  append_fields(sized, call("POST", "/"), options, "\r\n");
  BOOST_TEST((sized.data() == buffer));  // the room that append_fields asks for is enough
  BOOST_TEST((sized == once));
}

BOOST_AUTO_TEST_CASE(tokens_are_b64tokens) {
  const auto get = call("GET", "/");
  for (const std::string& good :
       {std::string("a"), std::string("AZaz09-._~+/"), std::string("a="), std::string("a=="), std::string(8192, 'x')}) {
    BOOST_TEST(slug(check_call(get, with_token(good))) == "ok");
  }
  for (const std::string& bad :
       {std::string("="), std::string("a=b"), std::string("a b"), std::string(" a"), std::string("a\n"),
        std::string("a\r\nX: y"), std::string("a\0", 2), std::string("\xc3\xa9"), std::string("a,b"),
        std::string("\"a\""), std::string(8193, 'x'), std::string("a\x7f")}) {
    BOOST_TEST(slug(check_call(get, with_token(bad))) == "token-malformed");
  }
  BOOST_TEST(slug(check_call(get, SendOptions())) == "ok");
  BOOST_TEST(slug(check_call(get, with_token(""))) == "ok");
}

BOOST_AUTO_TEST_CASE(calls_stay_in_their_place) {
  const SendOptions none;
  BOOST_TEST(slug(check_call(call("POST", "/a/b", "c=%0A&d"), none)) == "ok");
  for (const auto& bad : {call("PUT", "/"), call("get", "/"), call("", "/"), call("GET", ""), call("GET", "a"),
                          call("GET", "/a b"), call("GET", "/a\r\n"), call("GET", "/a?b"), call("GET", "/a#b"),
                          call("GET", "/a\\b"), call("GET", "/\xc3\xa9"), call("GET", "/", "a b"),
                          call("GET", "/", "a#b"), call("GET", "/", "a\nb"), call("GET", "/", std::string("\0", 1))}) {
    BOOST_TEST(slug(check_call(bad, none)) == "internal");
  }
  SendOptions options;
  options.request_id = "a\nb";
  BOOST_TEST(slug(check_call(call("GET", "/"), options)) == "internal");
  options = {};
  options.traceparent = "a b";
  BOOST_TEST(slug(check_call(call("GET", "/"), options)) == "internal");
}

BOOST_AUTO_TEST_SUITE_END()
