#include "dialect/rows_fields.hpp"

#include "dialect/rows.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace atgateway;
using dialect::Field;

namespace {

json::Document parse(std::string text) { return std::move(json::Document::parse(std::move(text))).value(); }

struct Refused {
  std::string body, slug, field;
};
const Refused refused[] = {
    {"[]", "bad-field", ""},
    {"null", "bad-field", ""},
    {R"({"rows":[],"rows":[]})", "duplicate-field", "/rows"},
    {R"({"api_access_token":"a","api_\u0061ccess_token":"b","row":[]})", "duplicate-field", "/api_access_token"},
    // One of the two is unknown as well: that a name stands twice is said first.
    {R"({"x":1,"row":[],"x":2})", "duplicate-field", "/x"},
    {R"({"x":1,"row":[],"row":[]})", "duplicate-field", "/row"},
    {R"({"rowz":[]})", "unknown-field", "/rowz"},
    {R"({"row":[],"eyJhbGciOiJIUzI1NiJ9.e30.abcdefgh":1})", "unknown-field", ""},
    {R"({"row":[],"Calle Mayor 1":1})", "unknown-field", ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_fields)

BOOST_AUTO_TEST_CASE(finds_each_field_and_treats_null_as_absent) {
  const auto document = parse(R"({"rows":[1],"row":null,"geometry":"wkt"})");
  const auto envelope = dialect::read_envelope(document.root());
  BOOST_REQUIRE(envelope.ok());
  BOOST_TEST(envelope->find(Field::rows)->size() == 1u);
  BOOST_TEST(envelope->find(Field::geometry)->text() == "wkt");
  BOOST_TEST(!envelope->find(Field::row));
  BOOST_TEST(envelope->written(Field::row)->is_null());
  BOOST_TEST(!envelope->written(Field::context));
}

BOOST_AUTO_TEST_CASE(refuses) {
  for (const auto& each : refused) {
    BOOST_TEST_CONTEXT(each.body) {
      const auto document = parse(each.body);
      const auto envelope = dialect::read_envelope(document.root());
      BOOST_REQUIRE(!envelope.ok());
      BOOST_TEST(envelope.error().slug() == each.slug);
      BOOST_TEST(envelope.error().field() == each.field);
    }
  }
}

BOOST_AUTO_TEST_CASE(suggests_the_nearest_name_and_repeats_nothing_else) {
  const auto near = parse(R"({"rowz":[]})");
  BOOST_TEST(dialect::read_envelope(near.root()).error().hint() == "did you mean `rows`?");
  const auto token = parse(R"({"eyJhbGciOiJIUzI1NiJ9.e30.abcdefgh":1})");
  const Error error = dialect::read_envelope(token.root()).error();
  BOOST_TEST(error.detail().find("eyJ") == std::string_view::npos);
  BOOST_TEST(error.hint().find("eyJ") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_unknown_names_cost_what_reading_them_costs) {
  std::string body = "{";
  for (int i = 0; i < 100000; ++i) body += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
  const auto document = parse(body + "}");
  const auto began = std::chrono::steady_clock::now();
  const auto envelope = dialect::read_envelope(document.root());
  const auto took = std::chrono::steady_clock::now() - began;
  BOOST_TEST(envelope.error().slug() == "unknown-field");
  BOOST_TEST(took < std::chrono::seconds(5));  // a quadratic way takes minutes
}

BOOST_AUTO_TEST_CASE(errors_in_the_body_are_wanted_when_it_can_tell) {
  const std::pair<std::string, bool> cases[] = {
      {R"({"errors":"body"})", true},
      {R"({"errors":"body","unheard_of":1})", true},
      {R"({"\u0065rrors":"body"})", true},
      {R"({"errors":"status"})", false},
      {R"({"errors":null})", false},
      {R"({"errors":true})", false},
      {R"({})", false},
      {R"(["errors","body"])", false},
      {R"("body")", false},
      // A doubled field is refused with its status, whoever is asked.
      {R"({"errors":"body","errors":"body"})", false},
      {R"({"errors":"body","row":[],"row":[]})", false},
      {R"({"x":1,"errors":"body","x":1})", false},
  };
  for (const auto& [body, wanted] : cases) {
    BOOST_TEST_CONTEXT(body) {
      const auto document = parse(body);
      BOOST_TEST(dialect::wants_errors_in_body(document.root()) == wanted);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
