#include "support/probe_peers.hpp"
#include "unit/rpc/asking.hpp"

using asking::Asking;
using namespace atgateway::test_support;

namespace {

std::string at_port(std::uint16_t port, const std::string& more = "") {
  return R"({"host":"127.0.0.1","port":)" + std::to_string(port) + more + "}";
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(looking_methods)

BOOST_AUTO_TEST_CASE(a_name) {
  Asking asking;
  const auto answer = asking.call("resolve", R"({"name":"localhost"})");
  BOOST_TEST(has(answer.result("evidence"), "127.0.0.1"), answer.line());
  // Nobody there: a sick network is an answer.
  const HeldPort held;
  const auto refused = asking.call("resolve", R"({"name":"a.example","nameserver":")" + held.address().to_string() +
                                                  R"(","type":"AAAA","deadline":0.2})");
  BOOST_TEST(refused.code() == "", refused.line());
  BOOST_TEST(has(refused.result("evidence"), "a.example"), refused.line());
}

BOOST_AUTO_TEST_CASE(a_port) {
  Asking asking;
  RawServer server({answer(200, "{}")});
  BOOST_TEST(has(asking.call("connect", at_port(server.port())).result("evidence"), R"("outcome":"connected")"));
  const HeldPort held;
  BOOST_TEST(has(asking.call("connect", at_port(held.address().port())).result("evidence"), R"("outcome":"refused")"));
}

BOOST_AUTO_TEST_CASE(a_handshake) {
  Asking asking;
  RawServer server({answer(200, "{}")});  // speaks no TLS
  const auto answer = asking.call("inspect_tls", at_port(server.port(), R"(,"server_name":"x.example","deadline":5)"));
  BOOST_TEST(answer.code() == "", answer.line());
  BOOST_TEST(has(answer.result("evidence"), "\"tls\""), answer.line());
}

BOOST_AUTO_TEST_CASE(misuse) {
  const struct {
    const char *method, *params, *code, *field;
  } rows[] = {
      {"resolve", "{}", "bad-field", "/params/name"},
      {"resolve", R"({"name":"a b"})", "bad-target", ""},
      {"resolve", R"({"name":"a.example","type":"ANY"})", "bad-target", ""},
      {"resolve", R"({"name":"a.example","nameserver":"x"})", "bad-target", ""},
      {"resolve", R"({"name":"a.example","deadline":-1})", "bad-field", "/params/deadline"},
      {"connect", R"({"host":"127.0.0.1"})", "bad-field", "/params/port"},
      {"connect", R"({"host":"127.0.0.1","port":0})", "bad-field", "/params/port"},
      {"connect", R"({"host":"127.0.0.1","port":65536})", "bad-field", "/params/port"},
      {"connect", R"({"host":"","port":1})", "bad-target", ""},
      {"inspect_tls", R"({"host":"127.0.0.1","port":1,"sni":"x"})", "unknown-field", "/params/sni"},
  };
  Asking asking;
  for (const auto& row : rows) {
    const auto answer = asking.call(row.method, row.params);
    BOOST_TEST(answer.code() == row.code, row.params << " " << answer.line());
    if (*row.field != '\0') BOOST_TEST(answer.field() == row.field, row.params);
  }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_input_ends_a_look) {
  const SilentPort silent;
  Asking asking;
  const auto began = std::chrono::steady_clock::now();
  std::jthread ending([&] { asking.stop.request_stop(); });
  const auto answer = asking.call("connect", at_port(silent.address().port(), R"(,"deadline":60)"));
  BOOST_TEST(answer.code() == "cancelled", answer.line());
  BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(30)));
}

BOOST_AUTO_TEST_SUITE_END()
