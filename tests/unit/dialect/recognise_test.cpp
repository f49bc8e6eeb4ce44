#include "support.hpp"

using namespace dialect_tests;

BOOST_AUTO_TEST_SUITE(recognise)

BOOST_AUTO_TEST_CASE(the_shape_tells_the_language_and_where_the_service_is) {
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {R"({"rows":[],"service":"geocode"})", "rows", "geocode"},
      {R"({"row":null,"service":"quota"})", "rows", "quota"},
      {R"({"row":null,"rows":[],"service":"quota"})", "rows", "quota"},
      {R"({"calls":[],"userDefinedContext":{"service":"route"},"service":"quota"})", "bigquery", "route"},
      {R"({"data":[],"service":"quota"})", "snowflake", "isoline"},
      {R"({"arguments":null,"external_function":"public.geocode","service":"quota"})", "redshift", "geocode"},
      {R"({"arguments":[],"external_function":"Carto_Reverse_Geocode"})", "redshift", "reverse-geocode"},
      {R"({"arguments":[],"external_function":"db.carto.LDS_ISOLINE"})", "redshift", "isoline"},
  };
  for (const auto& [body, language, service] : cases) {
    BOOST_TEST_CONTEXT(body) {
      const auto document = parse(body);
      const auto found = dialect::recognise(document.root(), headers({{"SF-Custom-Service", "isoline"}}));
      BOOST_REQUIRE(found.ok());
      BOOST_TEST(found->dialect->name == language);
      BOOST_TEST(found->service->name == service);
    }
  }
}

BOOST_AUTO_TEST_CASE(none_or_two_shapes_are_ambiguous) {
  for (const char* body :
       {R"({})", R"({"service":"geocode"})", R"({"rows":[],"calls":[]})", R"({"data":[],"arguments":null})",
        R"({"row":1,"data":[],"service":"geocode"})", R"({"Rows":[]})"}) {
    BOOST_TEST_CONTEXT(body) {
      const auto document = parse(body);
      BOOST_TEST(dialect::recognise(document.root(), {}).error().slug() == "ambiguous-shape");
    }
  }
  const auto list = parse("[]");
  BOOST_TEST(dialect::recognise(list.root(), {}).error().slug() == "bad-field");
}

BOOST_AUTO_TEST_CASE(a_missing_service_names_its_place) {
  const std::tuple<std::string, std::string_view, std::string_view> cases[] = {
      {R"({"rows":[]})", "`service`", "/service"},
      {R"({"rows":[],"service":7})", "`service`", "/service"},
      {R"({"calls":[],"service":"geocode"})", "`userDefinedContext.service`", "/userDefinedContext/service"},
      {R"({"calls":[],"userDefinedContext":[]})", "`userDefinedContext.service`", "/userDefinedContext/service"},
      {R"({"data":[],"service":"geocode"})", "`sf-custom-service`", ""},
      {R"({"arguments":[],"service":"geocode"})", "`external_function`", "/external_function"},
      {R"({"arguments":[],"external_function":"geocode."})", "`external_function`", "/external_function"},
      {R"({"arguments":[],"external_function":"public.carto_"})", "`external_function`", "/external_function"},
  };
  for (const auto& [body, place, field] : cases) {
    BOOST_TEST_CONTEXT(body) {
      const auto document = parse(body);
      const auto found = dialect::recognise(document.root(), {});
      BOOST_REQUIRE(!found.ok());
      BOOST_TEST(found.error().slug() == "bad-field");
      BOOST_TEST(found.error().field() == field);
      BOOST_TEST(has(found.error().detail(), place), found.error().detail());
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_service_is_suggested_and_only_plain_names_repeated) {
  const auto near = parse(R"({"rows":[],"service":"geocod"})");
  const auto error = dialect::recognise(near.root(), {}).error();
  BOOST_TEST(error.slug() == "unknown-service");
  BOOST_TEST(error.hint() == "did you mean `geocode`?");
  const auto twice = parse(R"({"arguments":[],"external_function":"carto_lds_geocode"})");
  BOOST_TEST(dialect::recognise(twice.root(), {}).error().slug() == "unknown-service");
  const auto odd = parse(R"({"rows":[],"service":"Calle Mayor 1"})");
  BOOST_TEST(!has(dialect::recognise(odd.root(), {}).error().detail(), "Calle"));
}

BOOST_AUTO_TEST_SUITE_END()
