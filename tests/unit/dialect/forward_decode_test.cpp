#include "support.hpp"

using namespace dialect_tests;

namespace {

const dialect::Dialect& forward() { return dialect::forward_dialect(); }

constexpr ServiceInfo service{"forward", "", {}, "", "", "", true, false, 1};

flow::Forward read(const std::string& body) { return *decoded(forward(), {.body = body, .service = &service}).forward; }

}  // namespace

BOOST_AUTO_TEST_SUITE(forward_decode)

BOOST_AUTO_TEST_CASE(every_field_is_read) {
  const auto batch = decoded(forward(), {.body = R"({"api_base_url":"https://a.example","api_access_token":"tok",
    "method":"POST","path":"/v3/sql/c-1._~/query","query":{"q":"a b&c","n":1.50,"ok":true,"no":null,"l":["x",2,false,null]},
    "body":{"a": [1.10]}})",
                                         .service = &service});
  BOOST_TEST(batch.rows.size() == 1u);
  BOOST_TEST(batch.rows.front().arguments.has_value());
  BOOST_TEST(batch.single);
  BOOST_TEST(*batch.credentials.front().api_base_url == "https://a.example");
  BOOST_TEST(batch.credentials.front().token->equals("tok"));
  BOOST_TEST(batch.forward->method == "POST");
  BOOST_TEST(batch.forward->path == "/v3/sql/c-1._~/query");
  BOOST_TEST(batch.forward->query == "q=a%20b%26c&n=1.50&ok=true&l=x&l=2&l=false");
  BOOST_TEST(batch.forward->body == R"({"a": [1.10]})");
}

BOOST_AUTO_TEST_CASE(what_is_left_out_is_empty) {
  const auto get = read(R"({"method":"GET","path":"/v3","query":null,"body":null,"api_access_token":""})");
  BOOST_TEST(get.query.empty());
  BOOST_TEST(get.body.empty());
  BOOST_TEST(read(R"({"method":"GET","path":"/v3","query":{"a b":"ñ","e":""}})").query == "a%20b=%C3%B1&e=");
  BOOST_TEST(read(R"({"method":"POST","path":"/v3","body":"text"})").body == "\"text\"");
}

BOOST_AUTO_TEST_CASE(paths_that_two_readers_could_read_differently_are_refused) {
  for (const char* path :
       {"",     "/",    "v3",   "//",      "/v3/", "/v3//a", "/.",        "/..",  "/v3/../a", "/v3/.", "/a%2e",
        "/a;b", "/a?b", "/a#b", "/a\\\\b", "/a b", "/ñ",     "/a\\u0000", "/a:b", "/a@b",     "/a+b",  "http://x/y"}) {
    check_refused(forward(), {.body = R"({"method":"GET","path":")" + std::string(path) + "\"}", .service = &service},
                  "path-not-allowed", "/path");
  }
  for (const char* path : {"/v3", "/v3/lds/...", "/.well-known", "/a.b/..c", "/~x/_y-z"})
    BOOST_TEST(read(R"({"method":"GET","path":")" + std::string(path) + "\"}").path == path);
}

BOOST_AUTO_TEST_CASE(a_dry_run_is_refused_not_carried_out) {
  for (const char* query : {"dry_run=1", "dry_run", "a=b"}) {
    check_refused(forward(), {.body = R"({"method":"GET","path":"/v3"})", .service = &service, .query = query},
                  "bad-field", "");
  }
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_envelope) {
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {R"([])", "bad-field", ""},
      {R"({"path":"/v3"})", "bad-field", "/method"},
      {R"({"method":1,"path":"/v3"})", "bad-field", "/method"},
      {R"({"method":"DELETE","path":"/v3"})", "path-not-allowed", "/method"},
      {R"({"method":"get","path":"/v3"})", "path-not-allowed", "/method"},
      {R"({"method":"GET"})", "bad-field", "/path"},
      {R"({"method":"GET","path":["/v3"]})", "bad-field", "/path"},
      {R"({"method":"GET","path":"/v3","query":"a=b"})", "bad-field", "/query"},
      {R"({"method":"GET","path":"/v3","query":{"a":{}}})", "bad-field", "/query/a"},
      {R"({"method":"GET","path":"/v3","query":{"a":[[]]}})", "bad-field", "/query/a"},
      {R"({"method":"GET","path":"/v3","query":{"Jane Doe":{}}})", "bad-field", "/query"},
      {R"({"method":"GET","path":"/v3","body":{}})", "bad-field", "/body"},
      {R"({"method":"GET","path":"/v3","row":{}})", "unknown-field", "/row"},
      {R"({"method":"GET","path":"/v3","path":"/v4"})", "duplicate-field", "/path"},
      {R"({"method":"GET","path":"/v3","api_base_url":7})", "bad-field", "/api_base_url"},
      {R"({"method":"GET","path":"/v3","api_access_token":7})", "bad-field", "/api_access_token"},
      {R"({"method":"GET","path":"/v3","api_access_token":"a b"})", "token-malformed", "/api_access_token"},
  };
  for (const auto& [body, slug, field] : cases)
    check_refused(forward(), {.body = body, .service = &service}, slug, field);
  LimitsConfig none;
  none.max_metered_rows = 0;
  check_refused(forward(), {.body = R"({"method":"GET","path":"/v3"})", .service = &service, .limits = none},
                "too-many-metered-rows", "");
}

BOOST_AUTO_TEST_CASE(path_and_query_have_a_length) {
  const auto body = [](std::size_t size) {
    return R"({"method":"GET","path":"/v3","query":{"a":")" + std::string(size, 'x') + "\"}}";
  };
  BOOST_TEST(read(body(7675)).query.size() == 7677u);
  check_refused(forward(), {.body = body(7676), .service = &service}, "bad-field", "/query");
  check_refused(forward(),
                {.body = R"({"method":"GET","path":"/)" + std::string(7680, 'x') + "\"}", .service = &service},
                "path-not-allowed", "/path");
}

BOOST_AUTO_TEST_SUITE_END()
