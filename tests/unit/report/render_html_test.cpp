#include "report/renderers.hpp"
#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(render_html)

BOOST_AUTO_TEST_CASE(what_others_chose_is_no_markup) {
  const auto page = render(reports::hostile(), ReportFormat::html);
  BOOST_TEST(count(page, "<script") == 1);  // the page's own
  BOOST_TEST(count(page, "alert(1)") > 3);
  BOOST_TEST(count(page, "<b>\\u001b") == 0);
  BOOST_TEST(count(page, "<!-- -->") == 0);
  BOOST_TEST(count(page, "href=") == 0);
  BOOST_TEST(count(page, " onclick") == 0);
  BOOST_TEST(count(page, " style=") == 0);
}

BOOST_AUTO_TEST_CASE(a_page_loads_nothing) {
  for (const auto& [name, make] : reports::all) {
    const auto page = render(make(), ReportFormat::html);
    for (const auto* loads : {"src=", "@import", "url(", "<link", "<img", "<iframe", "http-equiv=\"refresh"}) {
      BOOST_TEST(count(page, loads) == 0, name << " " << loads);
    }
    BOOST_TEST(count(page, "default-src 'none'; style-src 'sha256-") == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_fragment_is_what_the_page_shows_and_has_no_script) {
  const auto report = reports::snapshot_explains();
  const auto fragment = report::render_html_fragment(report, {});
  BOOST_TEST(count(fragment, "<script") == 0);
  BOOST_TEST(count(render(report, ReportFormat::html), fragment) == 1);
  BOOST_TEST(fragment.starts_with("<div class=\"atgw\""));
}

BOOST_AUTO_TEST_CASE(every_element_is_closed) {
  for (const auto& [name, make] : reports::all) {
    const auto page = render(make(), ReportFormat::html);
    for (const std::string tag :
         {"div",  "section", "article", "dl",     "dt",         "dd",      "ol",      "li",   "p",    "pre",
          "code", "table",   "tr",      "td",     "th",         "details", "summary", "svg",  "h1",   "h2",
          "h3",   "span",    "b",       "figure", "figcaption", "title",   "desc",    "text", "tspan"}) {
      BOOST_TEST(count(page, "<" + tag + ">") + count(page, "<" + tag + " ") == count(page, "</" + tag + ">"),
                 name << " " << tag);
    }
  }
}

BOOST_AUTO_TEST_CASE(bars_are_as_long_as_the_times) {
  auto report = reports::healthy();
  const auto fragment = report::render_html_fragment(report, {});
  BOOST_TEST(count(fragment, "<svg width=\"90\"") == 19);
  for (auto& check : report.checks) check.duration_us = 0;
  BOOST_TEST(count(report::render_html_fragment(report, {}), "<svg width=\"90\"") == 0);
  report.checks[0].duration_us = INT64_MAX;
  report.checks[1].duration_us = 1;
  const auto extreme = report::render_html_fragment(report, {});
  BOOST_TEST(count(extreme, "<rect width=\"90\" height=\"6\" rx=\"3\"/><rect width=\"90\"") == 1);
  BOOST_TEST(count(extreme, "<rect width=\"90\" height=\"6\" rx=\"3\"/><rect width=\"1\"") == 1);
}

BOOST_AUTO_TEST_CASE(pictures_stand_between_findings_and_the_rest) {
  const auto fragment = report::render_html_fragment(reports::several_ways(), {});
  const auto findings = fragment.find("What does not hold"), names = fragment.find("What DNS says"),
             times = fragment.find("Where the time goes"), passes = fragment.find("What holds");
  BOOST_TEST(findings < names);
  BOOST_TEST(names < times);
  BOOST_TEST(times < passes);
  BOOST_TEST(count(fragment, "role=\"img\" width=") == 4);
  BOOST_TEST(count(report::render_html_fragment(reports::crash(), {}), "<figure") == 0);
}

BOOST_AUTO_TEST_CASE(a_place_that_cannot_judge_says_so_with_what_to_run_instead) {
  auto report = reports::wrong_vantage();
  const auto sentence = "<p class=\"vantage\">This is a classic Databricks cluster: ";
  const auto page = report::render_html_fragment(report, {});
  const auto top = page.substr(0, page.find("<ol class=\"strip\""));
  BOOST_TEST(count(top, sentence) == 1);
  BOOST_TEST(count(top, "Run this statement on the serverless SQL warehouse instead:") == 1);
  BOOST_TEST(count(top, "SELECT http_request") == 1);
  // Neither is said again below.
  BOOST_TEST(count(page, "This is a classic Databricks cluster") == 1);
  BOOST_TEST(count(page, "SELECT http_request") == 1);

  // Another verdict does not hide it.
  auto& failed = reports::find(report.checks, "gateway.ready");
  failed = catalog::finding("gateway.ready", "503", "200", {"kubectl get pods"});
  report.verdict = report::judge(report.checks, report.profile);
  const auto other = report::render_html_fragment(report, {});
  BOOST_TEST(count(other.substr(0, other.find("<ol class=\"strip\"")), sentence) == 1);
  BOOST_TEST(count(other, "for what cannot be decided from here:") == 1);
  BOOST_TEST(count(other, "SELECT http_request") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
