#include "dialect/rows.hpp"

#include "flow/plain_name.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

namespace {

constexpr ArgumentInfo arguments[] = {
    {"address", ArgumentInfo::Type::string, true, {}, {}, "", {}, ""},
    {"options", ArgumentInfo::Type::object, false, {}, {}, "", {}, ""},
};
constexpr ServiceInfo metered{"geocode", "", arguments, "GET", "/g", "/b", true, true, 50};
constexpr ServiceInfo unmetered{"quota", "", {}, "GET", "/q", "", false, false, 100};

Result<flow::Batch> decode(std::string body, const ServiceInfo& service = metered, const LimitsConfig& limits = {}) {
  auto document = json::Document::parse(std::move(body));
  BOOST_REQUIRE_MESSAGE(document.ok(), "the test's own JSON must be right");
  return dialect::decode_rows(std::move(document).value(), service, limits);
}

/// An envelope with one row and this further member.
std::string with(const std::string& member) { return R"({"row":["Madrid"],)" + member + "}"; }

void check_refused(const std::string& body, std::string_view slug, std::string_view field,
                   const ServiceInfo& service = metered, const LimitsConfig& limits = {}) {
  BOOST_TEST_CONTEXT(body.substr(0, 200)) {
    const auto batch = decode(body, service, limits);
    BOOST_REQUIRE(!batch.ok());
    BOOST_TEST(batch.error().slug() == slug);
    BOOST_TEST(batch.error().field() == field);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_decode)

BOOST_AUTO_TEST_CASE(what_is_not_said_has_its_documented_default) {
  const auto batch = decode(R"({"row":["Madrid"]})");
  BOOST_REQUIRE(batch.ok());
  BOOST_TEST(batch->single);
  BOOST_TEST(batch->rows.size() == 1u);
  BOOST_TEST(batch->include_raw);
  BOOST_TEST(!batch->include_geom);
  BOOST_TEST((batch->geometry == flow::Geometry::geojson));
  BOOST_TEST((batch->on_error == flow::OnError::row));
  BOOST_TEST(!batch->errors_in_body);
  BOOST_TEST(batch->deduplicate);
  BOOST_TEST(!batch->dry_run);
  BOOST_TEST(!batch->credentials.front().token);
  BOOST_TEST(!batch->credentials.front().api_base_url);
  BOOST_TEST(!batch->request_key);
  BOOST_TEST(!batch->options);
  BOOST_TEST(batch->service == &metered);
  BOOST_TEST(batch->rows_field == "/row");
}

BOOST_AUTO_TEST_CASE(every_field_is_read) {
  const auto batch =
      decode(R"({"protocol":1,"service":"geocode","api_base_url":"https://a.example","api_access_token":"ey.J-_~+/==",
    "request_key":"k 1","rows":[{"address":"Madrid","id":"a"},["Paris"],null,{"id":10e1}],"options":{"limit":1.50},
    "include":["geom","raw","geom"],"geometry":"wkt","on_error":"null","errors":"body","deduplicate":false,
    "context":{"user":"u","job":"j","statement":null}})");
  BOOST_REQUIRE(batch.ok());
  BOOST_TEST(*batch->credentials.front().api_base_url == "https://a.example");
  BOOST_TEST(batch->credentials.front().token->equals("ey.J-_~+/=="));
  BOOST_TEST(*batch->request_key == "k 1");
  BOOST_TEST(!batch->single);
  BOOST_TEST(batch->rows_field == "/rows");
  BOOST_REQUIRE(batch->rows.size() == 4u);
  BOOST_TEST(*batch->rows[0].id == "a");
  BOOST_TEST(batch->rows[0].arguments->find("address")->text() == "Madrid");
  BOOST_TEST(!batch->rows[1].id);
  BOOST_TEST(!batch->rows[2].arguments);
  BOOST_TEST(*batch->rows[3].id == "10e1");  // a number as written
  BOOST_TEST(batch->options->source() == R"({"limit":1.50})");
  BOOST_TEST(batch->include_raw);
  BOOST_TEST(batch->include_geom);
  BOOST_TEST((batch->geometry == flow::Geometry::wkt));
  BOOST_TEST((batch->on_error == flow::OnError::null));
  BOOST_TEST(batch->errors_in_body);
  BOOST_TEST(!batch->deduplicate);
  BOOST_TEST(batch->context_user == "u");
  BOOST_TEST(batch->context_job == "j");
  BOOST_TEST(batch->context_statement == "");
}

BOOST_AUTO_TEST_CASE(null_is_absent_in_every_optional_field) {
  const auto batch =
      decode(R"({"protocol":null,"service":null,"api_base_url":null,"api_access_token":null,"request_key":null,
    "rows":[],"row":null,"options":null,"include":null,"geometry":null,"on_error":null,"errors":null,
    "deduplicate":null,"context":null})");
  BOOST_REQUIRE(batch.ok());
  BOOST_TEST(batch->rows.empty());
  BOOST_TEST(!batch->single);
  BOOST_TEST(batch->include_raw);
  BOOST_TEST(batch->deduplicate);
  BOOST_TEST((batch->on_error == flow::OnError::row));
}

