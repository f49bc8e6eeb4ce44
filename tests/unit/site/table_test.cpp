#include "site/table.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <set>
#include <sstream>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(table)

namespace {

std::string page(const char* name) {
  std::ifstream file(std::string(ATGATEWAY_SOURCE_DIR) + "/docs/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_key_has_a_place_of_its_own) {
  Site site;
  std::set<std::pair<std::string_view, std::string_view>> names;
  std::set<const void*> places;
  for (const auto& key : site::keys()) {
    BOOST_TEST(names.emplace(key.section, key.name).second);
    places.insert(std::visit([](auto* place) { return static_cast<const void*>(place); }, key.place(site)));
  }
  BOOST_TEST(places.size() == site::keys().size());
}

BOOST_AUTO_TEST_CASE(each_example_is_taken) {
  for (const auto& key : site::keys()) {
    std::string member = "\"" + std::string(key.name) + "\": " + std::string(key.example);
    if (!key.section.empty()) member = "\"" + std::string(key.section) + "\": {" + member + "}";
    BOOST_TEST(atgateway::read_site("{" + member + "}").ok(), member);
  }
}

BOOST_AUTO_TEST_CASE(the_page_has_each_key_with_its_sentence) {
  const auto text = page("site.md");
  for (const auto& key : site::keys()) {
    const auto row = "| `" + std::string(key.section) + (key.section.empty() ? "" : ".") + std::string(key.name) +
                     "` | " + std::string(key.says) + " |";
    BOOST_TEST(text.find(row) != std::string::npos, row);
  }
}

BOOST_AUTO_TEST_SUITE_END()
