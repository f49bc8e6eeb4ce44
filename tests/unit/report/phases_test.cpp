#include "report/phases.hpp"
#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using report::Phase;

namespace {

Report of(std::string_view id, CheckStatus status, std::string evidence, std::int64_t took_us = 3'000'000) {
  Report report;
  auto check = catalog::make_check(id, status);
  check.evidence = std::move(evidence);
  check.duration_us = took_us;
  report.checks.push_back(std::move(check));
  return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(phases)

BOOST_AUTO_TEST_CASE(one_phase_follows_the_other) {
  const auto all = report::phases_of(reports::healthy());
  BOOST_TEST_REQUIRE(all.size() == 5);
  const std::tuple<std::string, std::int64_t, std::int64_t> wanted[] = {
      {"DNS", 0, 2100}, {"TCP", 2100, 2970}, {"TLS", 2970, 7170}, {"HTTP", 7170, 8470}};
  for (std::size_t i = 0; i < std::size(wanted); ++i) {
    const auto& [name, from, to] = wanted[i];
    BOOST_TEST(all[i].name == name);
    BOOST_TEST(all[i].starts_us == from, name);
    BOOST_TEST(all[i].ends_us() == to, name);
  }
  BOOST_TEST(all[4].attempts.empty());
  BOOST_TEST(all[4].absent == "no data");  // it passed, and says nothing of its time
  BOOST_TEST(all[1].attempts[0].what == "10.20.0.4:443");
  BOOST_TEST(all[3].attempts[0].what == "GET /healthz → 200");
}

BOOST_AUTO_TEST_CASE(both_calls_start_with_their_connection) {
  const auto all = report::phases_of(reports::several_ways());
  BOOST_TEST(all[3].starts_us == all[4].starts_us);
  BOOST_TEST(all[4].ends_us() - all[4].starts_us == 61000);
}

BOOST_AUTO_TEST_CASE(what_was_not_looked_at_says_why) {
  const auto all = report::phases_of(reports::dns_failure());
  BOOST_TEST_REQUIRE(all.size() == 5);
  BOOST_TEST(all[0].failed());
  BOOST_TEST(all[0].attempts[0].what == "system's resolver");
  BOOST_TEST(all[0].attempts[0].took_us == 1100);
  BOOST_TEST(all[0].attempts[1].word == "NXDOMAIN");
  for (std::size_t i = 1; i < 5; ++i) BOOST_TEST(all[i].absent == "blocked by dns.resolves");
  BOOST_TEST(report::phases_of(reports::wrong_vantage()).empty());
  BOOST_TEST(report::phases_of({}).empty());
  const auto timeless = of("tcp.connects", CheckStatus::pass, R"({"tcp":{"attempts":[{"outcome":"connected"}]}})");
  BOOST_TEST(report::phases_of(timeless).empty());
}

BOOST_AUTO_TEST_CASE(the_address_that_works_counts_and_failures_come_next) {
  const auto all = report::phases_of(of("tcp.connects", CheckStatus::warn, R"({"tcp":{"attempts":[
      {"address":"a","outcome":"refused"},
      {"address":"b","outcome":"connected","time":{"samples":1,"median_us":70}},
      {"address":"c","outcome":"connected","time":{"samples":1,"median_us":80},"failures":2},
      {"address":"d","outcome":"timed-out"}]}})"));
  const auto& attempts = all[1].attempts;
  BOOST_TEST_REQUIRE(attempts.size() == 4);
  const char* order[] = {"b", "a", "d", "c"};
  for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(attempts[i].what == order[i]);
  BOOST_TEST(!all[1].failed());
  BOOST_TEST(attempts[1].took_us == -1);  // nobody measured how fast it refused
  BOOST_TEST(attempts[2].took_us == 3'000'000);
  BOOST_TEST(attempts[3].word == "2 lost");
  BOOST_TEST(all[0].absent == "not looked at");
}

BOOST_AUTO_TEST_CASE(a_phase_that_failed_took_as_long_as_its_check) {
  for (const auto* outcome : {"timed-out", "refused"}) {
    const auto all = report::phases_of(
        of("tcp.connects", CheckStatus::fail,
           R"({"tcp":{"attempts":[{"address":"a","outcome":")" + std::string(outcome) + R"("}]}})", 4000));
    BOOST_TEST(all[1].failed());
    BOOST_TEST(all[1].ends_us() == 4000);
    BOOST_TEST(all[1].attempts[0].word == outcome);
  }
}

