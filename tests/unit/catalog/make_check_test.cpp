#include "catalog/make_check.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::catalog;

BOOST_AUTO_TEST_SUITE(make_check)

namespace {

void is_its_row(const Check& check, std::string_view id) {
  const auto* row = find_check(id);
  BOOST_REQUIRE(row != nullptr);
  BOOST_TEST(check.id == row->id);
  BOOST_TEST(check.ref == row->ref);
  BOOST_TEST(check.title == row->title);
  BOOST_TEST((check.layer == row->layer));
  BOOST_TEST((check.owner == row->owner));
  BOOST_TEST(check.link == "docs/diagnostics.md#" + std::string(id));
}

constexpr std::string_view an_error = "dns.resolves", a_warning = "dns.system-agrees";

}  // namespace

BOOST_AUTO_TEST_CASE(the_rows_chosen_here_are_what_they_are_chosen_for) {
  BOOST_TEST((find_check(an_error)->severity == Severity::error));
  BOOST_TEST((find_check(a_warning)->severity == Severity::warning));
}

BOOST_AUTO_TEST_CASE(what_passes_asks_for_nothing) {
  const auto check = pass(an_error, "10.1.0.7", R"({"addresses": 1})");
  is_its_row(check, an_error);
  BOOST_TEST((check.status == CheckStatus::pass));
  BOOST_TEST(check.observed == "10.1.0.7");
  BOOST_TEST(check.evidence == R"({"addresses": 1})");
  BOOST_TEST(check.remediation.text.empty());
  BOOST_TEST(check.explains.empty());
  BOOST_TEST(pass(an_error, "x").evidence == "{}");
}

BOOST_AUTO_TEST_CASE(a_finding_is_as_severe_as_its_row) {
  const auto failed = finding(an_error, "NXDOMAIN", "an address", {"kdig name"}, R"({"rcode": 3})");
  is_its_row(failed, an_error);
  BOOST_TEST((failed.status == CheckStatus::fail));
  BOOST_TEST((failed.severity == Severity::error));
  BOOST_TEST(failed.observed == "NXDOMAIN");
  BOOST_TEST(failed.expected == "an address");
  BOOST_TEST(failed.evidence == R"({"rcode": 3})");
  BOOST_TEST(failed.remediation.text == find_check(an_error)->fix);
  BOOST_TEST(failed.remediation.commands == std::vector<std::string>{"kdig name"}, boost::test_tools::per_element());
  BOOST_TEST((finding(a_warning, "o", "e").status == CheckStatus::warn));
  BOOST_TEST(finding(an_error, "o", "e", {}, "{}", "another fix").remediation.text == "another fix");
}

BOOST_AUTO_TEST_CASE(a_warning_is_one_whatever_its_row_says) {
  const auto check = warning(an_error, "o", "e");
  is_its_row(check, an_error);
  BOOST_TEST((check.status == CheckStatus::warn));
  BOOST_TEST((check.severity == Severity::warning));
  BOOST_TEST(check.remediation.text == find_check(an_error)->fix);
}

BOOST_AUTO_TEST_CASE(only_what_failed_explains_anything) {
  const CheckInfo* explaining = nullptr;
  for (const auto& row : check_table()) {
    if (!row.explains.empty() && row.severity == Severity::error) explaining = &row;
  }
  if (explaining == nullptr) return;  // until rows of snapshots are there
  const auto check = finding(explaining->id, "o", "e");
  BOOST_TEST(check.explains.size() == explaining->explains.size());
  BOOST_TEST(check.explains.front() == explaining->explains.front());
  BOOST_TEST(warning(explaining->id, "o", "e").explains.empty());
  BOOST_TEST(pass(explaining->id, "o").explains.empty());
}

BOOST_AUTO_TEST_CASE(a_skip_says_why_and_what_can_decide_instead) {
  const auto skipped = skip(an_error, SkipReason::not_visible_from_here, "Only serverless sees this.", {"SELECT 1"});
  is_its_row(skipped, an_error);
  BOOST_TEST((skipped.status == CheckStatus::skip));
  BOOST_TEST((skipped.reason == SkipReason::not_visible_from_here));
  BOOST_TEST(skipped.blocked_by.empty());
  BOOST_TEST(skipped.remediation.text == "Only serverless sees this.");
  BOOST_TEST(skipped.remediation.commands.size() == 1U);
  const auto stopped = blocked("tcp.connects", an_error);
  BOOST_TEST((stopped.status == CheckStatus::skip));
  BOOST_TEST(stopped.blocked_by == an_error);
  BOOST_TEST(!stopped.reason.has_value());
  BOOST_TEST(stopped.remediation.text.empty());
}

BOOST_AUTO_TEST_SUITE_END()
