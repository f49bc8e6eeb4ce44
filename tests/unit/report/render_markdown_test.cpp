#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(render_markdown)

BOOST_AUTO_TEST_CASE(commands_stand_in_blocks) {
  const auto report = reports::dns_failure();
  const auto text = render(report, ReportFormat::markdown);
  for (const auto& check : report.checks) {
    for (const auto& command : check.remediation.commands) {
      BOOST_TEST(text.find("```sh\n" + command + "\n```\n") != std::string::npos, command);
    }
  }
  BOOST_TEST(render(reports::wrong_vantage(), ReportFormat::markdown).find("```sql\nSELECT") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_others_chose_is_no_markup) {
  const auto text = render(reports::hostile(), ReportFormat::markdown);
  // Outside of code, every sign that could begin markup has a backslash.
  bool in_block = false;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    auto line = text.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("```")) {
      in_block = !in_block;
      continue;
    }
    if (in_block) continue;
    for (auto span = line.find("``"); span != std::string::npos; span = line.find("``")) {
      const auto close = line.find("``", span + 2);
      BOOST_TEST_REQUIRE(close != std::string::npos);
      line.erase(span, close + 2 - span);
    }
    for (const auto* bad : {"<script", "[link]", "***", "<!--", "| pipe", "{label"}) {
      for (auto found = line.find(bad); found != std::string::npos; found = line.find(bad, found + 1)) {
        BOOST_TEST((found > 0 && line[found - 1] == '\\'), line);
      }
    }
  }
  BOOST_TEST(!in_block);
}

BOOST_AUTO_TEST_CASE(backquotes_get_longer_fences) {
  auto checks = reports::all_passed();
  reports::find(checks, "dns.resolves") = catalog::finding("dns.resolves", "x", "y", {"echo ```` `a`"});
  BOOST_TEST(render(reports::with(checks), ReportFormat::markdown).find("`````sh\necho ```` `a`\n`````\n") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
