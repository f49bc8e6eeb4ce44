#include "unit/rpc/asking.hpp"

using asking::Asking;

BOOST_AUTO_TEST_SUITE(sandbox_methods)

BOOST_AUTO_TEST_CASE(started_read_cleared_and_closed) {
  Asking asking;
  const auto started = asking.call("sandbox.start");
  BOOST_TEST(started.result("sandbox") == "1");
  BOOST_TEST(started.result("url").starts_with("http://127.0.0.1:"));
  BOOST_TEST(asking.call("sandbox.ledger", R"({"sandbox":1})").at({"result", "ledger", "metered_rows"}) == "0");
  BOOST_TEST(asking.call("sandbox.clear", R"({"sandbox":1})").result() == "{}");
  BOOST_TEST(asking.call("sandbox.close", R"({"sandbox":1})").result() == "{}");
  for (const auto* method : {"sandbox.ledger", "sandbox.clear", "sandbox.close"}) {
    const auto gone = asking.call(method, R"({"sandbox":1})");
    BOOST_TEST(gone.code() == "not-found", method);
    BOOST_TEST(gone.field() == "/params/sandbox", method);
    BOOST_TEST(asking.call(method, "{}").code() == "bad-field", method);
    BOOST_TEST(asking.call(method, R"({"sandbox":1,"x":1})").code() == "unknown-field", method);
  }
}

BOOST_AUTO_TEST_CASE(what_a_gateway_calls_stands_in_the_ledger) {
  Asking asking;
  const auto url = asking.call("sandbox.start", R"({"quota":1})").result("url");
  asking.call("gateway.create",
              R"({"config":{"upstreams":[{"base_url":")" + url + R"(","allow_plaintext":true}],"workers":1}})");
  for (const auto* id : {"11", "12"}) {
    asking.say(R"({"id":)" + std::string(id) +
               R"(,"method":"gateway.handle","params":{"gateway":1,"method":"POST","path":"/v1/rows/geocode",)"
               R"("headers":[["Authorization","Bearer sandbox-token"],["Content-Type","application/json"]],)"
               R"("body_base64":"eyJyb3ciOnsiYWRkcmVzcyI6Ik1hZHJpZCJ9fQ=="}})");
    BOOST_TEST(asking.wait_for(id).code() == "");
  }
  const auto ledger = asking.call("sandbox.ledger", R"({"sandbox":1})");
  BOOST_TEST(ledger.at({"result", "ledger", "metered_rows"}) == "1", ledger.line());
  asking.call("sandbox.clear", R"({"sandbox":1})");
  BOOST_TEST(asking.call("sandbox.ledger", R"({"sandbox":1})").at({"result", "ledger", "calls"}) == "[]");
}

BOOST_AUTO_TEST_CASE(options_that_cannot_be) {
  const struct {
    const char *params, *code;
  } rows[] = {
      {R"({"latency":-1})", "bad-field"},
      {R"({"latency":"1s"})", "bad-field"},
      {R"({"error_rate":2})", "bad-config"},
      {R"({"reset_rate":-1})", "bad-config"},
      {R"({"error_rate":true})", "bad-field"},
      {R"({"status":42})", "bad-config"},
      {R"({"rate_limit":-1})", "bad-field"},
      {R"({"rate_limit":4294967296})", "bad-field"},
      {R"({"quota":1.5})", "bad-field"},
      {R"({"seed":-1})", "bad-field"},
      {R"({"listen":"0.0.0.0:1"})", "unknown-field"},
  };
  Asking asking;
  for (const auto& row : rows) {
    const auto answer = asking.call("sandbox.start", row.params);
    BOOST_TEST(answer.code() == row.code, row.params << " " << answer.line());
  }
  BOOST_TEST(
      asking.call("sandbox.start", R"({"seed":18446744073709551615,"latency":0.01,"latency_jitter":0.005})").code() ==
      "");
}

BOOST_AUTO_TEST_SUITE_END()
