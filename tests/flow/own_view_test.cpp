// GET and POST /v1/diagnose: what the gateway sees of its way to CARTO.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "support/raw_server.hpp"

#include <atgateway/diagnostics.hpp>
#include <atgateway/sandbox.hpp>

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

Request diagnose_request(std::string body = {}) {
  Request request;
  request.method = body.empty() ? "GET" : "POST";
  request.target = "/v1/diagnose";
  request.headers.add("Host", "gateway.test");
  if (!body.empty()) request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

Config to(const std::string& base_url) {
  Config config;
  config.upstreams.emplace_back().base_url = base_url;
  return config;
}

struct House {
  Runtime runtime = std::move(Runtime::start({.workers = 2}).value());
  Sandbox sandbox = std::move(Sandbox::start(runtime).value());
  std::optional<Gateway> gateway;

  explicit House(const std::string& base_url = {}) {
    gateway.emplace(std::move(Gateway::create(runtime, to(base_url.empty() ? sandbox.url() : base_url)).value()));
  }
};

Report report_of(const Asked& asked) {
  BOOST_TEST_INFO(asked.reply().body);
  BOOST_REQUIRE(asked.reply().status == 200);
  auto report = read_report(asked.reply().body);
  BOOST_REQUIRE(report.ok());
  return std::move(report).value();
}

CheckStatus status_of(const Report& report, std::string_view id) {
  for (const auto& check : report.checks) {
    if (check.id == id) return check.status;
  }
  throw std::runtime_error("no check " + std::string(id));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_view)

BOOST_AUTO_TEST_CASE(a_token_that_works_passes_and_costs_nothing) {
  House house;
  const auto report = report_of(Asked(*house.gateway, diagnose_request(R"({"api_access_token": "sandbox-token"})")));
  BOOST_TEST((report.verdict.status == Verdict::Status::pass), report.verdict.headline);
  BOOST_TEST((report.profile == Profile::gateway_egress));
  for (const auto id : {"tcp.connects", "http.responds", "upstream.reachable", "token.accepted", "claim.upstream",
                        "claim.credentials", "config.gateway"}) {
    BOOST_TEST((status_of(report, id) == CheckStatus::pass), id);
  }
  BOOST_TEST((status_of(report, "tls.handshake") == CheckStatus::skip));
  BOOST_TEST(at(house.sandbox.ledger(), "metered_rows") == "0");
}

BOOST_AUTO_TEST_CASE(without_a_token_carto_is_reached_all_the_same) {
  House house;
  const auto report = report_of(Asked(*house.gateway, diagnose_request()));
  BOOST_TEST((status_of(report, "upstream.reachable") == CheckStatus::pass));
  BOOST_TEST((status_of(report, "token.accepted") == CheckStatus::skip));
  BOOST_TEST((report.verdict.status == Verdict::Status::pass), report.verdict.headline);
}

BOOST_AUTO_TEST_CASE(refused_tokens_are_the_callers) {
  for (const std::string token : {"sandbox-expired", "sandbox-no-lds", "sandbox-no-quota"}) {
    House house;
    const Asked asked(*house.gateway, diagnose_request(R"({"api_access_token": ")" + token + R"("})"));
    const auto report = report_of(asked);
    BOOST_TEST((report.verdict.status == Verdict::Status::fail), token);
    BOOST_TEST((report.verdict.layer == Layer::token), token);
    BOOST_TEST((report.verdict.owner == Owner::caller), token);
    BOOST_TEST((status_of(report, "upstream.reachable") == CheckStatus::pass), token);
    BOOST_TEST(asked.reply().body.find(token) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(an_upstream_that_is_not_there_is_said_so) {
  House house("http://127.0.0.1:1");
  const auto report = report_of(Asked(*house.gateway, diagnose_request()));
  BOOST_TEST((report.verdict.status == Verdict::Status::fail));
  BOOST_TEST((report.verdict.layer == Layer::tcp));
  BOOST_TEST((status_of(report, "upstream.reachable") == CheckStatus::skip));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_refused) {
  House house;
  const auto code = [&](std::string body) {
    return at(Asked(*house.gateway, diagnose_request(std::move(body))), "code");
  };
  BOOST_TEST(code(R"({"token": "x"})") == "unknown-field");
  BOOST_TEST(code(R"({"api_access_token": 5})") == "bad-field");
  BOOST_TEST(code(R"({"api_access_token": "not a token"})") == "token-malformed");
  BOOST_TEST(code(R"({"api_base_url": "https://elsewhere.test"})") == "upstream-not-allowed");
  BOOST_TEST(code("[") == "bad-json");
  const Asked in_body(*house.gateway, diagnose_request(R"({"errors": "body", "protocol": 2})"));
  BOOST_TEST(in_body.reply().status == 200);
  BOOST_TEST(at(in_body, "error/code") == "bad-field");
}

BOOST_AUTO_TEST_CASE(it_runs_a_few_times_and_then_not_so_often) {
  House house;
  int refused = 0;
  for (int i = 0; i < 8; ++i) {
    const Asked asked(*house.gateway, diagnose_request());
    if (asked.reply().status == 429) {
      ++refused;
      BOOST_TEST(at(asked, "code") == "overloaded");
      BOOST_TEST(asked.reply().headers.find("retry-after").has_value());
    }
  }
  BOOST_TEST(refused >= 1);
  BOOST_TEST(refused <= 3);  // eight less five at once; more are earned when this takes its time
}

BOOST_AUTO_TEST_CASE(a_gateway_that_goes_does_not_wait_for_it) {
  // An upstream that takes requests and stays silent, so that the diagnosis has something to wait for.
  test_support::RawServer silent({test_support::never_answer()});
  House house(url_of(silent.port()));
  const auto began = std::chrono::steady_clock::now();
  std::optional<Asked> asked;
  asked.emplace(*house.gateway, diagnose_request());
  BOOST_TEST(comes_true([&] { return silent.requests() == 1U; }));
  house.gateway.reset();
  BOOST_TEST((asked->result().error().code() == Errc::cancelled));
  BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(8)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
