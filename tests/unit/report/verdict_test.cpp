#include "report/verdict.hpp"

#include "reports.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace atgateway;
using Status = Verdict::Status;

namespace {

Verdict judged(std::vector<Check> checks, Profile profile = Profile::in_vnet) { return report::judge(checks, profile); }

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict)

BOOST_AUTO_TEST_CASE(all_that_passed_has_nobody_to_name) {
  const auto verdict = judged(reports::all_passed());
  BOOST_TEST((verdict.status == Status::pass));
  BOOST_TEST(!verdict.layer.has_value());
  BOOST_TEST(!verdict.owner.has_value());
  BOOST_TEST(verdict.next_action == "");
  BOOST_TEST(verdict.check == "");
  BOOST_TEST(verdict.headline == "All 20 checks passed");
}

BOOST_AUTO_TEST_CASE(what_was_not_made_is_not_claimed) {
  BOOST_TEST(reports::healthy().verdict.headline == "19 checks passed, none failed, 1 not made");
  BOOST_TEST(judged({}).headline == "Nothing failed, and nothing was checked");
  BOOST_TEST((judged({}).status == Status::pass));
  BOOST_TEST(judged({catalog::pass("dns.resolves", "x")}).headline == "The only check passed");
}

BOOST_AUTO_TEST_CASE(the_first_broken_layer_is_named) {
  auto checks = reports::all_passed();
  reports::find(checks, "tls.name-matches") = catalog::finding("tls.name-matches", "it is for other.example", "x");
  reports::find(checks, "dns.no-cname") = catalog::finding("dns.no-cname", "an alias.", "x", {"first", "second"});
  const auto verdict = judged(checks);
  BOOST_TEST((verdict.status == Status::fail));
  BOOST_TEST((verdict.layer == Layer::dns));
  BOOST_TEST((verdict.owner == Owner::customer_dns));
  BOOST_TEST(verdict.check == "dns.no-cname");
  BOOST_TEST(verdict.next_action == "first");
  BOOST_TEST(verdict.headline == "dns.no-cname failed: an alias");
}

BOOST_AUTO_TEST_CASE(without_a_command_the_fix_is_what_to_do) {
  const auto verdict = judged({catalog::finding("dns.resolves", "NXDOMAIN", "x", {}, "{}", "Make the record.")});
  BOOST_TEST(verdict.next_action == "Make the record.");
  auto bare = catalog::make_check("dns.resolves", CheckStatus::fail);
  bare.remediation = {};
  BOOST_TEST(judged({bare}).next_action == find_check("dns.resolves")->fix);
  BOOST_TEST(judged({bare}).headline == "dns.resolves failed: not so: The name resolves to an address");
}

