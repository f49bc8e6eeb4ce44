#include "dialect/warehouse_context.hpp"

#include "support.hpp"

#include <vector>

using namespace dialect_tests;
using dialect::ContextPlace;
using dialect::WarehouseContext;

namespace {

constexpr ContextPlace in_body{.before = "`context.", .pointer = "/context"};
constexpr ContextPlace in_headers{.before = "The header `sf-custom-", .pointer = "", .dashed = true};
constexpr ContextPlace in_url{.before = "The query parameter `", .pointer = "", .in_url = true};

using Pairs = std::vector<std::pair<std::string, std::string>>;

flow::Batch make_batch(const ServiceInfo& service) {
  return {.document = parse(R"({"data":[1.50]})"), .service = &service};
}

std::optional<Error> apply(const ContextPlace& place, const Pairs& pairs, flow::Batch& batch) {
  WarehouseContext context(place);
  for (const auto& [name, text] : pairs) {
    if (auto error = context.add(name, text)) return error;
  }
  const auto applied = context.apply({}, batch);
  if (!applied.ok()) return applied.error();
  BOOST_TEST(applied->find("data")->source() == "[1.50]");
  return std::nullopt;
}

void check_refused(const ContextPlace& place, const Pairs& pairs, std::string_view slug, std::string_view field,
                   const ServiceInfo& service = geocode) {
  BOOST_TEST_CONTEXT(pairs.back().first << '=' << pairs.back().second) {
    auto batch = make_batch(service);
    const auto error = apply(place, pairs, batch);
    BOOST_REQUIRE(error);
    BOOST_TEST(error->slug() == slug);
    BOOST_TEST(error->field() == field);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(warehouse_context)

BOOST_AUTO_TEST_CASE(defaults_are_a_warehouses) {
  const Pairs empty_texts = {{"include", ""}, {"geometry", ""},     {"on_error", ""},         {"deduplicate", ""},
                             {"options", ""}, {"api_base_url", ""}, {"api_access_token", ""}, {"service", ""}};
  for (const auto& pairs : {Pairs{}, empty_texts}) {
    auto batch = make_batch(geocode);
    BOOST_TEST(!apply(in_body, pairs, batch));
    BOOST_TEST(batch.include_raw);
    BOOST_TEST(!batch.include_geom);
    BOOST_TEST((batch.geometry == flow::Geometry::geojson));
    BOOST_TEST((batch.on_error == flow::OnError::fail));
    BOOST_TEST(batch.deduplicate);
    BOOST_TEST(!batch.options);
    BOOST_TEST(!batch.credentials.front().token);
    BOOST_TEST(!batch.credentials.front().api_base_url);
  }
}

BOOST_AUTO_TEST_CASE(every_field_is_read_wherever_it_stands) {
  const Pairs in_any = {{"service", "geocode"},
                        {"api-base-url", "https://a.example"},
                        {"api-access-token", "tok"},
                        {"Include", "geom"},
                        {"geometry", "wkt"},
                        {"on-error", "value"},
                        {"options", R"({"limit":1.50})"},
                        {"deduplicate", "false"}};
  for (const bool dashed : {true, false}) {
    Pairs pairs = in_any;
    if (!dashed) {
      for (auto& [name, text] : pairs) {
        for (auto& c : name) c = c == '-' ? '_' : c == 'I' ? 'i' : c;
      }
    }
    auto batch = make_batch(geocode);
    const auto error = apply(dashed ? in_headers : in_body, pairs, batch);
    BOOST_REQUIRE_MESSAGE(!error, (error ? std::string(error->detail()) : std::string()));
    BOOST_TEST(*batch.credentials.front().api_base_url == "https://a.example");
    BOOST_TEST(batch.credentials.front().token->equals("tok"));
    BOOST_TEST(!batch.include_raw);
    BOOST_TEST(batch.include_geom);
    BOOST_TEST((batch.geometry == flow::Geometry::wkt));
    BOOST_TEST((batch.on_error == flow::OnError::value));
    BOOST_TEST(!batch.deduplicate);
    BOOST_TEST(batch.options->source() == R"({"limit":1.50})");
  }
}

BOOST_AUTO_TEST_CASE(options_in_the_document_are_not_copied) {
  auto batch = make_batch(geocode);
  batch.document = parse(R"({"data":[1.50],"options":"{\"a\":1}"})");
  WarehouseContext context(in_body);
  const auto value = *batch.document.root().find("options");
  BOOST_TEST(!context.add("options", value.text(), value));
  const auto* before = batch.document.root().source().data();
  BOOST_REQUIRE(context.apply({}, batch).ok());
  BOOST_TEST(batch.document.root().source().data() == before);
  BOOST_TEST(batch.options->text() == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(wrong_values_are_refused_where_they_stand) {
  const std::pair<std::string, std::string> wrong[] = {
      {"service", "route"},    {"include", "raw,geom"}, {"include", "Geom"},  {"geometry", "WKT"},
      {"on_error", "row"},     {"on_error", "FAIL"},    {"deduplicate", "0"}, {"options", "[]"},
      {"options", "{\"a\":1"}, {"options", "{},{}"},    {"options", "{}]"},
  };
  for (const auto& pair : wrong) check_refused(in_body, {pair}, "bad-field", "/context/" + pair.first);
  check_refused(in_headers, {{"on-error", "row"}}, "bad-field", "");
  check_refused(in_body, {{"api_access_token", "a b"}}, "token-malformed", "/context/api_access_token");
  check_refused(in_body, {{"include", "geom"}}, "bad-field", "/context/include", quota);
  check_refused(in_body, {{"options", "{\"a\":1}"}}, "bad-field", "/context/options", quota);
  check_refused(in_body, {{"include", "raw"}, {"include", "raw"}}, "duplicate-field", "/context/include");
  check_refused(in_headers, {{"on-error", "null"}, {"On-Error", "null"}}, "duplicate-field", "");
}

BOOST_AUTO_TEST_CASE(unknown_names_are_refused_and_only_plain_ones_repeated) {
  check_refused(in_body, {{"onerror", "null"}}, "unknown-field", "/context/onerror");
  check_refused(in_body, {{"On_error", "null"}}, "unknown-field", "/context/On_error");
  check_refused(in_body, {{"Calle Mayor 1", "x"}}, "unknown-field", "/context");
  check_refused(in_headers, {{"on_error", "null"}}, "unknown-field", "");
  WarehouseContext context(in_headers);
  const auto near = context.add("onerror", "null");
  BOOST_TEST(near->detail() == "The header `sf-custom-onerror` is not known.");
  BOOST_TEST(near->hint() == "did you mean `on-error`?");
  const auto odd = context.add("eyJ.e30.x", "null");
  BOOST_TEST(!has(odd->detail(), "eyJ"));
  BOOST_TEST(!has(odd->hint(), "eyJ"));
}

BOOST_AUTO_TEST_CASE(a_token_does_not_belong_into_a_url) {
  check_refused(in_url, {{"api_access_token", "tok"}}, "bad-field", "");
  auto batch = make_batch(geocode);
  BOOST_TEST(!apply(in_url, {{"api_base_url", "https://a.example"}}, batch));
  const auto error = apply(in_url, {{"api_access_token", "tok"}}, batch);
  BOOST_TEST(!has(error->detail(), "tok "));
  BOOST_TEST(has(error->hint(), "second argument"));
}

BOOST_AUTO_TEST_CASE(a_dry_run_is_the_neutral_languages) {
  for (const char* query : {"dry_run=1", "dry_run", "a=b&dry_run=true"}) {
    const auto error = dialect::refuse_dry_run(query, geocode);
    BOOST_REQUIRE(error);
    BOOST_TEST(error->slug() == "bad-field");
    BOOST_TEST(error->hint() == "use /v1/rows/geocode?dry_run=1");
  }
  for (const char* query : {"", "a=dry_run", "dry_runs=1"}) BOOST_TEST(!dialect::refuse_dry_run(query, geocode));
}

BOOST_AUTO_TEST_CASE(names_for_the_log_are_cut) {
  std::string out;
  dialect::keep_context(out, std::string(300, 'u'));
  BOOST_TEST(out == std::string(256, 'u'));
}

BOOST_AUTO_TEST_SUITE_END()
