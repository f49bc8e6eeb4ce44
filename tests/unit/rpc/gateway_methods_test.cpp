#include "base/base64.hpp"
#include "support/raw_server.hpp"
#include "unit/rpc/asking.hpp"

using asking::Answer;
using asking::Asking;
using namespace atgateway;
using namespace atgateway::test_support;

namespace {

constexpr std::string_view with_sandbox = R"({"config":{"upstreams":[{"base_url":"sandbox:"}],"workers":1}})";

std::string request(int id, std::string_view path, std::string_view more = "") {
  return R"({"id":)" + std::to_string(id) +
         R"(,"method":"gateway.handle","params":{"gateway":1,"method":"POST","path":")" + std::string(path) +
         R"(","headers":[["Authorization","Bearer sandbox-token"],["Content-Type","application/json"]])" +
         std::string(more) + "}}";
}

// {"row":{"address":"Madrid"}}
constexpr std::string_view madrid = R"(,"body_base64":"eyJyb3ciOnsiYWRkcmVzcyI6Ik1hZHJpZCJ9fQ==")";

std::string create_over(const RawServer& server) {
  return R"({"config":{"upstreams":[{"base_url":"http://127.0.0.1:)" + std::to_string(server.port()) +
         R"(","allow_plaintext":true}],"workers":1}})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gateway_methods)

BOOST_AUTO_TEST_CASE(opened_asked_and_closed) {
  Asking asking;
  BOOST_TEST(asking.call("gateway.create", with_sandbox).result() == R"({"gateway":1})");
  asking.say(request(20, "/v1/rows/geocode", madrid));
  const auto answer = asking.wait_for("20");
  BOOST_TEST(answer.result("status") == "200", answer.line());
  BOOST_TEST(answer.result("headers").find(R"(["Content-Type","application/json"])") != std::string::npos,
             answer.line());
  BOOST_TEST(answer.result("body_base64").starts_with("eyJwcm90b2NvbCI6MS"), answer.line());  // {"protocol":1
  BOOST_TEST(asking.call("gateway.close", R"({"gateway":1})").result() == "{}");
  const auto gone = asking.ask(request(21, "/v1/rows/geocode", madrid));
  BOOST_TEST(gone.code() == "not-found");
  BOOST_TEST(gone.field() == "/params/gateway");
  BOOST_TEST(asking.call("gateway.close", R"({"gateway":1})").code() == "not-found");
  BOOST_TEST(asking.call("gateway.create", with_sandbox).result() == R"({"gateway":2})");
}

BOOST_AUTO_TEST_CASE(many_at_once_and_every_one_is_answered) {
  Asking asking;
  asking.call("gateway.create", with_sandbox);
  for (int id = 100; id < 164; ++id) asking.say(request(id, "/v1/rows/geocode", madrid));
  for (int id = 100; id < 164; ++id) BOOST_TEST(asking.wait_for(std::to_string(id)).result("status") == "200");
  BOOST_TEST(asking.count() == 65U);
}

BOOST_AUTO_TEST_CASE(whatever_is_asked_is_a_reply_or_an_error) {
  Asking asking;
  asking.call("gateway.create", with_sandbox);
  int id = 200;
  for (const std::string path : {"", "/", "x", "//", "/v1/rows/", "/%", "/a b", "*", "\\u0000", "\\u00ff", "http://h/",
                                 "/v1/rows/geocode?x=\\n"}) {
    asking.say(request(++id, path, madrid));
    const auto answer = asking.wait_for(std::to_string(id));
    const bool refused = answer.result("status").starts_with("4");
    BOOST_TEST(refused, path << " " << answer.line());
  }
  for (const auto* method : {"", "G", "get", "GET / HTTP/1.1\\r\\n", "\\u0000", "TRACE", "CONNECT"}) {
    asking.say("{\"id\":" + std::to_string(++id) +
               R"(,"method":"gateway.handle","params":{"gateway":1,"path":"/v1/rows/geocode","method":")" +
               std::string(method) + "\"}}");
    const auto answer = asking.wait_for(std::to_string(id));
    BOOST_TEST(answer.result("status") == "405", method << " " << answer.line());
  }
  BOOST_TEST(asking.ask(request(310, "\\u20ac")).field() == "/params/path");
  BOOST_TEST(asking.ask(request(311, "/", R"(,"body_base64":"x")")).field() == "/params/body_base64");
  BOOST_TEST(asking.ask(request(312, "/", R"(,"timeout":1)")).field() == "/params/timeout");
  BOOST_TEST(asking.call("gateway.handle", R"({"gateway":"1","method":"GET","path":"/"})").field() ==
             "/params/gateway");
  BOOST_TEST(asking.call("gateway.handle", R"({"gateway":-1,"method":"GET","path":"/"})").field() == "/params/gateway");
}