BOOST_AUTO_TEST_CASE(a_nameserver_is_as_good_as_its_better_answer) {
  const auto asked = [](const std::string& a, const std::string& aaaa) {
    auto all = report::phases_of(
        of("dns.resolves", CheckStatus::fail,
           R"({"nameservers":[{"server":"s","type":"A",)" + a + R"(},{"server":"s","type":"AAAA",)" + aaaa + "}]}"));
    BOOST_TEST_REQUIRE(all[0].attempts.size() == 1);
    return all[0].attempts[0];
  };
  const std::string good = R"("outcome":"answered","rcode":"NOERROR","addresses":["10.0.0.1"],"time":{"median_us":5})";
  const std::string none = R"("outcome":"answered","rcode":"NOERROR","addresses":[],"time":{"median_us":9})";
  const std::string broken = R"("outcome":"answered","rcode":"SERVFAIL","addresses":[],"time":{"median_us":7})";
  const std::string silent = R"("outcome":"timed-out")";
  BOOST_TEST(!asked(good, none).failed);
  BOOST_TEST(asked(good, none).took_us == 9);
  BOOST_TEST(!asked(silent, good).failed);
  BOOST_TEST(asked(none, none).word == "no address");
  BOOST_TEST(asked(none, broken).word == "SERVFAIL");
  BOOST_TEST(asked(broken, none).word == "SERVFAIL");
  BOOST_TEST(asked(silent, silent).took_us == 3'000'000);
}

BOOST_AUTO_TEST_CASE(handshakes_and_calls_that_failed) {
  const auto tls = report::phases_of(of("tls.handshake", CheckStatus::fail,
                                        R"({"tls":{"looks":[{"address":"a","outcome":"not-connected"},)"
                                        R"({"address":"b","outcome":"alert","alert":"unrecognized_name"}]}})"));
  BOOST_TEST_REQUIRE(tls[2].attempts.size() == 1);
  BOOST_TEST(tls[2].attempts[0].word == "alert unrecognized_name");
  const auto call =
      report::phases_of(of("upstream.reachable", CheckStatus::fail,
                           R"({"code":"upstream-timeout","http":{"method":"POST","path":"/v1/rows/quota",)"
                           R"("outcome":"answered","status":504,"phases":{"first_byte":{"median_us":8}}}})"));
  BOOST_TEST(call[4].attempts[0].word == "upstream-timeout");
  BOOST_TEST(call[4].attempts[0].what == "/v1/rows/quota → 504");
  const auto mute =
      report::phases_of(of("http.responds", CheckStatus::fail,
                           R"({"http":{"method":"GET","path":"/healthz","outcome":"timed-out","phases":)"
                           R"({"connect":{"median_us":100},"tls":{"median_us":900}},"duration_us":5000}})"));
  BOOST_TEST(mute[3].attempts[0].word == "timed-out");
  BOOST_TEST(mute[3].attempts[0].took_us == 4000);
}

BOOST_AUTO_TEST_CASE(on_the_way_out_there_is_one_call) {
  auto report = reports::healthy();
  report.profile = Profile::gateway_egress;
  const auto all = report::phases_of(report);
  BOOST_TEST_REQUIRE(all.size() == 4);
  BOOST_TEST(all[3].name == "CARTO");
}

BOOST_AUTO_TEST_CASE(many_addresses_are_counted) {
  std::string attempts;
  for (int i = 0; i < 1000; ++i) attempts += R"({"address":"a","outcome":"connected","time":{"median_us":5}},)";
  attempts.pop_back();
  const auto all =
      report::phases_of(of("tcp.connects", CheckStatus::pass, R"({"tcp":{"attempts":[)" + attempts + "]}}"));
  BOOST_TEST_REQUIRE(all.size() == 5);
  BOOST_TEST(all[1].attempts.size() == 16);
  BOOST_TEST(all[1].attempts.size() + all[1].more == 1000);
}

BOOST_AUTO_TEST_SUITE_END()
