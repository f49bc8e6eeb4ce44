#include "support/diagnostics_page.hpp"

#include "catalog/make_check.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(diagnostics_page)

namespace {

std::string the_page() {
  std::ifstream file(std::string(ATGATEWAY_SOURCE_DIR) + "/docs/diagnostics.md", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> anchors(const std::string& page) {
  std::set<std::string> found;
  const std::string opening = "<a id=\"";
  for (auto at = page.find(opening); at != std::string::npos; at = page.find(opening, at + 1)) {
    const auto begin = at + opening.size();
    found.insert(page.substr(begin, page.find('"', begin) - begin));
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_page_is_what_the_tables_say) {
  BOOST_TEST((the_page() == support::diagnostics_page()), "docs/diagnostics.md is old: run ./dev docs");
}

BOOST_AUTO_TEST_CASE(every_check_has_its_anchor_and_every_anchor_its_check) {
  const auto found = anchors(the_page());
  for (const auto& row : check_table()) {
    const auto link = catalog::make_check(row.id, CheckStatus::pass).link;
    const std::string page = "docs/diagnostics.md#";
    BOOST_REQUIRE(link.starts_with(page));
    BOOST_TEST(found.contains(link.substr(page.size())), link);
  }
  for (const auto& anchor : found) BOOST_TEST((find_check(anchor) != nullptr), anchor);
}

BOOST_AUTO_TEST_CASE(texts_are_safe_in_markdown) {
  BOOST_TEST(support::escaped("GRANT <x> `<y>`") == "GRANT \\<x> `<y>`");
  BOOST_TEST(support::escaped("a|b", true) == "a\\|b");
  BOOST_TEST(support::code_span("a `b` c") == "``a `b` c``");
  BOOST_TEST(support::linked("RFC 1; https://example.com/a; docs/errors.md") ==
             "RFC 1; <https://example.com/a>; [errors.md](errors.md)");
}

BOOST_AUTO_TEST_SUITE_END()
