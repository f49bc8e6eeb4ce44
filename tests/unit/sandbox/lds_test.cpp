#include "sandbox/lds.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::sandbox;

namespace {

constexpr std::string_view geocode_madrid = "/v3/lds/geocoding/geocode?address=Madrid";
const TimePoint now = TimePoint(std::chrono::hours(1));

Reply ask(Emulator& emulator, const Request& asked) {
  auto answer = emulator.answer(asked, now);
  BOOST_TEST((answer.reply.headers.find("atgateway-sandbox") == std::string_view("1")));
  const auto document = parsed(answer.reply.body);
  check_marked(document.root());
  return std::move(answer.reply);
}

std::string last_outcome(const Emulator& emulator) {
  const auto document = parsed(emulator.ledger().document());
  const auto calls = at(document.root(), "calls");
  BOOST_REQUIRE(calls.size() > 0);
  return text_at(document, "calls/" + std::to_string(calls.size() - 1) + "/outcome");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lds)

BOOST_AUTO_TEST_CASE(every_endpoint_answers_under_any_prefix) {
  struct Case {
    std::string_view method, target, body;
    int status;
  };
  const Case cases[] = {
      {"GET", "/v3/lds/geocoding/geocode?address=Madrid", "", 200},
      {"GET", "/api/v3/lds/geocoding/geocode?address=Madrid", "", 200},
      {"GET", "/a/b/c/v3/lds/geocoding/geocode?address=Madrid", "", 200},
      {"POST", "/v3/lds/geocoding/batch", R"({"addresses":["Madrid"]})", 200},
      {"GET", "/v3/lds/geocoding/reverse?lat=40&lon=-3", "", 200},
      {"GET", "/v3/lds/isolines?origin=-3,40&range=60&mode=walk&range_type=time", "", 200},
      {"GET", "/v3/lds/isolines/h3?origin=-3%2C40&mode=car&range=60&resolution=9", "", 200},
      {"GET", "/v3/lds/isolines/h3?origin=-3,40", "", 400},
      {"GET", "/v3/lds/isolines?origin=-3.70%2C40.4&mode=walk&range=600.0&options=%7B%22traffic%22%3Afalse%7D", "",
       200},
      {"GET", "/v3/lds/routing?origin=-3,40&destination=-4,41&mode=car", "", 200},
      {"GET", "/v3/lds/stats", "", 200},
      {"GET", "/v3/lds/geocoding/geocode", "", 400},
      {"GET", "/v3/lds/geocoding/geocode?address=%", "", 400},
      {"POST", "/v3/lds/geocoding/geocode?address=Madrid", "", 405},
      {"GET", "/v3/lds/geocoding/batch", "", 405},
      {"GET", "/v3/lds/", "", 404},
      {"GET", "/v3/lds/stats/", "", 404},
      {"GET", "/v3/lds/geocoding/geocode/", "", 404},
      {"GET", "/v2/lds/stats", "", 404},
      {"GET", "/", "", 404},
  };
  Emulator emulator({});
  for (const auto& c : cases) {
    BOOST_TEST(ask(emulator, request(c.method, c.target, "sandbox-token", c.body)).status == c.status,
               c.method << ' ' << c.target);
  }
  BOOST_TEST(emulator.ledger().metered_rows() == 9u);
}

BOOST_AUTO_TEST_CASE(tokens_decide) {
  struct Case {
    std::string_view token;
    int status;
    std::string_view error, outcome;
  };
  const Case cases[] = {
      {"sandbox-token", 200, "", "ok"},
      {"", 401, "Token not defined", "unauthorized"},
      {"something", 401, "Invalid token", "unauthorized"},
      {"sandbox-expired", 401, "Token expired", "unauthorized"},
      {"sandbox-no-lds", 403, "The token does not allow the LDS API", "forbidden"},
      {"sandbox-no-quota", 429, "LDS monthly quota exceeded", "quota-exceeded"},
  };
  for (const auto& c : cases) {
    Emulator emulator({});
    const auto reply = ask(emulator, request("GET", geocode_madrid, c.token));
    BOOST_TEST(reply.status == c.status, c.token);
    BOOST_TEST(last_outcome(emulator) == c.outcome);
    BOOST_TEST(emulator.ledger().metered_rows() == (c.status == 200 ? 1u : 0u));
    if (c.status == 200) continue;
    const auto document = parsed(reply.body);
    BOOST_TEST(text_at(document, "error") == c.error);
    BOOST_TEST(text_at(document, "status") == std::to_string(c.status));
  }
}

BOOST_AUTO_TEST_CASE(the_ledger_shows_no_token_and_no_address) {
  Emulator emulator({});
  ask(emulator, request("GET", "/api/v3/lds/geocoding/geocode?address=Madrid"));
  const auto text = emulator.ledger().document();
  BOOST_TEST((text.find("sandbox-token") == std::string::npos));
  BOOST_TEST((text.find("Madrid") == std::string::npos));
  BOOST_TEST(text_at(parsed(text), "calls/0/path") == "/api/v3/lds/geocoding/geocode");
  BOOST_TEST(text_at(parsed(text), "calls/0/token_fingerprint").size() == 8u);
}

BOOST_AUTO_TEST_CASE(stats_tally_the_ledger_and_cost_nothing) {
  Emulator emulator({});
  ask(emulator, request("POST", "/v3/lds/geocoding/batch", "sandbox-token", R"({"addresses":["a","b","c"]})"));
  ask(emulator, request("GET", "/v3/lds/routing?origin=-3,40&destination=-4,41"));
  ask(emulator, request("GET", "/v3/lds/geocoding/geocode"));  // refused: not charged
  for (int i = 0; i < 2; ++i) {
    const auto document = parsed(ask(emulator, request("GET", "/v3/lds/stats")).body);
    BOOST_TEST(text_at(document, "0/used_quota") == "3");
    BOOST_TEST(text_at(document, "1/used_quota") == "0");
    BOOST_TEST(text_at(document, "2/used_quota") == "1");
    BOOST_TEST(text_at(document, "0/monthly_quota") == "1000000");
  }
  BOOST_TEST(emulator.ledger().metered_rows() == 4u);
}

BOOST_AUTO_TEST_CASE(the_quota_is_rows_and_names_itself) {
  Emulator emulator({.quota = 3});
  const auto batch = [&](std::string_view body) {
    return ask(emulator, request("POST", "/v3/lds/geocoding/batch", "sandbox-token", body));
  };
  BOOST_TEST(batch(R"({"addresses":["a","b"]})").status == 200);
  const auto refused = batch(R"({"addresses":["a","b"]})");
  BOOST_TEST(refused.status == 429);
  BOOST_TEST((text_at(parsed(refused.body), "error").find("quota") != std::string::npos));
  BOOST_TEST(last_outcome(emulator) == "quota-exceeded");
  BOOST_TEST(batch(R"({"addresses":["a"]})").status == 200);
  BOOST_TEST(ask(emulator, request("GET", geocode_madrid)).status == 429);
  BOOST_TEST(emulator.ledger().metered_rows() == 3u);
  const auto document = parsed(ask(emulator, request("GET", "/v3/lds/stats")).body);
  BOOST_TEST(text_at(document, "0/monthly_quota") == "3");
  BOOST_TEST(text_at(document, "0/used_quota") == "3");
}

BOOST_AUTO_TEST_CASE(the_rate_limit_says_when_to_come_back) {
  Emulator emulator({.rate_limit = 2});
  const auto asked = request("GET", geocode_madrid);
  BOOST_TEST(ask(emulator, asked).status == 200);
  BOOST_TEST(ask(emulator, asked).status == 200);
  const auto refused = ask(emulator, asked);
  BOOST_TEST(refused.status == 429);
  BOOST_TEST((refused.headers.find("retry-after") == std::string_view("1")));
  BOOST_TEST(text_at(parsed(refused.body), "error") == "Too many requests");
  BOOST_TEST(last_outcome(emulator) == "rate-limited");
  BOOST_TEST(emulator.answer(asked, now + std::chrono::seconds(1)).reply.status == 200);
  BOOST_TEST(emulator.ledger().metered_rows() == 3u);
}

BOOST_AUTO_TEST_CASE(injected_errors_are_not_carried_out) {
  Emulator emulator({.error_rate = 1, .status = 503});
  const auto reply = ask(emulator, request("GET", geocode_madrid));
  BOOST_TEST(reply.status == 503);
  BOOST_TEST(last_outcome(emulator) == "fault");
  BOOST_TEST(emulator.ledger().metered_rows() == 0u);
}

BOOST_AUTO_TEST_CASE(a_reset_call_was_carried_out_and_is_charged) {
  Emulator emulator({.reset_rate = 1});
  const auto answer = emulator.answer(
      request("POST", "/v3/lds/geocoding/batch", "sandbox-token", R"({"addresses":["a","b","c"]})"), now);
  BOOST_TEST(answer.reset);
  BOOST_TEST(last_outcome(emulator) == "reset");
  BOOST_TEST(emulator.ledger().metered_rows() == 3u);
  BOOST_TEST(emulator.answer(request("GET", geocode_madrid, "sandbox-expired"), now).reset);
  BOOST_TEST(emulator.ledger().metered_rows() == 3u);
}

BOOST_AUTO_TEST_CASE(a_run_can_be_repeated) {
  const auto run = [](Emulator& emulator) {
    std::vector<int> seen;
    for (int i = 0; i < 100; ++i) {
      const auto answer = emulator.answer(request("GET", geocode_madrid), now);
      seen.push_back(answer.reset ? 0 : answer.reply.status);
      seen.push_back(static_cast<int>(answer.delay.count()));
    }
    return seen;
  };
  SandboxOptions options;
  options.latency = milliseconds(20);
  options.latency_jitter = milliseconds(10);
  options.error_rate = options.reset_rate = 0.2;
  options.seed = 42;
  Emulator first(options), second(options);
  const auto seen = run(first);
  BOOST_TEST(seen == run(second), boost::test_tools::per_element());
  first.ledger().clear();
  BOOST_TEST(seen == run(first), boost::test_tools::per_element());
  BOOST_TEST(seen != run(first));  // later calls have luck of their own
}

BOOST_AUTO_TEST_CASE(the_ledger_page) {
  Emulator emulator({.error_rate = 1, .reset_rate = 1, .rate_limit = 1});
  static_cast<void>(emulator.answer(request("GET", "/v3/lds/stats"), now));
  const auto page = emulator.answer(request("GET", "/_sandbox/ledger", ""), now);
  BOOST_TEST(page.reply.status == 200);
  BOOST_TEST(!page.reset);
  BOOST_TEST(page.reply.body == emulator.ledger().document());
  BOOST_TEST(at(parsed(page.reply.body).root(), "calls").size() == 1u);  // itself not counted
  const auto emptied = ask(emulator, request("DELETE", "/_sandbox/ledger", ""));
  BOOST_TEST(at(parsed(emptied.body).root(), "calls").size() == 0u);
  BOOST_TEST(ask(emulator, request("POST", "/_sandbox/ledger", "")).status == 405);
}

BOOST_AUTO_TEST_CASE(options_are_judged) {
  BOOST_TEST(check_options({}).ok());
  const auto field = [](SandboxOptions options) {
    const auto checked = check_options(options);
    BOOST_TEST_REQUIRE(!checked.ok());
    BOOST_TEST((checked.error().code() == Errc::bad_config));
    return std::string(checked.error().field());
  };
  BOOST_TEST(field({.latency = milliseconds(-1)}) == "/latency");
  BOOST_TEST(field({.latency_jitter = std::chrono::hours(2)}) == "/latency_jitter");
  BOOST_TEST(field({.error_rate = 1.1}) == "/error_rate");
  BOOST_TEST(field({.error_rate = std::nan("")}) == "/error_rate");
  BOOST_TEST(field({.reset_rate = -0.1}) == "/reset_rate");
  BOOST_TEST(field({.status = 200}) == "/status");
  BOOST_TEST(field({.status = 600}) == "/status");
}

BOOST_AUTO_TEST_SUITE_END()
