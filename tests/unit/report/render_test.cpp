#include "reports.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(render)

BOOST_AUTO_TEST_CASE(forms_have_names) {
  const std::pair<std::string, ReportFormat> names[] = {{"text", ReportFormat::text},
                                                        {"json", ReportFormat::json},
                                                        {"json-lines", ReportFormat::json_lines},
                                                        {"markdown", ReportFormat::markdown},
                                                        {"html", ReportFormat::html},
                                                        {"junit", ReportFormat::junit},
                                                        {"prometheus", ReportFormat::prometheus}};
  std::set<std::string> different;
  for (const auto& [name, form] : names) {
    BOOST_TEST((report_format_from(name) == form), name);
    const auto text = atgateway::render(reports::healthy(), form);
    BOOST_TEST(text.ends_with('\n'), name);
    different.insert(text);
  }
  BOOST_TEST(different.size() == std::size(names));
  for (const auto* name : {"", "JSON", "yaml", "text "}) BOOST_TEST(!report_format_from(name).has_value());
}

BOOST_AUTO_TEST_CASE(a_fragment_is_html_without_a_page) {
  const auto report = reports::healthy();
  const auto fragment = atgateway::render(report, ReportFormat::html, {.fragment = true});
  BOOST_TEST(fragment.starts_with("<div class=\"atgw\""));
  BOOST_TEST(fragment.ends_with("</div>\n"));
  BOOST_TEST(fragment.find("<html") == std::string::npos);
  BOOST_TEST(fragment.find("<script") == std::string::npos);
  BOOST_TEST(atgateway::render(report, ReportFormat::html).find(fragment) != std::string::npos);
  for (const auto form : {ReportFormat::text, ReportFormat::json, ReportFormat::markdown, ReportFormat::junit}) {
    BOOST_TEST(atgateway::render(report, form, {.fragment = true}) == atgateway::render(report, form));
  }
}

BOOST_AUTO_TEST_CASE(a_report_of_nothing_has_every_form) {
  for (unsigned form = 0; form < 7; ++form) {
    BOOST_TEST(!atgateway::render({}, static_cast<ReportFormat>(form)).empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()
