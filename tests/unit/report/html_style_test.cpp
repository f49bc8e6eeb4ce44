#include "report/html_style.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

/// The values of the last rule whose selector or at-rule has `what`.
std::string values_of(const std::string& what) {
  const auto at = report::html_style().rfind(what);
  BOOST_TEST_REQUIRE(at != std::string::npos, what);
  const auto from = report::html_style().find("--bg:", at);
  return report::html_style().substr(from, report::html_style().find('}', from) - from);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(html_style)

BOOST_AUTO_TEST_CASE(a_page_that_names_its_theme_has_it) {
  const auto dark = values_of("prefers-color-scheme:dark");
  BOOST_TEST(dark.find("color-scheme:dark") != std::string::npos);
  BOOST_TEST(values_of("[data-jp-theme-light=\"false\"]") == dark);
  BOOST_TEST(values_of(".vscode-dark") == dark);
  const auto light = values_of("[data-jp-theme-light=\"true\"]");
  BOOST_TEST(light.find("color-scheme:light") != std::string::npos);
  BOOST_TEST(values_of(".vscode-light") == light);
  // What the page says comes behind what the system says, so that it counts more.
  BOOST_TEST(report::html_style().find("data-jp-theme-light") > report::html_style().find("prefers-color-scheme"));
}

BOOST_AUTO_TEST_CASE(both_themes_have_the_same_names) {
  const auto names_of = [](const std::string& values) {
    std::string names;
    for (auto at = values.find("--"); at != std::string::npos; at = values.find("--", at + 2)) {
      names += values.substr(at, values.find(':', at) - at) + " ";
    }
    return names;
  };
  BOOST_TEST(names_of(values_of(".vscode-dark")) == names_of(values_of(".vscode-light")));
}

BOOST_AUTO_TEST_CASE(what_notebooks_pages_set_of_bare_elements_is_set_by_a_rule_that_counts_more) {
  const std::string& style = report::html_style();
  const auto set = [&style](const std::string& selector, const std::string& value) {
    const auto at = style.find(selector);
    return at != std::string::npos && style.substr(at, style.find('}', at) - at).find(value) != std::string::npos;
  };
  BOOST_TEST(set(".atgw.atgw dt,.atgw.atgw dd{", "float:none"));
  BOOST_TEST(set(".atgw.atgw code{background", "white-space:inherit"));
  BOOST_TEST(set(".atgw.atgw tr:nth-child(n){", "background:none"));
  BOOST_TEST(set(".atgw.atgw td,.atgw.atgw th{", "text-align:left"));
  BOOST_TEST(set(".atgw.atgw .strip{", "padding:0"));
  BOOST_TEST(set(".atgw.atgw .time svg{", "max-width:none"));
  // The themes' colours stay with one class: a page's own word for its theme adds another.
  BOOST_TEST(style.rfind("\n.atgw{", 0) == 0);
}

BOOST_AUTO_TEST_CASE(every_rule_is_below_one_class_and_ends) {
  int depth = 0;
  std::string selector;
  for (const char c : report::html_style()) {
    if (c == '}') --depth;
    if (c == '{') {
      ++depth;
      const bool at_rule = selector.find('@') != std::string::npos;
      BOOST_TEST((at_rule || selector.find(".atgw") != std::string::npos), selector);
      selector.clear();
    } else if (c == '}' || c == ';') {
      selector.clear();
    } else {
      selector += c;
    }
    BOOST_TEST_REQUIRE(depth >= 0);
  }
  BOOST_TEST(depth == 0);
}

BOOST_AUTO_TEST_SUITE_END()
