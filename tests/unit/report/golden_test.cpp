// Every form of reports made by hand, against tests/golden. ATGATEWAY_UPDATE_GOLDENS=1 writes what is rendered now.
#include "reports.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace atgateway;

namespace {

const std::filesystem::path folder = std::filesystem::path(ATGATEWAY_SOURCE_DIR) / "tests/golden";

void compare(const std::string& name, const std::string& rendered) {
  const auto path = folder / name;
  if (std::getenv("ATGATEWAY_UPDATE_GOLDENS") != nullptr) {
    std::filesystem::create_directories(folder);
    std::ofstream(path, std::ios::binary) << rendered;
  }
  std::ifstream in(path, std::ios::binary);
  BOOST_TEST_REQUIRE(in.is_open(), path.string());
  const std::string golden(std::istreambuf_iterator<char>(in), {});
  BOOST_TEST((golden == rendered), name << " is not what is rendered now; see the difference with\n"
                                           "ATGATEWAY_UPDATE_GOLDENS=1 and git diff tests/golden\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden)

BOOST_AUTO_TEST_CASE(every_report_in_every_form) {
  const std::pair<ReportFormat, std::string> forms[] = {
      {ReportFormat::text, ".txt"},    {ReportFormat::json, ".json"},       {ReportFormat::json_lines, ".jsonl"},
      {ReportFormat::markdown, ".md"}, {ReportFormat::junit, ".junit.xml"}, {ReportFormat::prometheus, ".prom"},
      {ReportFormat::html, ".html"}};
  for (const auto& [name, make] : reports::all) {
    for (const auto& [form, ending] : forms) {
      compare(std::string(name) + ending, render(make(), form, {.width = 80}));
    }
  }
}

BOOST_AUTO_TEST_CASE(text_in_its_other_looks) {
  const auto report = reports::dns_failure();
  compare("dns_failure.colour.txt", render(report, ReportFormat::text, {.colour = true, .width = 80}));
  compare("dns_failure.ascii.txt", render(report, ReportFormat::text, {.width = 80, .ascii = true}));
  compare("dns_failure.narrow.txt", render(report, ReportFormat::text, {.width = 40}));
  compare("healthy.all.txt", render(reports::healthy(), ReportFormat::text, {.width = 120, .all_checks = true}));
}

BOOST_AUTO_TEST_CASE(what_changed_since) {
  const auto before = reports::healthy();
  for (const auto& [form, ending] : {std::pair{ReportFormat::text, ".txt"}, {ReportFormat::markdown, ".md"}}) {
    compare(std::string("since") + ending, render(reports::dns_failure(), form, {.width = 80, .baseline = &before}));
    compare(std::string("unchanged") + ending, render(before, form, {.width = 80, .baseline = &before}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
