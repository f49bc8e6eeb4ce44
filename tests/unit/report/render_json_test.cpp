#include "json/document.hpp"
#include "report/renderers.hpp"
#include "report/visible.hpp"
#include "reports.hpp"

#include "json/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace atgateway;

namespace {

json::Document parsed(std::string text) {
  auto document = json::Document::parse(std::move(text));
  BOOST_TEST_REQUIRE(document.ok());
  return std::move(*document);
}

std::set<std::string> names_of(json::Value object) {
  std::set<std::string> names;
  for (const auto& member : object.members()) names.emplace(member.name);
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(render_json)

BOOST_AUTO_TEST_CASE(every_report_is_json_of_one_shape) {
  const std::set<std::string> head = {"schema_version", "tool",   "started_at", "duration_us", "profile",
                                      "vantage",        "target", "verdict",    "checks"};
  for (const auto& [name, make] : reports::all) {
    const auto report = make();
    const auto document = parsed(report::render_json(report));
    BOOST_TEST((names_of(document.root()) == head), name);
    BOOST_TEST(document.root().find("checks")->size() == report.checks.size());
    for (const auto check : document.root().find("checks")->elements()) {
      const bool skipped = check.find("status")->text() == "skip";
      BOOST_TEST((check.find("blocked_by").has_value() + check.find("reason").has_value()) == (skipped ? 1 : 0));
    }
  }
}

BOOST_AUTO_TEST_CASE(nobody_is_null) {
  const auto document = parsed(report::render_json(reports::with(reports::all_passed())));
  const auto verdict = *document.root().find("verdict");
  for (const auto* name : {"layer", "owner", "next_action", "check"}) BOOST_TEST(verdict.find(name)->is_null(), name);
  BOOST_TEST(verdict.find("status")->text() == "pass");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_left_out) {
  const auto document = parsed(report::render_json(reports::snapshot_explains()));
  std::size_t explained = 0;
  for (const auto check : document.root().find("checks")->elements()) {
    if (const auto explains = check.find("explains")) {
      ++explained;
      BOOST_TEST(explains->size() == 2);
    }
    const auto id = check.find("id")->text();
    BOOST_TEST(
        check.find("ref").has_value() == (id != "config.target" && id != "dns.expected-address" &&
                                          id != "tls.version" && id != "token.accepted" && !id.starts_with("gateway.")),
        id);
  }
  BOOST_TEST(explained == 1);
}

BOOST_AUTO_TEST_CASE(a_check_is_a_line) {
  for (const auto& [name, make] : reports::all) {
    const auto report = make();
    std::string lines = report::render_json_lines(report);
    std::size_t count = 0;
    while (!lines.empty()) {
      const auto end = lines.find('\n');
      BOOST_TEST_REQUIRE(end != std::string::npos);
      const auto line = parsed(lines.substr(0, end));
      const bool last = end + 1 == lines.size();
      BOOST_TEST(line.root().find("verdict").has_value() == last);
      if (!last) BOOST_TEST(lines.substr(0, end) == check_json(report.checks[count]));
      ++count;
      lines.erase(0, end + 1);
    }
    BOOST_TEST(count == report.checks.size() + 1, name);
  }
}

BOOST_AUTO_TEST_CASE(hidden_characters_are_escaped_and_come_back) {
  const auto report = reports::hostile();
  for (const auto& text : {report::render_json(report), report::render_json_lines(report)}) {
    for (std::string_view rest = text; !rest.empty();) {
      const auto step = json::utf8_step(rest);
      BOOST_TEST_REQUIRE(step.valid);
      const auto point = report::code_point_of(rest.substr(0, step.bytes));
      BOOST_TEST_REQUIRE((point == '\n' || !report::is_hidden(point)));
      rest.remove_prefix(step.bytes);
    }
  }
  const auto document = parsed(report::render_json(report));
  BOOST_TEST(document.root().find("target")->text().starts_with("https://\x1b[31mred"));
}

BOOST_AUTO_TEST_CASE(broken_evidence_does_not_break_the_report) {
  auto report = reports::healthy();
  report.checks[0].evidence = "{\"a\":";
  report.checks[1].evidence = "";
  const auto document = parsed(report::render_json(report));
  for (const auto check : document.root().find("checks")->elements()) {
    BOOST_TEST(check.find("evidence")->is(json::Kind::object));
  }
}

BOOST_AUTO_TEST_SUITE_END()
