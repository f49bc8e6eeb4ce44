#include "support/probe_peers.hpp"
#include "unit/rpc/asking.hpp"

#include <atgateway/diagnostics.hpp>

using asking::Answer;
using asking::Asking;
using namespace atgateway;
using namespace atgateway::test_support;

namespace {

std::string target(const HeldPort& port, const std::string& more = "") {
  return R"({"target":"https://127.0.0.1:)" + std::to_string(port.address().port()) + '"' + more + "}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagnosis_methods)

BOOST_AUTO_TEST_CASE(checks_then_the_report) {
  const HeldPort nobody;
  Asking asking;
  const auto last = asking.call("diagnose", target(nobody, R"(,"vantage":"pod","samples":2,"deadline":20)"));
  const auto report = read_report(last.result("report"));
  BOOST_REQUIRE_MESSAGE(report.ok(), last.line());
  BOOST_TEST(to_text(report->verdict.status) == "fail");
  BOOST_TEST(report->verdict.check == "tcp.connects");
  BOOST_TEST(to_text(report->vantage.environment) == "pod");
  BOOST_TEST(render(*report, ReportFormat::json) == last.result("report"));
  auto lines = asking.lines();
  lines.pop_back();
  BOOST_TEST(lines.size() == report->checks.size());
  for (const auto& line : lines) {
    const Answer event(line);
    BOOST_TEST(event.id() == "7");
    const auto id = event.at({"check", "id"});
    const auto same = std::ranges::find_if(report->checks, [&](const Check& check) { return check.id == id; });
    BOOST_REQUIRE_MESSAGE(same != report->checks.end(), line);
    BOOST_TEST(event.at({"check", "status"}) == to_text(same->status));
  }
}

BOOST_AUTO_TEST_CASE(a_token_is_in_no_line) {
  const HeldPort nobody;
  Asking asking;
  asking.call("diagnose", target(nobody, R"(,"token":"tok-5ecret-5ecret","deadline":20)"));
  asking.call("diagnose", R"({"target":"nonsense","token":"tok-5ecret-5ecret"})");
  asking.call("diagnose", R"({"target":5,"token":"tok-5ecret-5ecret"})");
  for (const auto& line : asking.lines()) BOOST_TEST(line.find("5ecret") == std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(misuse) {
  const struct {
    const char *params, *code, *field;
  } rows[] = {
      {"{}", "bad-target", nullptr},
      {R"({"target":"nonsense"})", "bad-target", nullptr},
      {R"({"target":5})", "bad-field", "/params/target"},
      {R"({"target":"https://x.example","profile":"vpn"})", "bad-field", "/params/profile"},
      {R"({"target":"https://x.example","vantage":"laptop"})", "bad-field", "/params/vantage"},
      {R"({"target":"https://x.example","samples":0})", "bad-field", "/params/samples"},
      {R"({"target":"https://x.example","samples":101})", "bad-field", "/params/samples"},
      {R"({"target":"https://x.example","nameservers":"10.0.0.1"})", "bad-field", "/params/nameservers"},
      {R"({"target":"https://x.example","expect_address":["10.0.0.1",5]})", "bad-field", "/params/expect_address/1"},
      {R"({"target":"https://x.example","expect_address":["nowhere"]})", "bad-config", nullptr},
      {R"({"target":"https://x.example","only":["dns"]})", "unknown-field", "/params/only"},
  };
  Asking asking;
  for (const auto& row : rows) {
    const auto answer = asking.call("diagnose", row.params);
    BOOST_TEST(answer.code() == row.code, row.params << " " << answer.line());
    if (row.field != nullptr) BOOST_TEST(answer.field() == row.field, row.params);
  }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_input_ends_it) {
  const SilentPort silent;
  Asking asking;
  const auto began = std::chrono::steady_clock::now();
  std::jthread ending([&] { asking.stop.request_stop(); });
  BOOST_TEST(asking.call("diagnose", target(silent, R"(,"deadline":60)")).code() == "cancelled");
  BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(30)));
}

BOOST_AUTO_TEST_SUITE_END()
