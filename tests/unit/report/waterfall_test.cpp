#include "report/waterfall.hpp"

#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

Report tcp_alone(const std::string& attempts, std::int64_t took_us) {
  Report report;
  auto check = catalog::make_check("tcp.connects", CheckStatus::warn);
  check.evidence = R"({"tcp":{"attempts":[)" + attempts + "]}}";
  check.duration_us = took_us;
  report.checks.push_back(std::move(check));
  return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(waterfall)

BOOST_AUTO_TEST_CASE(without_evidence_there_is_no_picture) {
  BOOST_TEST(report::waterfall({}).empty());
  BOOST_TEST(report::waterfall(reports::wrong_vantage()).empty());
}

BOOST_AUTO_TEST_CASE(bars_stand_one_after_the_other_on_one_axis) {
  const auto picture = report::waterfall(reports::healthy());
  BOOST_TEST(count(picture, "<svg class=\"pic\" role=\"img\" width=\"100%\"") == 1);
  // 8.47 ms in all: DNS 2.1, TCP 0.87, TLS 4.2, HTTP 1.3.
  for (const auto* bar : {R"(x="0%" y="17" width="24.79%")", R"(x="24.79%" y="82" width="10.27%")",
                          R"(x="35.06%" y="118" width="49.59%")", R"(x="84.65%" y="154" width="15.35%")"}) {
    BOOST_TEST(has(picture, bar), bar << "\n" << picture);
  }
  for (const auto* tick : {">0</text>", ">2.0 ms</text>", ">8.0 ms</text>"}) BOOST_TEST(has(picture, tick), tick);
  BOOST_TEST(!has(picture, ">10 ms</text>"));
  BOOST_TEST(has(picture, "Gateway → CARTO: absent, no data</text>"));
  BOOST_TEST(has(picture, "; TLS 10.20.0.4:443: 4.2 ms; "));  // for those who cannot see it
}

BOOST_AUTO_TEST_CASE(the_whole_is_told_when_nothing_is_missing) {
  BOOST_TEST(!has(report::waterfall(reports::healthy()), "The whole way"));
  BOOST_TEST(!has(report::waterfall(reports::dns_failure()), "The whole way"));
  BOOST_TEST(has(report::waterfall(reports::several_ways()), "The whole way takes 66 ms. "));
}

BOOST_AUTO_TEST_CASE(what_failed_has_a_sign_and_no_colour_alone) {
  const auto picture = report::waterfall(reports::dns_failure());
  BOOST_TEST(count(picture, "class=\"bar fail\"") == 2);
  BOOST_TEST(has(picture, ">✗ no address · 1.1 ms</text>"));
  BOOST_TEST(has(picture, ">✗ NXDOMAIN · 1.9 ms</text>"));
  BOOST_TEST(count(picture, ": absent, blocked by dns.resolves</text>") == 4);
}

BOOST_AUTO_TEST_CASE(several_samples_are_marked) {
  const auto picture = report::waterfall(reports::several_ways());
  BOOST_TEST(has(picture, "3.1 – 3.6 – 14 ms"));
  BOOST_TEST(has(picture, "the median and the greatest of 5 samples."));
  BOOST_TEST(count(picture, "class=\"spread\"") % 4 == 0);
  BOOST_TEST(count(picture, "class=\"spread\"") >= 16);
  BOOST_TEST(!has(report::waterfall(reports::healthy()), "samples"));
  // Units are said again only where they change.
  BOOST_TEST(has(picture, ">40 – 60 – 200 µs</text>"));
  BOOST_TEST(has(picture, ">800 – 900 µs – 1.9 ms</text>"));
}

BOOST_AUTO_TEST_CASE(what_took_an_unknown_time_has_no_length) {
  const auto picture = report::waterfall(tcp_alone(
      R"({"address":"a","outcome":"connected","time":{"median_us":100}},{"address":"b","outcome":"refused"})", 20'000));
  BOOST_TEST(has(picture, R"(<rect class="bar fail mark" x="0%" y="75" width="5")"), picture);
  BOOST_TEST(has(picture, ">✗ refused</text>"));
}

BOOST_AUTO_TEST_CASE(a_silent_address_does_not_stretch_the_axis_of_one_that_answers) {
  const auto picture = report::waterfall(tcp_alone(
      R"({"address":"a","outcome":"connected","time":{"median_us":100}},{"address":"b","outcome":"timed-out"})",
      3'000'000));
  BOOST_TEST(has(picture, R"(<rect class="bar" x="0%" y="39" width="100%")"), picture);
  BOOST_TEST(has(picture, R"(<rect class="bar fail" x="0%" y="75" width="100%")"));
  BOOST_TEST(has(picture, ">✗ timed-out · 3.0 s</text>"));
  BOOST_TEST(has(picture, ">100 µs</text>"));
}

BOOST_AUTO_TEST_CASE(many_attempts_are_counted_and_not_drawn) {
  std::string attempts;
  for (int i = 0; i < 64; ++i) attempts += R"({"address":"a","outcome":"connected","time":{"median_us":100}},)";
  attempts.pop_back();
  const auto picture = report::waterfall(tcp_alone(attempts, 100));
  BOOST_TEST(count(picture, "class=\"bar\"") == 4);
  BOOST_TEST(has(picture, ">and 60 more</text>"));
}

BOOST_AUTO_TEST_CASE(absurd_times_stay_inside) {
  for (const auto* us : {"0", "86400000000", "86400000001", "9223372036854775807", "1e99", "-5", "\"x\"", "null"}) {
    const auto picture = report::waterfall(tcp_alone(R"({"address":"a","outcome":"connected","time":{"samples":9,)"
                                                     R"("min_us":0,"median_us":)" +
                                                         std::string(us) + R"(,"p95_us":)" + us +
                                                         R"(}},{"address":"b","outcome":"refused"})",
                                                     INT64_MAX));
    BOOST_TEST(has(picture, "</figure>"), us);
    BOOST_TEST(count(picture, "class=\"grid\"") <= 6, us);
    BOOST_TEST(!has(picture, "%%"), us);
  }
}

BOOST_AUTO_TEST_SUITE_END()