BOOST_AUTO_TEST_CASE(the_order_of_the_checks_does_not_matter) {
  std::minstd_rand dice(7);
  for (const auto& [name, make] : reports::all) {
    const auto report = make();
    auto checks = report.checks;
    for (int round = 0; round < 20; ++round) {
      std::shuffle(checks.begin(), checks.end(), dice);
      const auto verdict = judged(checks, report.profile);
      BOOST_TEST((verdict.status == report.verdict.status), name);
      BOOST_TEST(verdict.check == report.verdict.check, name);
      BOOST_TEST(verdict.headline == report.verdict.headline, name);
      BOOST_TEST(verdict.next_action == report.verdict.next_action, name);
      report::sort_by_table(checks);
      BOOST_TEST(std::ranges::equal(checks, report.checks, {}, &Check::id, &Check::id), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_snapshot_check_that_explains_what_failed_first_is_named_instead) {
  const auto verdict = reports::snapshot_explains().verdict;
  BOOST_TEST((verdict.status == Status::fail));
  BOOST_TEST((verdict.layer == Layer::ncc));
  BOOST_TEST((verdict.owner == Owner::databricks));
  BOOST_TEST(verdict.check == "ncc.rule-established");
  BOOST_TEST(verdict.next_action.starts_with("az network private-link-service connection update"));
  BOOST_TEST(verdict.headline.ends_with("It can make tcp.connects fail, which failed first on the path"));
}

BOOST_AUTO_TEST_CASE(a_snapshot_check_that_explains_something_else_is_not) {
  std::vector checks = {catalog::finding("dns.resolves", "NXDOMAIN", "x"),
                        catalog::finding("tcp.connects", "silent", "x"),
                        reports::of_snapshot("ncc.rule", Layer::ncc, CheckStatus::fail, {"tcp.connects"})};
  BOOST_TEST(judged(checks).check == "dns.resolves");
  checks[2].explains = {"dns.resolves"};
  BOOST_TEST(judged(checks).check == "ncc.rule");
  checks[2].layer = Layer::http;  // only a snapshot explains
  BOOST_TEST(judged(checks).check == "dns.resolves");
  checks[2].layer = Layer::ncc;
  checks[2].status = CheckStatus::warn;
  BOOST_TEST(judged(checks).check == "dns.resolves");
}

BOOST_AUTO_TEST_CASE(of_several_that_explain_the_one_that_the_others_stand_upon_is_named) {
  const std::vector<std::string> tcp = {"tcp.connects"};
  std::vector checks = {catalog::finding("tcp.connects", "silent", "x"),
                        reports::of_snapshot("workspace.bound", Layer::workspace, CheckStatus::fail, tcp),
                        reports::of_snapshot("ncc.rule", Layer::ncc, CheckStatus::fail, tcp),
                        reports::of_snapshot("k8s.service", Layer::kubernetes, CheckStatus::fail, tcp),
                        reports::of_snapshot("pls.there", Layer::privatelink, CheckStatus::fail, tcp)};
  BOOST_TEST(judged(checks).check == "k8s.service");
  checks.erase(checks.begin() + 3);
  BOOST_TEST(judged(checks).check == "pls.there");
}

BOOST_AUTO_TEST_CASE(a_snapshot_alone_is_named_in_the_order_of_layers) {
  const std::vector checks = {catalog::pass("tcp.connects", "x"),
                              reports::of_snapshot("ncc.rule", Layer::ncc, CheckStatus::fail),
                              reports::of_snapshot("pls.there", Layer::privatelink, CheckStatus::fail)};
  BOOST_TEST(judged(checks).check == "pls.there");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_seen_is_unknown_and_says_who_can) {
  auto checks = reports::wrong_vantage().checks;
  const auto verdict = judged(checks, Profile::databricks_ncc);
  BOOST_TEST((verdict.status == Status::unknown));
  BOOST_TEST(!verdict.layer.has_value());
  BOOST_TEST(!verdict.owner.has_value());
  BOOST_TEST(verdict.check == "dns.resolves");
  BOOST_TEST(verdict.next_action.starts_with("SELECT http_request("));
  BOOST_TEST(verdict.headline == "Nothing failed, and 5 checks of the databricks-ncc path cannot be decided from here");
  // The first that knows a command is the one to ask.
  reports::find(checks, "dns.resolves").remediation.commands.clear();
  BOOST_TEST(judged(checks).check == "dns.no-cname");
  // A failure is worth more than what is not seen; a warning is worth less.
  reports::find(checks, "tls.version") = catalog::finding("tls.version", "TLS 1.0", "TLS 1.2");
  BOOST_TEST((judged(checks).status == Status::unknown));
  reports::find(checks, "tls.handshake") = catalog::finding("tls.handshake", "closed", "x");
  BOOST_TEST((judged(checks).status == Status::fail));
}

BOOST_AUTO_TEST_CASE(other_skips_are_no_reason_to_doubt) {
  for (const auto reason : {SkipReason::not_applicable, SkipReason::not_asked, SkipReason::no_data}) {
    BOOST_TEST((judged({catalog::pass("dns.resolves", "x"), catalog::skip("tcp.connects", reason, "why")}).status ==
                Status::pass));
  }
}

BOOST_AUTO_TEST_CASE(the_deadline_leaves_it_incomplete) {
  const auto verdict = reports::deadline().verdict;
  BOOST_TEST((verdict.status == Status::incomplete));
  BOOST_TEST(!verdict.layer.has_value());
  BOOST_TEST(verdict.check == "tls.handshake");
  BOOST_TEST(verdict.headline ==
             "It ended before tls.handshake was decided: 12 checks cut off, and nothing failed until then");
  auto checks = reports::deadline().checks;
  reports::find(checks, "dns.no-cname") = catalog::finding("dns.no-cname", "an alias", "x");
  BOOST_TEST((judged(checks).status == Status::fail));
}

BOOST_AUTO_TEST_CASE(warnings_are_named_when_nothing_failed) {
  const auto verdict = reports::warnings_only().verdict;
  BOOST_TEST((verdict.status == Status::warn));
  BOOST_TEST((verdict.layer == Layer::dns));
  BOOST_TEST((verdict.owner == Owner::customer_dns));
  BOOST_TEST(verdict.headline ==
             "Nothing failed. dns.system-agrees warns: the hosts file says 10.20.0.9, 10.0.0.10:53 says 10.20.0.4 "
             "(and 1 more warning)");
}

BOOST_AUTO_TEST_CASE(a_crash_comes_first_and_does_not_hide_a_failure) {
  auto checks = reports::crash().checks;
  auto verdict = judged(checks);
  BOOST_TEST((verdict.status == Status::crash));
  BOOST_TEST((verdict.layer == Layer::tls));
  BOOST_TEST(!verdict.owner.has_value());
  BOOST_TEST(verdict.check == "tls.version");
  reports::find(checks, "http.responds") = catalog::finding("http.responds", "503", "x", {"kubectl logs"});
  verdict = judged(checks);
  BOOST_TEST((verdict.status == Status::crash));
  BOOST_TEST((verdict.layer == Layer::http));
  BOOST_TEST(verdict.next_action == "kubectl logs");
  BOOST_TEST(verdict.headline ==
             "http.responds failed: 503. Besides, tls.version crashed while it was judged, so its result is missing");
}

BOOST_AUTO_TEST_CASE(a_headline_is_short_and_one_line) {
  const auto verdict = judged({catalog::finding("dns.resolves", "one\ntwo " + std::string(5000, 'x'), "x")});
  BOOST_TEST(verdict.headline.size() < 400);
  BOOST_TEST(verdict.headline.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(unknown_ids_stand_behind_those_of_their_layer) {
  std::vector checks = {reports::of_snapshot("dns.invented-later", Layer::dns, CheckStatus::pass),
                        catalog::pass("tcp.connects", "x"), catalog::pass("dns.system-agrees", "x")};
  report::sort_by_table(checks);
  BOOST_TEST(checks[0].id == "dns.system-agrees");
  BOOST_TEST(checks[1].id == "dns.invented-later");
}

BOOST_AUTO_TEST_SUITE_END()