BOOST_AUTO_TEST_CASE(empty_strings_stand_for_null_where_databases_cannot_tell) {
  const auto batch = decode(with(R"("api_base_url":"","api_access_token":"","options":"")"));
  BOOST_REQUIRE(batch.ok());
  BOOST_TEST(!batch->credentials.front().token);
  BOOST_TEST(!batch->credentials.front().api_base_url);
  BOOST_TEST(!batch->options);
}

BOOST_AUTO_TEST_CASE(wrong_values_are_refused_where_they_stand) {
  const std::pair<std::string, std::string> wrong[] = {
      {R"("protocol":2)", "/protocol"},
      {R"("protocol":"1")", "/protocol"},
      {R"("protocol":1.0)", "/protocol"},
      {R"("service":"route")", "/service"},
      {R"("service":7)", "/service"},
      {R"("api_base_url":7)", "/api_base_url"},
      {R"("api_access_token":7)", "/api_access_token"},
      {R"("api_access_token":{})", "/api_access_token"},
      {R"("request_key":"")", "/request_key"},
      {R"("request_key":5)", "/request_key"},
      {R"("request_key":"a\nb")", "/request_key"},
      {R"("request_key":"ñ")", "/request_key"},
      {"\"request_key\":\"" + std::string(129, 'k') + '"', "/request_key"},
      {R"("options":[])", "/options"},
      {R"("options":"[]")", "/options"},
      {R"("options":"{")", "/options"},
      {R"("options":true)", "/options"},
      {"\"options\":{\"a\":\"" + std::string(4096, 'k') + "\"}", "/options"},
      {R"("include":"raw")", "/include"},
      {R"("include":{})", "/include"},
      {R"("include":["raw","Geom"])", "/include/1"},
      {R"("include":["raw",null])", "/include/1"},
      {R"("geometry":"GeoJSON")", "/geometry"},
      {R"("geometry":1)", "/geometry"},
      {R"("on_error":"throw")", "/on_error"},
      {R"("errors":"Body")", "/errors"},
      {R"("deduplicate":"true")", "/deduplicate"},
      {R"("deduplicate":0)", "/deduplicate"},
      {R"("context":"u")", "/context"},
      {R"("context":{"user":1})", "/context/user"},
      {R"("context":{"user":"a","user":"b"})", "/context/user"},
      {"\"context\":{\"statement\":\"" + std::string(257, 's') + "\"}", "/context/statement"},
      {R"("rows":[])", "/row"},
  };
  for (const auto& [member, field] : wrong) check_refused(with(member), "bad-field", field);
  check_refused(R"({})", "bad-field", "/rows");
  check_refused(R"({"rows":null})", "bad-field", "/rows");
  check_refused(R"({"rows":{}})", "bad-field", "/rows");
  check_refused(R"({"rows":"[]"})", "bad-field", "/rows");
  check_refused(with(R"("contxt":{})"), "unknown-field", "/contxt");
  check_refused(with(R"("context":{"usr":"u"})"), "unknown-field", "/context/usr");
  check_refused(with(R"("context":{"Jane Doe":"u"})"), "unknown-field", "/context");
}

BOOST_AUTO_TEST_CASE(limits_of_length_are_inclusive) {
  BOOST_TEST(decode(with("\"request_key\":\"" + std::string(128, 'k') + '"')).ok());
  BOOST_TEST(decode(with("\"context\":{\"job\":\"" + std::string(256, 'j') + "\"}")).ok());
  BOOST_TEST(decode(with("\"api_access_token\":\"" + std::string(8192, 't') + '"')).ok());
  check_refused(with("\"api_access_token\":\"" + std::string(8193, 't') + '"'), "token-malformed", "/api_access_token");
}

BOOST_AUTO_TEST_CASE(token_bytes_are_b64token_and_are_never_repeated) {
  for (const char* token : {"a b", "a\\nb", "a\\u0000", "ñ", "a=b", "==", "Bearer x", "a,b", "\\\"a\\\""}) {
    BOOST_TEST_CONTEXT(token) {
      const auto batch = decode(with("\"api_access_token\":\"" + std::string(token) + "\""));
      BOOST_REQUIRE(!batch.ok());
      BOOST_TEST(batch.error().slug() == "token-malformed");
      BOOST_TEST(batch.error().field() == "/api_access_token");
      BOOST_TEST(batch.error().detail() == describe(Errc::token_malformed).sentence);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_null_row_is_a_row) {
  const auto single = decode(R"({"row":null})");
  BOOST_REQUIRE(single.ok());
  BOOST_TEST(single->single);
  BOOST_TEST(single->rows.size() == 1u);
  BOOST_TEST(!single->rows[0].arguments);
}

BOOST_AUTO_TEST_CASE(rows_of_another_type_are_the_rows_mistake) {
  const auto batch = decode(R"({"rows":["Madrid",7,{"id":true},{"id":null}]})");
  BOOST_REQUIRE(batch.ok());
  BOOST_TEST(batch->rows[0].arguments->is(json::Kind::string));
  BOOST_TEST(!batch->rows[2].id);
  BOOST_TEST(!batch->rows[3].id);
}

BOOST_AUTO_TEST_CASE(options_may_be_a_string_and_need_a_service_that_takes_them) {
  const auto text = decode(with(R"("options":"{\"a\":1}")"));
  BOOST_REQUIRE(text.ok());
  BOOST_TEST(text->options->text() == R"({"a":1})");
  BOOST_TEST(!decode(with(R"("options":{})"))->options);
  BOOST_TEST(!decode(with(R"("options":" {} ")"))->options);
  BOOST_TEST(decode(R"({"row":[],"options":{}})", unmetered).ok());
  check_refused(R"({"row":[],"options":{"a":1}})", "bad-field", "/options", unmetered);
}

BOOST_AUTO_TEST_CASE(include_may_be_empty_and_geom_needs_a_geometry) {
  const auto none = decode(with(R"("include":[])"));
  BOOST_TEST(!none->include_raw);
  BOOST_TEST(!none->include_geom);
  check_refused(R"({"row":[],"include":["geom"]})", "bad-field", "/include/0", unmetered);
  check_refused(R"({"row":[],"include":["raw","geom"]})", "bad-field", "/include/1", unmetered);
}

BOOST_AUTO_TEST_CASE(too_many_rows_names_both_numbers) {
  const auto rows = [](int count) {
    std::string body = R"({"rows":[)";
    for (int i = 0; i < count; ++i) body += i ? ",[\"a\"]" : "[\"a\"]";
    return body + "]}";
  };
  BOOST_TEST(decode(rows(50)).ok());
  check_refused(rows(51), "too-many-rows", "/rows");
  const auto error = decode(rows(51)).error();
  BOOST_TEST(error.detail().find("51") != std::string_view::npos);
  BOOST_TEST(error.detail().find("50") != std::string_view::npos);
  BOOST_TEST(error.status() == 413);

  LimitsConfig narrow;
  narrow.rows = 3;
  BOOST_TEST(decode(rows(3), metered, narrow).ok());
  check_refused(rows(4), "too-many-rows", "/rows", metered, narrow);
}

BOOST_AUTO_TEST_CASE(metered_rows_have_a_limit_of_their_own_which_null_rows_do_not_touch) {
  LimitsConfig few;
  few.max_metered_rows = 2;
  BOOST_TEST(decode(R"({"rows":[["a"],null,["b"],null]})", metered, few).ok());
  check_refused(R"({"rows":[["a"],["a"],null,["b"]]})", "too-many-metered-rows", "/rows", metered, few);
  BOOST_TEST(decode(R"({"rows":[[],[],[]]})", unmetered, few).ok());
  few.max_metered_rows = 0;
  check_refused(R"({"row":["a"]})", "too-many-metered-rows", "/row", metered, few);
}

BOOST_AUTO_TEST_CASE(only_plain_names_are_repeated) {
  for (const char* name : {"rowz", "a_b-c9", "_x"}) BOOST_TEST(flow::is_plain_name(name));
  for (const char* name : {"", "9a", "-a", "a b", "a.b", "a/b", "ñ", "a\nb"}) BOOST_TEST(!flow::is_plain_name(name));
  BOOST_TEST(flow::is_plain_name(std::string(40, 'a')));
  BOOST_TEST(!flow::is_plain_name(std::string(41, 'a')));
}

BOOST_AUTO_TEST_SUITE_END()
