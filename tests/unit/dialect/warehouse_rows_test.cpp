#include "dialect/warehouse_rows.hpp"

#include "support.hpp"

#include <chrono>

using namespace dialect_tests;
using dialect::WarehouseRows;

namespace {

/// The rows of an array of arrays, with `leading` columns in front and this context.
flow::Batch read(const std::string& rows, const ServiceInfo& service = geocode, std::uint32_t leading = 0,
                 flow::Credentials context = {}) {
  flow::Batch batch{.document = parse(rows), .service = &service};
  batch.credentials.front() = std::move(context);
  WarehouseRows out(batch, batch.document.root().size(), leading);
  for (const auto row : batch.document.root().elements()) out.add(row);
  return batch;
}

flow::Credentials both(std::string url, std::string_view token) {
  return {std::move(url), std::make_shared<const Secret>(token)};
}

std::string_view token_of(const flow::Batch& batch, std::size_t row) {
  const auto& token = batch.credentials[batch.rows[row].credentials].token;
  return token ? token->reveal() : std::string_view("-");
}
std::string url_of(const flow::Batch& batch, std::size_t row) {
  return batch.credentials[batch.rows[row].credentials].api_base_url.value_or("-");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(warehouse_rows)

BOOST_AUTO_TEST_CASE(each_pair_of_credentials_is_there_once) {
  const auto batch = read(R"([["u","t1","a"],["u","t2","a"],["u","t1","a"],[null,"t1","a"],["u",null,"a"],
                              ["","","a"],[null,null,"a"],["u","t2","a"]])");
  BOOST_TEST(batch.credentials.size() == 5u);
  const std::tuple<std::string, std::string_view> wanted[] = {{"u", "t1"}, {"u", "t2"}, {"u", "t1"}, {"-", "t1"},
                                                              {"u", "-"},  {"-", "-"},  {"-", "-"},  {"u", "t2"}};
  for (std::size_t row = 0; row < std::size(wanted); ++row) {
    BOOST_TEST_CONTEXT(row) {
      BOOST_TEST(url_of(batch, row) == std::get<0>(wanted[row]));
      BOOST_TEST(token_of(batch, row) == std::get<1>(wanted[row]));
    }
  }
  BOOST_TEST(batch.rows[5].credentials == 0u);
  BOOST_TEST(batch.rows[6].credentials == 0u);
  BOOST_TEST(batch.rows[0].credentials == batch.rows[2].credentials);
  BOOST_TEST(batch.first_argument == 2u);
}

BOOST_AUTO_TEST_CASE(a_rows_own_come_before_the_contexts_field_by_field) {
  const auto batch = read(
      R"([[7,null,null,"a"],[7,"u",null,"a"],[7,null,"t","a"],[7,"u","t","a"],[7,"cu","ct","a"],[7,"","","a"],[7,"u","ct","a"]])",
      geocode, 1, both("cu", "ct"));
  const std::tuple<std::string, std::string_view> wanted[] = {{"cu", "ct"}, {"u", "ct"},  {"cu", "t"}, {"u", "t"},
                                                              {"cu", "ct"}, {"cu", "ct"}, {"u", "ct"}};
  for (std::size_t row = 0; row < std::size(wanted); ++row) {
    BOOST_TEST_CONTEXT(row) {
      BOOST_TEST(url_of(batch, row) == std::get<0>(wanted[row]));
      BOOST_TEST(token_of(batch, row) == std::get<1>(wanted[row]));
    }
  }
  BOOST_TEST(batch.rows[4].credentials == 0u);
  BOOST_TEST(batch.rows[5].credentials == 0u);
  BOOST_TEST(batch.rows[6].credentials == batch.rows[1].credentials);
  BOOST_TEST(batch.credentials.size() == 4u);
  BOOST_TEST(batch.first_argument == 3u);
}

BOOST_AUTO_TEST_CASE(a_short_context_url_outlives_the_growth_of_the_credentials) {
  std::string rows = "[";
  for (int i = 0; i < 100; ++i) rows += (i ? ",[null,\"t" : "[null,\"t") + std::to_string(i) + "\",\"a\"]";
  const auto batch = read(rows + "]", geocode, 0, both("u", "c"));
  BOOST_TEST(batch.credentials.size() == 101u);
  for (std::size_t row = 0; row < 100; ++row) BOOST_TEST(url_of(batch, row) == "u");
}

BOOST_AUTO_TEST_CASE(a_null_in_a_required_argument_is_a_null_row_and_a_short_row_is_not) {
  const auto batch = read(R"([[null,null,null],[null,null,""],[null,null,"a"],[null,null],[null],[],
                              [7,7,null,"ES"],[null,null," "],[null,null,"a",null,null]])");
  const bool null_row[] = {true, true, false, false, false, false, true, false, false};
  for (std::size_t row = 0; row < std::size(null_row); ++row) {
    BOOST_TEST_CONTEXT(row) {
      BOOST_TEST(!batch.rows[row].arguments == null_row[row]);
      BOOST_TEST(!batch.rows[row].trouble);
    }
  }
  // Its second required argument stands behind an optional one.
  const auto points =
      read(R"([[null,null,1,null,2],[null,null,1,null,null],[null,null,1,null],[null,null,null]])", point);
  BOOST_TEST(points.rows[0].arguments.has_value());
  BOOST_TEST(!points.rows[1].arguments);
  BOOST_TEST(points.rows[2].arguments.has_value());
  BOOST_TEST(!points.rows[3].arguments);
  BOOST_TEST(read("[[null,null],[]]", quota).rows[0].arguments.has_value());
}

