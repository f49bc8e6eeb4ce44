#include "gateway/openapi.hpp"
#include "base/ascii.hpp"
#include "dialect/rows_fields.hpp"
#include "gateway/router.hpp"
#include "json/document.hpp"

#include <atgateway/error.hpp>
#include <atgateway/service.hpp>
#include <atgateway/version.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(openapi)

namespace {

const json::Value& document() {
  static const auto parsed = json::Document::parse(gateway::openapi_document());
  BOOST_REQUIRE(parsed.ok());
  static const json::Value root = parsed->root();
  return root;
}

std::optional<json::Value> at(std::initializer_list<std::string_view> path) {
  std::optional<json::Value> value = document();
  for (const auto name : path) {
    if (value) value = value->find(name);
  }
  return value;
}

json::Value need(std::initializer_list<std::string_view> path) {
  const auto value = at(path);
  std::string where;
  for (const auto name : path) where.append("/").append(name);
  BOOST_REQUIRE_MESSAGE(value.has_value(), where << " is not there");
  return *value;
}

std::vector<std::string> texts(const json::Value& list) {
  std::vector<std::string> all;
  for (const auto item : list.elements()) all.emplace_back(item.text());
  return all;
}

std::vector<std::string> names(const json::Value& object) {
  std::vector<std::string> all;
  for (const auto& member : object.members()) all.emplace_back(member.name);
  return all;
}

bool holds(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void for_each_value(const json::Value& value, const std::function<void(const json::Value&)>& visit) {
  visit(value);
  for (const auto& member : value.members()) for_each_value(member.value, visit);
  for (const auto item : value.elements()) for_each_value(item, visit);
}

std::string lower(std::string text) {
  for (auto& c : text) c = base::lower(c);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_what_it_is_and_is_served_as_it_is) {
  BOOST_TEST(need({"openapi"}).text() == "3.1.0");
  BOOST_TEST(need({"info", "title"}).text() == "atgateway");
  BOOST_TEST(need({"info", "version"}).text() == "1");
  BOOST_TEST(need({"info", "x-atgateway-version"}).text() == ATGATEWAY_VERSION);
  BOOST_TEST(gateway::openapi_page().body == gateway::openapi_document());
  BOOST_TEST(gateway::openapi_page().headers.find("content-type").value() == "application/json");
}

BOOST_AUTO_TEST_CASE(no_name_is_given_twice_and_every_reference_leads_somewhere) {
  std::size_t references = 0;
  for_each_value(document(), [&](const json::Value& value) {
    auto given = names(value);
    std::sort(given.begin(), given.end());
    const auto twice = std::adjacent_find(given.begin(), given.end());
    BOOST_TEST((twice == given.end()), (twice == given.end() ? "" : *twice) << " is given twice");
    const auto reference = value.find("$ref");
    if (!reference) return;
    ++references;
    const auto target = reference->text();
    BOOST_TEST_REQUIRE(target.starts_with("#/components/"));
    const auto rest = target.substr(std::string_view("#/components/").size());
    const auto slash = rest.find('/');
    BOOST_TEST(at({"components", rest.substr(0, slash), rest.substr(slash + 1)}).has_value(), target);
  });
  BOOST_TEST(references > 100u);
}

BOOST_AUTO_TEST_CASE(holds_every_service_with_its_arguments) {
  std::vector<std::string> every;
  for (const auto& service : services()) every.emplace_back(service.name);
  BOOST_TEST(texts(need({"components", "parameters", "service", "schema", "enum"})) == every);
  for (const auto& service : services()) {
    BOOST_TEST_CONTEXT(service.name) {
      const std::string name(service.name);
      BOOST_TEST(at({"paths", "/v1/rows/" + name, "post"}).has_value());
      const auto request = need({"components", "schemas", name + "-request"});
      BOOST_TEST(request.find("properties")->find("rows")->find("maxItems")->text() ==
                 std::to_string(service.max_rows));
      const auto include = *request.find("properties")->find("include")->find("items")->find("enum");
      BOOST_TEST(holds(texts(include), "geom") == service.has_geometry);
      const auto row = *need({"components", "schemas", name + "-row"}).find("anyOf")->elements().begin();
      const auto properties = names(*row.find("properties"));
      BOOST_TEST(properties.size() == service.arguments.size() + 1);
      for (const auto& argument : service.arguments) {
        BOOST_TEST(holds(properties, argument.name), argument.name);
        BOOST_TEST(holds(texts(*row.find("required")), argument.name) == argument.required, argument.name);
        const auto schema = need({"components", "schemas", name + "." + std::string(argument.name)});
        BOOST_TEST(schema.find("description")->text() == argument.description);
        if (!argument.minimum) continue;
        const auto number = *schema.find("anyOf")->elements().begin();
        BOOST_TEST(number.find(argument.minimum_excluded ? "exclusiveMinimum" : "minimum").has_value(), argument.name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_request_has_the_fields_that_are_read) {
  std::vector<std::string> fields(dialect::field_names.begin(), dialect::field_names.end());
  std::sort(fields.begin(), fields.end());
  for (const auto& service : services()) {
    auto written = names(need({"components", "schemas", std::string(service.name) + "-request", "properties"}));
    std::sort(written.begin(), written.end());
    BOOST_TEST(written == fields, service.name);
  }
}

BOOST_AUTO_TEST_CASE(holds_every_code_at_its_status) {
  const auto anywhere = texts(need({"components", "schemas", "request-code", "enum"}));
  const auto of_rows = texts(need({"components", "schemas", "row-code", "enum"}));
  for (const auto& row : error_table()) {
    BOOST_TEST_CONTEXT(row.slug) {
      // Who has gone away is told nothing.
      const bool told = row.scope == ErrorScope::request && row.code != Errc::client_closed;
      BOOST_TEST((holds(anywhere, row.slug) || row.code == Errc::out_of_memory) ==
                 (told || row.code == Errc::out_of_memory));
      if (row.scope == ErrorScope::row) {
        BOOST_TEST(holds(of_rows, row.slug) == (row.code != Errc::geometry_unknown));
      }
      if (!told) continue;
      const auto name = "problem-" + std::to_string(row.status);
      const auto schema = need({"components", "schemas", name, "allOf"});
      auto parts = schema.elements().begin();
      const auto own = *(*++parts).find("properties");
      BOOST_TEST(own.find("status")->find("const")->text() == std::to_string(row.status));
      BOOST_TEST(holds(texts(*own.find("code")->find("enum")), row.slug));
      const auto response = need({"components", "responses", name});
      BOOST_TEST(response.find("description")->text().find(row.sentence) != std::string_view::npos);
      const bool later = row.status == 429 || row.status == 503;
      BOOST_TEST(response.find("headers")->find("Retry-After").has_value() == later);
      const auto replies = need({"paths", "/v1/rows/geocode", "post", "responses"});
      const bool there = row.code != Errc::method_not_allowed;
      BOOST_TEST(replies.find(std::to_string(row.status)).has_value() == there);
    }
  }
  BOOST_TEST(!at({"components", "responses", "problem-499"}).has_value());
  BOOST_TEST(!at({"components", "responses", "problem-502"}).has_value());
}

BOOST_AUTO_TEST_CASE(has_the_routes_of_the_router_and_no_other) {
  std::set<std::string> routes;
  for (const auto& [method, path] : gateway::all_routes()) {
    const auto place = path.find("{service}");
    if (path.starts_with("/v1/rows/")) {
      for (const auto& service : services()) {
        routes.insert(std::string(method) + " " + std::string(path.substr(0, place)) + std::string(service.name));
      }
    } else {
      routes.insert(std::string(method) + " " + std::string(path));
    }
  }
  std::set<std::string> written, ids;
  for (const auto& [path, operations] : need({"paths"}).members()) {
    for (const auto& [method, operation] : operations.members()) {
      std::string upper(method == "get" ? "GET" : "POST");
      BOOST_TEST(lower(upper) == method);
      written.insert(upper + " " + std::string(path));
      BOOST_TEST(ids.insert(std::string(operation.find("operationId")->text())).second, path);
    }
  }
  BOOST_TEST(written == routes, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
