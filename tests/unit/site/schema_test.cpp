#include "json/document.hpp"
#include "site/table.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(it_is_json_and_has_every_key) {
  const auto document = json::Document::parse(site_schema());
  BOOST_REQUIRE(document.ok());
  const auto properties = document->root().find("properties");
  BOOST_REQUIRE(properties);
  for (const auto& key : site::keys()) {
    auto object = properties;
    if (!key.section.empty()) object = object->find(key.section)->find("properties");
    const auto row = object->find(key.name);
    BOOST_REQUIRE_MESSAGE(row, key.name);
    BOOST_TEST(row->find("description")->text() == key.says);
    BOOST_TEST(row->find("type").has_value());
  }
}

BOOST_AUTO_TEST_CASE(no_pattern_refuses_an_example) {
  for (const auto& key : site::keys()) {
    const auto pattern = site::pattern(key.rule);
    if (pattern.empty() || key.rule == site::Rule::principal) continue;  // \u escapes are not std::regex's
    const std::regex regex{std::string(pattern)};
    const auto example = json::Document::parse(std::string(key.example));
    BOOST_REQUIRE(example.ok());
    if (example->root().is(json::Kind::string)) {
      BOOST_TEST(std::regex_match(std::string(example->root().text()), regex), key.name);
    }
    for (const auto item : example->root().elements()) {
      BOOST_TEST(std::regex_match(std::string(item.text()), regex), key.name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