BOOST_AUTO_TEST_CASE(credentials_of_another_type_are_the_rows_trouble) {
  const auto batch = read(R"([[7,null,"a"],[null,true,"a"],[{},[],"a"],[null,"a b","a"],["u","t","a"]])");
  const std::pair<Errc, std::string_view> wanted[] = {{Errc::bad_argument, "`api_base_url`"},
                                                      {Errc::bad_argument, "`api_access_token`"},
                                                      {Errc::bad_argument, "`api_base_url`"},
                                                      {Errc::token_malformed, "token"}};
  for (std::size_t row = 0; row < std::size(wanted); ++row) {
    BOOST_TEST_CONTEXT(row) {
      BOOST_REQUIRE(batch.rows[row].trouble);
      BOOST_TEST((batch.rows[row].trouble->code() == wanted[row].first));
      BOOST_TEST(has(batch.rows[row].trouble->detail(), wanted[row].second));
      BOOST_TEST(!has(batch.rows[row].trouble->detail(), "a b"));
    }
  }
  BOOST_TEST(!batch.rows[4].trouble);
}

BOOST_AUTO_TEST_CASE(scalars_and_rows_without_columns) {
  flow::Batch batch{.document = parse(R"(["u",7])"), .service = &quota};
  WarehouseRows rows(batch, 3, 0);
  for (const auto item : batch.document.root().elements()) rows.add_scalar(item);
  rows.add_empty();
  rows.add_null();
  BOOST_TEST(url_of(batch, 0) == "u");
  BOOST_TEST(batch.rows[0].arguments->size() == 0u);
  BOOST_TEST(batch.rows[0].arguments->is(json::Kind::array));
  BOOST_TEST(batch.rows[1].trouble.has_value());
  BOOST_TEST(batch.rows[2].arguments->is(json::Kind::array));
  BOOST_TEST(!batch.rows[3].arguments);
}

BOOST_AUTO_TEST_CASE(counts_have_limits_and_name_the_platforms_own_knob) {
  auto batch = read(R"([[null,null,"a"],[null,null,null],[7,null,"a"],[null,null,"a"]])");
  batch.rows_field = "/calls";
  LimitsConfig limits;
  limits.max_metered_rows = 2;
  BOOST_TEST(!dialect::judge_metered_rows(batch, limits, "KNOB"));
  limits.max_metered_rows = 1;
  const auto metered = dialect::judge_metered_rows(batch, limits, "KNOB");
  BOOST_REQUIRE(metered);
  BOOST_TEST(metered->slug() == "too-many-metered-rows");
  BOOST_TEST(metered->field() == "/calls");
  BOOST_TEST(metered->hint() == "set KNOB to 1 or less");
  batch.service = &quota;
  BOOST_TEST(!dialect::judge_metered_rows(batch, limits, "KNOB"));
  BOOST_TEST(!dialect::judge_row_count(100, batch, limits, "KNOB"));
  BOOST_TEST(dialect::judge_row_count(101, batch, limits, "KNOB")->hint() == "set KNOB to 100 or less");
  limits.rows = 3;
  BOOST_TEST(dialect::judge_row_count(4, batch, limits, "KNOB")->slug() == "too-many-rows");
  BOOST_TEST(dialect::judge_row_count(UINT64_MAX, batch, limits, "KNOB").has_value());
}

BOOST_AUTO_TEST_CASE(ten_thousand_tokens_cost_what_reading_them_costs) {
  std::string rows = "[";
  for (int i = 0; i < 10000; ++i) {
    rows += (i ? ",[\"u\",\"" : "[\"u\",\"") + std::string(200, 'x') + std::to_string(i) + "\",\"a\"]";
  }
  const auto began = std::chrono::steady_clock::now();
  const auto batch = read(rows + "]");
  BOOST_TEST(batch.credentials.size() == 10001u);
  BOOST_TEST((std::chrono::steady_clock::now() - began) < std::chrono::seconds(5));
}

BOOST_AUTO_TEST_SUITE_END()