BOOST_AUTO_TEST_CASE(configurations_that_cannot_be) {
  const struct {
    const char *config, *code, *field;
  } rows[] = {
      {R"({"upstreams":[{"base_url":"nonsense"}]})", "bad-config", "/upstreams/0/base_url"},
      {R"({"upstream":[]})", "bad-config", "/upstream"},
      {R"({"upstreams":[{"base_url":"sandbox:"}],"upstreams":[]})", "bad-config", "/upstreams"},
      {R"({})", "bad-config", "/upstreams"},
      {R"([])", "bad-config", ""},
      {R"("{}")", "bad-config", "/upstreams"},
      {R"("{\"workers\": \u000a // none\u000a 0, \"upstream\": []}")", "bad-config", "/upstream"},
      {R"("{")", "bad-config", ""},
      {R"(null)", "bad-field", "/params/config"},
  };
  Asking asking;
  for (const auto& row : rows) {
    const auto answer = asking.call("gateway.create", std::string(R"({"config":)") + row.config + "}");
    BOOST_TEST(answer.code() == row.code, row.config << " " << answer.line());
    BOOST_TEST(answer.field() == row.field, row.config << " " << answer.line());
  }
  BOOST_TEST(asking.call("gateway.create").field() == "/params/config");
}

BOOST_AUTO_TEST_CASE(no_more_than_so_many) {
  Asking asking;
  for (int i = 0; i < 64; ++i) BOOST_REQUIRE(asking.call("gateway.create", with_sandbox).code().empty());
  BOOST_TEST(asking.call("gateway.create", with_sandbox).code() == "overloaded");
  asking.call("gateway.close", R"({"gateway":30})");
  BOOST_TEST(asking.call("gateway.create", with_sandbox).result() == R"({"gateway":65})");
}

BOOST_AUTO_TEST_CASE(closing_cancels_and_answers_first) {
  RawServer server({never_answer()});
  Asking asking;
  asking.call("gateway.create", create_over(server));
  asking.say(request(400, "/v1/rows/geocode", madrid));
  asking.call("gateway.close", R"({"gateway":1})");
  const auto lines = asking.lines();
  BOOST_REQUIRE(lines.size() == 3U);
  BOOST_TEST(Answer(lines[1]).id() == "400");
  BOOST_TEST(Answer(lines[1]).code() == "cancelled", lines[1]);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_input_and_of_the_session) {
  RawServer server({never_answer()});
  Asking asking;
  asking.call("gateway.create", create_over(server));
  asking.say(request(500, "/v1/rows/geocode", madrid));
  asking.stop.request_stop();
  BOOST_TEST(asking.wait_for("500").code() == "cancelled");
  asking.call("gateway.create", create_over(server));
  asking.say(R"({"id":501,"method":"gateway.handle","params":{"gateway":2,"method":"GET","path":"/openapi.json"}})");
  asking.session.reset();
  BOOST_TEST(asking.wait_for("501").id() == "501");
}

BOOST_AUTO_TEST_CASE(a_deadline_is_the_callers) {
  RawServer server({never_answer()});
  Asking asking;
  asking.call("gateway.create", create_over(server));
  asking.say(request(600, "/v1/rows/geocode", std::string(madrid) + R"(,"deadline":0.05)"));
  const auto answer = asking.wait_for("600");
  BOOST_TEST(answer.result("status") == "200", answer.line());
  const auto body = base::from_base64(answer.result("body_base64")).value_or("");
  BOOST_TEST(body.find("upstream-outcome-unknown") != std::string::npos, body);
}

BOOST_AUTO_TEST_SUITE_END()
