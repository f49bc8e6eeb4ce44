#include "report/layout.hpp"
#include "report/visible.hpp"
#include "reports.hpp"

#include "json/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace atgateway;

namespace {

std::string text_of(const Report& report, const RenderOptions& options) {
  return render(report, ReportFormat::text, options);
}

std::string without_colours(std::string text) {
  for (auto at = text.find("\x1b["); at != std::string::npos; at = text.find("\x1b[", at)) {
    text.erase(at, text.find('m', at) - at + 1);
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(render_text)

BOOST_AUTO_TEST_CASE(the_verdict_is_the_first_word) {
  const std::string first[] = {"✓ PASS",  "✗ FAIL", "? UNKNOWN", "! WARN", "· INCOMPLETE",
                               "☠ CRASH", "✗ FAIL", "✗ FAIL",    "! WARN"};
  for (std::size_t i = 0; i < std::size(first); ++i) {
    BOOST_TEST(text_of(reports::all[i].make(), {}).starts_with(first[i]), reports::all[i].name);
  }
}

BOOST_AUTO_TEST_CASE(lines_fit_unless_a_word_or_a_command_does_not) {
  for (const auto& [name, make] : reports::all) {
    const auto report = make();
    for (const unsigned width : {40U, 80U, 140U}) {
      std::istringstream lines(text_of(report, {.width = width}));
      for (std::string line; std::getline(lines, line);) {
        if (report::columns(line) <= width) continue;
        const auto words = line.substr(line.find_first_not_of(' '));
        const bool is_command = words.starts_with("az ") || words.starts_with("SELECT") ||
                                words.starts_with("kubectl") || words.starts_with("curl") || words.starts_with("line ");
        const bool one_word = words.find(' ') == std::string::npos || words.starts_with("more ");
        BOOST_TEST((is_command || one_word), name << " " << width << ": " << line);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(commands_stand_alone_on_their_line) {
  const auto report = reports::dns_failure();
  for (const unsigned width : {0U, 1U, 40U, 200U}) {
    const auto text = text_of(report, {.width = width});
    for (const auto& check : report.checks) {
      for (const auto& command : check.remediation.commands) {
        BOOST_TEST(text.find("\n      " + command + "\n") != std::string::npos, width << " " << command);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(colour_changes_nothing_but_the_colour) {
  for (const auto& [name, make] : reports::all) {
    const auto report = make();
    const auto plain = text_of(report, {.width = 80});
    BOOST_TEST(plain.find('\x1b') == std::string::npos, name);
    BOOST_TEST(without_colours(text_of(report, {.colour = true, .width = 80})) == plain, name);
  }
}

BOOST_AUTO_TEST_CASE(ascii_is_ascii) {
  for (const auto& [name, make] : reports::all) {
    for (const bool all_checks : {false, true}) {
      for (const char c : text_of(make(), {.ascii = true, .all_checks = all_checks})) {
        BOOST_TEST_REQUIRE(((c >= ' ' && c < 0x7F) || c == '\n'), name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(nothing_hidden_comes_through) {
  for (const bool all_checks : {false, true}) {
    const auto text = text_of(reports::hostile(), {.all_checks = all_checks});
    for (std::string_view rest = text; !rest.empty();) {
      const auto step = json::utf8_step(rest);
      BOOST_TEST_REQUIRE(step.valid);
      const auto point = report::code_point_of(rest.substr(0, step.bytes));
      BOOST_TEST_REQUIRE((point == '\n' || !report::is_hidden(point)));
      rest.remove_prefix(step.bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(passes_are_a_count_or_all_of_them) {
  const auto report = reports::healthy();
  BOOST_TEST(text_of(report, {}).find("dns.resolves") == std::string::npos);
  BOOST_TEST(text_of(report, {}).find("19 checks passed\n") != std::string::npos);
  const auto all = text_of(report, {.all_checks = true});
  BOOST_TEST(all.find("✓ dns.resolves") != std::string::npos);
  BOOST_TEST(all.find("nameservers: [{\"server\": \"10.0.0.10:53\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(many_reasons_are_not_all_told) {
  auto checks = reports::all_passed();
  for (int i = 0; i < 40; ++i) {
    checks.push_back(reports::of_snapshot("ncc.c" + std::to_string(i), Layer::ncc, CheckStatus::skip));
    checks.back().reason = SkipReason::no_data;
    checks.back().remediation = {"needs file " + std::to_string(i), {}};
  }
  const auto report = reports::with(std::move(checks));
  BOOST_TEST(text_of(report, {}).find("and 34 more") != std::string::npos);
  BOOST_TEST(text_of(report, {.all_checks = true}).find("needs file 39") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_command_of_several_lines_keeps_them) {
  auto checks = reports::all_passed();
  reports::find(checks, "dns.resolves") = catalog::finding("dns.resolves", "x", "y", {"cat <<E\none\nE"});
  BOOST_TEST(text_of(reports::with(checks), {}).find("      cat <<E\n      one\n      E\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
