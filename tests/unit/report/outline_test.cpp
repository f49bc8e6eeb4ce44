#include "report/outline.hpp"

#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::report;

BOOST_AUTO_TEST_SUITE(outline)

BOOST_AUTO_TEST_CASE(a_layer_is_as_its_worst_check) {
  const auto marks = [](const Report& report) {
    std::string text;
    for (const auto& each : report::outline(report, nullptr).strip) {
      text += std::string(atgateway::to_text(each.layer)) + "=" + std::string(report::to_text(each.mark)) + " ";
    }
    return text;
  };
  BOOST_TEST(
      marks(reports::dns_failure()) ==
      "config=pass dns=fail tcp=blocked tls=blocked http=blocked gateway=blocked upstream=blocked token=blocked ");
  BOOST_TEST(marks(reports::wrong_vantage()) ==
             "config=pass dns=unknown tcp=unknown tls=pass http=pass gateway=pass upstream=pass token=pass ");
  BOOST_TEST(marks(reports::crash()) ==
             "config=pass dns=pass tcp=pass tls=crash http=pass gateway=pass upstream=pass token=pass ");
  BOOST_TEST(marks(reports::warnings_only()) ==
             "config=pass dns=warn tcp=pass tls=warn http=pass gateway=pass upstream=pass token=pass ");
  BOOST_TEST(marks(reports::healthy()) ==
             "config=pass dns=pass tcp=pass tls=pass http=pass gateway=pass upstream=pass token=skip ");
}

BOOST_AUTO_TEST_CASE(layers_of_a_snapshot_show_when_there_is_one) {
  auto none = reports::of_snapshot("ncc.rule", Layer::ncc, CheckStatus::skip);
  none.reason = SkipReason::not_asked;
  BOOST_TEST(report::outline(reports::with({catalog::pass("dns.resolves", "x"), none}), nullptr).strip.size() == 1);
  BOOST_TEST((report::outline(reports::snapshot_explains(), nullptr).strip.back().layer == Layer::ncc));
}

BOOST_AUTO_TEST_CASE(what_decided_comes_first) {
  auto checks = reports::warnings_only().checks;
  reports::find(checks, "tcp.connects") = catalog::finding("tcp.connects", "silent", "x");
  checks.push_back(reports::of_snapshot("ncc.rule", Layer::ncc, CheckStatus::fail, {"tcp.connects"}));
  reports::find(checks, "tls.version") = catalog::make_check("tls.version", CheckStatus::crash);
  const auto report = reports::with(checks);
  std::string order;
  for (const auto* check : report::outline(report, nullptr).findings) order += check->id + " ";
  BOOST_TEST(order == "ncc.rule tls.version tcp.connects dns.system-agrees tls.not-expiring ");
}

BOOST_AUTO_TEST_CASE(skips_are_grouped_by_reason_and_advice) {
  auto checks = reports::wrong_vantage().checks;
  reports::find(checks, "tls.version") = catalog::blocked("tls.version", "tls.handshake");
  reports::find(checks, "token.accepted") = catalog::skip("token.accepted", SkipReason::not_asked, "Give a token.");
  const auto report = reports::with(checks);
  const auto groups = report::outline(report, nullptr).skips;
  BOOST_TEST_REQUIRE(groups.size() == 4);
  BOOST_TEST(groups[0].why == "blocked by tls.handshake");
  BOOST_TEST(groups[1].why == "cannot be decided from here");
  BOOST_TEST(groups[1].ids.size() == 5);
  BOOST_TEST(groups[1].commands.size() == 1);
  BOOST_TEST(groups[2].why == "not asked for");
  BOOST_TEST(groups[2].text != groups[3].text);
}

BOOST_AUTO_TEST_CASE(a_cascade_is_folded) {
  const auto before = reports::healthy(), after = reports::dns_failure();
  const auto all = report::outline(after, &before);
  BOOST_TEST_REQUIRE(all.changes.size() == 1);
  BOOST_TEST(people_change(all.changes[0]) == "pass → fail");
  BOOST_TEST_REQUIRE(all.folded.size() == 1);
  BOOST_TEST(all.folded[0].what == "pass → skip");
  BOOST_TEST(all.folded[0].ids.size() == 16);
  BOOST_TEST(people_change({"x", std::nullopt, CheckStatus::warn, "", ""}) == "new → warn");
  BOOST_TEST(people_change({"x", CheckStatus::warn, std::nullopt, "", ""}) == "warn → gone");
}

BOOST_AUTO_TEST_CASE(many_ids_become_families) {
  BOOST_TEST(listed({"dns.a", "dns.b"}) == "dns.a, dns.b");
  BOOST_TEST(listed({"dns.a", "dns.b", "tcp.c"}, 2) == "dns.* (2), tcp.* (1)");
  BOOST_TEST(listed({"dns.a", "tcp.b", "dns.c"}, 2) == "dns.* (2), tcp.* (1)");
  BOOST_TEST(listed({}) == "");
}

BOOST_AUTO_TEST_CASE(times_for_people) {
  const std::pair<std::int64_t, std::string> table[] = {
      {0, "0 µs"}, {999, "999 µs"}, {1900, "1.9 ms"}, {34'400, "34 ms"}, {1'250'000, "1.2 s"}, {61'000'000, "61.0 s"}};
  for (const auto& [us, text] : table) BOOST_TEST(people_time(us) == text);
}

BOOST_AUTO_TEST_CASE(the_last_line) {
  auto report = reports::with({catalog::pass("dns.resolves", "x")});
  BOOST_TEST(closing(report) == "1 check in 184 ms · atgateway 0.1.0 · 2026-07-30T02:14:07Z");
  report.duration_us = 0;
  report.tool = "a\nb";
  BOOST_TEST(closing(report) == "1 check · a\\x0ab · 2026-07-30T02:14:07Z");
}

BOOST_AUTO_TEST_CASE(every_owner_is_somebody) {
  for (unsigned each = 0; each < 7; ++each) BOOST_TEST(who(static_cast<Owner>(each)).size() > 3);
}

BOOST_AUTO_TEST_SUITE_END()
