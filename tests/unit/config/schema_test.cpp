#include "config/draft.hpp"
#include "config/table.hpp"
#include "json/document.hpp"
#include "loading.hpp"

using namespace atgateway;
using namespace atgateway::config_test;

BOOST_AUTO_TEST_SUITE(schema)

namespace {

json::Value member(json::Value value, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    const auto found = value.find(name);
    BOOST_REQUIRE_MESSAGE(found, "the schema has no " << name);
    value = *found;
  }
  return value;
}

// Every object of the schema is closed, every property described.
void check_object(json::Value object) {
  BOOST_TEST(member(object, {"type"}).text() == "object");
  BOOST_TEST(!member(object, {"additionalProperties"}).as_bool());
  for (const auto [name, property] : member(object, {"properties"}).members()) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(!member(property, {"description"}).text().empty());
      if (property.find("properties")) check_object(property);
      const auto items = property.find("items");
      if (items && items->find("properties")) check_object(*items);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_is_json_and_closed) {
  const auto document = json::Document::parse(config_schema());
  BOOST_REQUIRE(document.ok());
  BOOST_TEST(member(document->root(), {"$schema"}).text() == "https://json-schema.org/draft/2020-12/schema");
  check_object(document->root());
}

BOOST_AUTO_TEST_CASE(it_holds_types_defaults_ranges_and_words) {
  const auto document = json::Document::parse(config_schema());
  BOOST_REQUIRE(document.ok());
  const auto properties = member(document->root(), {"properties"});
  const auto rows = member(properties, {"limits", "properties", "rows"});
  BOOST_TEST(member(rows, {"type"}).text() == "integer");
  BOOST_TEST(member(rows, {"default"}).text() == "10000");
  BOOST_TEST(member(rows, {"minimum"}).text() == "1");
  BOOST_TEST(member(rows, {"maximum"}).text() == "1000000");
  BOOST_TEST(member(properties, {"log", "properties", "level", "enum"}).source() ==
             R"(["debug", "info", "warn", "error"])");
  BOOST_TEST(member(properties, {"log", "properties", "level", "default"}).text() == "info");
  BOOST_TEST(member(properties, {"tls", "properties", "client_ca", "type"}).source() == R"(["string", "null"])");
  BOOST_TEST(member(properties, {"tls", "properties", "client_ca", "default"}).is_null());
  BOOST_TEST(member(properties, {"upstreams", "items", "required"}).source() == R"(["base_url"])");
  BOOST_TEST(member(properties, {"upstreams", "items", "properties", "tokenless", "enum"}).source() ==
             R"(["client-cert", "link-ids", "inbound-key", "anyone", null])");
  BOOST_TEST(member(properties, {"proxy_protocol", "properties", "probe_sources", "default"}).source() ==
             R"(["168.63.129.16/32"])");
  BOOST_TEST(member(document->root(), {"not", "required"}).source() == R"(["listeners"])");
  BOOST_TEST(member(document->root(), {"not", "anyOf"}).size() == 4U);
}

BOOST_AUTO_TEST_CASE(it_has_every_row_of_the_table) {
  const auto document = json::Document::parse(config_schema());
  BOOST_REQUIRE(document.ok());
  config::Draft draft;
  draft.config.listeners.resize(1);
  draft.config.upstreams.resize(1);
  std::size_t count = 0;
  config::visit(config::root_shape(), &draft, "",
                [&](const std::string& pointer, const config::Key&, const config::Shape&, void*) {
                  auto value = document->root();
                  std::string_view rest = pointer;
                  while (!rest.empty()) {
                    rest.remove_prefix(1);
                    const auto name = rest.substr(0, rest.find('/'));
                    rest.remove_prefix(name.size());
                    value = name == "0" ? member(value, {"items"}) : member(value, {"properties", name});
                  }
                  ++count;
                });
  BOOST_TEST(count > 70U);
}

BOOST_AUTO_TEST_SUITE_END()
