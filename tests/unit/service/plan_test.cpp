#include "service/plan.hpp"

#include "requests.hpp"
#include "service/forward.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace atgateway;
using flow::RowResult;
using service::make_plan;
using service::Plan;

namespace {

Plan plan_of(std::string body, std::uint32_t geocode_rows = 100, std::string_view service = "geocode") {
  return make_plan(batch_of(service, std::move(body)), {geocode_rows});
}

std::string rows_of(const flow::UpstreamCall& call) {
  std::string text;
  for (const auto row : call.rows) text += (text.empty() ? "" : ",") + std::to_string(row);
  return text;
}

/// One line a call: method, what is asked, rows.
std::string told(const Plan& plan) {
  std::string text;
  for (const auto& call : plan.calls) {
    text += std::string(call.method) + " " + call.path + (call.query.empty() ? "" : "?" + call.query) +
            (call.body.empty() ? "" : " " + call.body) + " [" + rows_of(call) + "]\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plan)

BOOST_AUTO_TEST_CASE(one_row_is_a_get) {
  BOOST_TEST(told(plan_of(R"({"row":["Calle Mayor 1, Madrid"]})")) ==
             "GET /v3/lds/geocoding/geocode?address=Calle%20Mayor%201%2C%20Madrid [0]\n");
  BOOST_TEST(told(plan_of(R"({"rows":[null,["Madrid"],[7],["Madrid"]]})")) ==
             "GET /v3/lds/geocoding/geocode?address=Madrid [1]\n");
}

BOOST_AUTO_TEST_CASE(rows_with_only_an_address_share_batches) {
  BOOST_TEST(told(plan_of(R"({"rows":[["a"],{"address":"b"},["c",null,""],["d","",null,{}],["\"e\"\u000a"]]})", 2)) ==
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"a\",\"b\"]} [0,1]\n"
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"c\",\"d\"]} [2,3]\n"
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"\\\"e\\\"\\n\"]} [4]\n");
}

BOOST_AUTO_TEST_CASE(rows_with_more_go_alone_and_all_stay_in_order) {
  BOOST_TEST(told(plan_of(R"({"rows":[["a"],["b","ES"],["c"],["d",null,"es"],["e",null,null,{"x":1.0}],["f"]]})", 2)) ==
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"a\",\"c\"]} [0,2]\n"
             "GET /v3/lds/geocoding/geocode?address=b&country=ES [1]\n"
             "GET /v3/lds/geocoding/geocode?address=d&options=%7B%22language%22%3A%22es%22%7D [3]\n"
             "GET /v3/lds/geocoding/geocode?address=e&options=%7B%22x%22%3A1.0%7D [4]\n"
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"f\"]} [5]\n");
}

BOOST_AUTO_TEST_CASE(the_envelopes_options_are_for_rows_without_their_own) {
  BOOST_TEST(
      told(plan_of(R"({"options":{"x":1},"rows":[["a"],["b",null,null,{"y":2}],["c",null,"es"],["d",null,null,{}],
                             ["e",null,null,""]]})")) ==
      "GET /v3/lds/geocoding/geocode?address=a&options=%7B%22x%22%3A1%7D [0]\n"
      "GET /v3/lds/geocoding/geocode?address=b&options=%7B%22y%22%3A2%7D [1]\n"
      "GET /v3/lds/geocoding/geocode?address=c&options=%7B%22language%22%3A%22es%22%2C%22x%22%3A1%7D [2]\n"
      "GET /v3/lds/geocoding/geocode?address=d [3]\n"
      "GET /v3/lds/geocoding/geocode?address=e&options=%7B%22x%22%3A1%7D [4]\n");
  BOOST_TEST(told(plan_of(R"({"options":"{\"x\":1}","row":["a"]})")) ==
             "GET /v3/lds/geocoding/geocode?address=a&options=%7B%22x%22%3A1%7D [0]\n");
}

BOOST_AUTO_TEST_CASE(invalid_and_null_rows_are_final_and_not_sent) {
  const auto plan = plan_of(R"({"rows":[null,["a"],{"adress":"b"},["c"],[]]})");
  BOOST_TEST((plan.rows[0].status == RowResult::Status::null));
  BOOST_TEST((plan.rows[1].status == RowResult::Status::pending));
  BOOST_TEST((plan.rows[2].status == RowResult::Status::error));
  BOOST_TEST(plan.rows[2].error->error.slug() == "unknown-argument");
  BOOST_TEST((plan.rows[2].error->billed == flow::Billed::no));
  BOOST_TEST(plan.rows[4].error->error.slug() == "missing-argument");
  BOOST_REQUIRE(plan.calls.size() == 1u);
  BOOST_TEST(rows_of(plan.calls[0]) == "1,3");
  BOOST_TEST(plan.calls[0].metered);
  BOOST_TEST(plan.calls[0].batch);
  BOOST_TEST(plan.would_bill == 2u);
}

BOOST_AUTO_TEST_CASE(nothing_to_send_is_no_call) {
  for (const char* body : {R"({"rows":[]})", R"({"row":null})", R"({"rows":[[],[1]]})"}) {
    const auto plan = plan_of(body);
    BOOST_TEST(plan.calls.empty());
    BOOST_TEST(plan.would_bill == 0u);
  }
}

BOOST_AUTO_TEST_CASE(equal_rows_are_sent_once) {
  const auto plan = plan_of(R"({"rows":[["a"],["b"],{"id":"x","address":"a"},["\u0061",null,""],["A"],["b"]]})");
  BOOST_TEST(told(plan) == "POST /v3/lds/geocoding/batch {\"addresses\":[\"a\",\"b\",\"A\"]} [0,1,4]\n");
  const std::vector<std::uint32_t> by = {0, 1, 0, 0, 4, 1}, answers = {3, 2, 0, 0, 1, 0};
  BOOST_TEST(plan.answered_by == by, boost::test_tools::per_element());
  BOOST_TEST(plan.answers == answers, boost::test_tools::per_element());
  BOOST_TEST(plan.deduplicated == 3u);
  BOOST_TEST(plan.would_bill == 3u);
}

BOOST_AUTO_TEST_CASE(equal_means_equal_as_decoded_json_with_numbers_as_written) {
  const auto count = [](const std::string& left, const std::string& right) {
    return plan_of("{\"rows\":[" + left + "," + right + "]}").deduplicated;
  };
  BOOST_TEST(count(R"(["a","ES",null,{"x":1,"y":[2]}])",
                   R"({"options":"{ \"y\":[2],\"x\":1 }","country":"ES","address":"a"})") == 1u);
  BOOST_TEST(count(R"(["a",null,null,{"x":"é"}])", R"(["a",null,null,{"x":"\u00e9"}])") == 1u);
  BOOST_TEST(count(R"(["a",null,null,{"x":1.5}])", R"(["a",null,null,{"x":1.50}])") == 0u);
  BOOST_TEST(count(R"(["a",null,null,{"x":1}])", R"(["a",null,null,{"x":"1"}])") == 0u);
  BOOST_TEST(count(R"(["a","ES"])", R"(["a","es"])") == 0u);
  BOOST_TEST(count(R"(["a","ES"])", R"(["a"])") == 0u);
  BOOST_TEST(count(R"(["a"])", R"(["a "])") == 0u);
  // A batch row whose text looks like the other row's query is not that row.
  BOOST_TEST(count(R"(["address=a&country=ES"])", R"(["a","ES"])") == 0u);
}

BOOST_AUTO_TEST_CASE(deduplication_can_be_turned_off) {
  const auto plan = plan_of(R"({"rows":[["a"],["a"]],"deduplicate":false})");
  BOOST_TEST(told(plan) == "POST /v3/lds/geocoding/batch {\"addresses\":[\"a\",\"a\"]} [0,1]\n");
  BOOST_TEST(plan.deduplicated == 0u);
  BOOST_TEST(plan.would_bill == 2u);
}

BOOST_AUTO_TEST_CASE(quota_is_one_free_call) {
  const auto plan = plan_of(R"({"rows":[{},[],null,{"id":1}]})", 100, "quota");
  BOOST_TEST(told(plan) == "GET /v3/lds/stats [0]\n");
  BOOST_TEST(!plan.calls[0].metered);
  BOOST_TEST(!plan.calls[0].batch);
  BOOST_TEST(plan.would_bill == 0u);
  BOOST_TEST(plan.deduplicated == 2u);
  BOOST_TEST(plan_of(R"({"rows":[{},{}],"deduplicate":false})", 100, "quota").calls.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_text_too_long_for_a_url_goes_as_a_batch_or_is_refused) {
  const std::string longer(8000, 'x');
  const auto alone = plan_of("{\"row\":[\"" + longer + "\"]}");
  BOOST_REQUIRE(alone.calls.size() == 1u);
  BOOST_TEST(alone.calls[0].method == "POST");
  BOOST_TEST(alone.calls[0].body == "{\"addresses\":[\"" + longer + "\"]}");
  BOOST_TEST(alone.calls[0].query.empty());
  const auto refused = plan_of("{\"row\":[\"" + longer + "\",\"ES\"]}");
  BOOST_TEST(refused.calls.empty());
  BOOST_TEST(refused.rows[0].error->error.slug() == "bad-argument");
  BOOST_TEST(refused.rows[0].error->error.hint() == "shorten `address`");
  // It is the encoded length that counts.
  std::string wide;
  for (int i = 0; i < 1500; ++i) wide += "ñ";
  BOOST_TEST(plan_of("{\"row\":[\"" + wide + "\"]}").calls[0].method == "POST");
}

BOOST_AUTO_TEST_CASE(each_service_writes_its_own_query_with_the_callers_digits) {
  const auto one = [](std::string_view service, const std::string& row) {
    return told(plan_of("{\"row\":" + row + "}", 100, service));
  };
  BOOST_TEST(one("reverse-geocode", R"([-3.70250,40.41680])") ==
             "GET /v3/lds/geocoding/reverse?lon=-3.70250&lat=40.41680 [0]\n");
  BOOST_TEST(
      one("reverse-geocode", R"({"latitude":"4e+1","longitude":-0,"language":"es","options":{"b":1,"a":2.0}})") ==
      "GET /v3/lds/geocoding/reverse?lon=-0&lat=4e%2B1&language=es&options=%7B%22a%22%3A2.0%2C%22b%22%3A1%7D "
      "[0]\n");
  BOOST_TEST(one("isoline", R"([-3.70,40.4,"walk",600.0,"time",{"traffic":false}])") ==
             "GET /v3/lds/isolines?origin=-3.70%2C40.4&mode=walk&range=600.0&range_type=time"
             "&options=%7B%22traffic%22%3Afalse%7D [0]\n");
  BOOST_TEST(one("isoline", R"([180,-90,"car","300"])") ==
             "GET /v3/lds/isolines?origin=180%2C-90&mode=car&range=300 [0]\n");
  BOOST_TEST(one("isoline-h3", R"([-3.70,40.4,"car",1000,"distance","9.0"])") ==
             "GET /v3/lds/isolines/h3?origin=-3.70%2C40.4&mode=car&range=1000&range_type=distance&resolution=9 [0]\n");
  BOOST_TEST(one("isoline-h3", R"([-3.70,40.4,"car",1000])") ==
             "GET /v3/lds/isolines/h3?origin=-3.70%2C40.4&mode=car&range=1000 [0]\n");
  BOOST_TEST(one("route", R"([-3.70,40.4,"2.1",41.3,"car",{"waypoints":"41.6,-0.9"}])") ==
             "GET /v3/lds/routing?origin=-3.70%2C40.4&destination=2.1%2C41.3&mode=car"
             "&options=%7B%22waypoints%22%3A%2241.6%2C-0.9%22%7D [0]\n");
}

BOOST_AUTO_TEST_CASE(arguments_out_of_range_are_not_sent) {
  const auto slug = [](std::string_view service, const std::string& row) {
    const auto plan = plan_of("{\"row\":" + row + "}", 100, service);
    BOOST_TEST(plan.calls.empty());
    return std::string(plan.rows[0].error->error.slug()) + " " + std::string(plan.rows[0].error->error.detail());
  };
  BOOST_TEST(slug("reverse-geocode", "[180.1,0]") ==
             "bad-argument `longitude` must be a number from -180 to 180 (degrees).");
  BOOST_TEST(slug("reverse-geocode", "[0,-90.5]") ==
             "bad-argument `latitude` must be a number from -90 to 90 (degrees).");
  BOOST_TEST(slug("isoline", R"([0,0,"car",5,"money"])") ==
             "bad-argument `range_type` must be one of `time`, `distance`.");
  BOOST_TEST(slug("isoline", R"([0,0,null,5])") == "missing-argument `mode` is missing.");
  BOOST_TEST(slug("isoline-h3", R"([0,0,"car",5,null,16])") ==
             "bad-argument `resolution` must be a whole number from 0 to 15.");
  BOOST_TEST(slug("isoline-h3", R"([0,0,"car",5,null,7.5])").starts_with("bad-argument"));
  BOOST_TEST(slug("route", R"([0,0,0])") == "missing-argument `destination_latitude` is missing.");
}

BOOST_AUTO_TEST_CASE(equal_positions_are_sent_once_and_each_other_row_is_a_call) {
  const auto plan =
      plan_of(R"({"rows":[[1,2],[2,1],["1",2],[1.0,2],[1,2,"en"],[1,2,null,{}]]})", 100, "reverse-geocode");
  BOOST_TEST(told(plan) ==
             "GET /v3/lds/geocoding/reverse?lon=1&lat=2 [0]\n"
             "GET /v3/lds/geocoding/reverse?lon=2&lat=1 [1]\n"
             "GET /v3/lds/geocoding/reverse?lon=1.0&lat=2 [3]\n"
             "GET /v3/lds/geocoding/reverse?lon=1&lat=2&language=en [4]\n");
  BOOST_TEST(plan.deduplicated == 2u);
  BOOST_TEST(plan.would_bill == 4u);
  BOOST_TEST(plan.lone.empty());
}

BOOST_AUTO_TEST_CASE(rows_of_different_payers_share_nothing) {
  auto batch = batch_of("geocode", R"({"rows":[["a"],["b"],["a"],["b"],["c","ES"],["c","ES"],["a"],["d"]]})");
  batch.credentials.resize(3);
  const std::uint32_t payers[] = {0, 1, 1, 1, 0, 1, 0, 2};
  for (std::size_t row = 0; row < 8; ++row) batch.rows[row].credentials = payers[row];
  const auto plan = make_plan(batch, {100});
  std::string seen;
  for (const auto& call : plan.calls) seen += std::to_string(call.credentials) + " ";
  BOOST_TEST(told(plan) ==
             "GET /v3/lds/geocoding/geocode?address=a [0]\n"
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"b\",\"a\"]} [1,2]\n"
             "GET /v3/lds/geocoding/geocode?address=c&country=ES [4]\n"
             "GET /v3/lds/geocoding/geocode?address=c&country=ES [5]\n"
             "GET /v3/lds/geocoding/geocode?address=d [7]\n");
  BOOST_TEST(seen == "0 1 0 1 2 ");
  const std::vector<std::uint32_t> by = {0, 1, 2, 1, 4, 5, 0, 7};
  BOOST_TEST(plan.answered_by == by, boost::test_tools::per_element());
  BOOST_TEST(plan.would_bill == 6u);
}

BOOST_AUTO_TEST_CASE(two_payers_batches_fill_side_by_side) {
  auto batch = batch_of("geocode", R"({"rows":[["a"],["b"],["c"],["d"],["e"],["f"]]})");
  batch.credentials.resize(2);
  for (std::uint32_t row = 0; row < 6; ++row) batch.rows[row].credentials = row % 2;
  BOOST_TEST(told(make_plan(batch, {2})) ==
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"a\",\"c\"]} [0,2]\n"
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"b\",\"d\"]} [1,3]\n"
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"e\"]} [4]\n"
             "POST /v3/lds/geocoding/batch {\"addresses\":[\"f\"]} [5]\n");
}

BOOST_AUTO_TEST_CASE(a_row_in_trouble_is_that_error) {
  auto batch = batch_of("geocode", R"({"rows":[["a"],null,["b"],["a"]]})");
  batch.rows[0].trouble = Error(Errc::upstream_not_allowed, "no such base");
  batch.rows[1].trouble = Error(Errc::token_malformed);
  const auto plan = make_plan(batch, {});
  BOOST_TEST(plan.rows[0].error->error.slug() == "upstream-not-allowed");
  BOOST_TEST((plan.rows[0].error->billed == flow::Billed::no));
  BOOST_TEST((plan.rows[1].status == RowResult::Status::error));
  BOOST_TEST(told(plan) == "POST /v3/lds/geocoding/batch {\"addresses\":[\"b\",\"a\"]} [2,3]\n");
  BOOST_TEST(plan.answered_by[3] == 3u);
}

BOOST_AUTO_TEST_CASE(a_lone_row_that_could_share_says_so) {
  const auto lone = [](std::string body, std::string_view service = "geocode") {
    const auto batch = batch_of(service, std::move(body));
    return std::string(make_plan(batch, {}).lone);
  };
  BOOST_TEST(lone(R"({"row":["Madrid"]})") == "Madrid");
  BOOST_TEST(lone(R"({"rows":[["Madrid"],null,[7],["Madrid"]]})") == "Madrid");  // one is sent
  BOOST_TEST(lone("{\"row\":[\"" + std::string(8000, 'x') + "\"]}").size() == 8000u);
  for (const char* body : {R"({"row":["Madrid","ES"]})", R"({"rows":[["a"],["b"]]})", R"({"rows":[["a"],["b","ES"]]})",
                           R"({"rows":[["a"],["a"]],"deduplicate":false})", R"({"rows":[]})", R"({"row":[7]})"}) {
    BOOST_TEST(lone(body).empty(), body);
  }
  BOOST_TEST(lone(R"({"row":[]})", "quota").empty());
  BOOST_TEST(lone(R"({"row":[1,2]})", "reverse-geocode").empty());
}

BOOST_AUTO_TEST_CASE(a_forwarded_call_is_the_callers_own) {
  flow::Batch batch{.document = parse("{}")};
  batch.service = &service::forward_service();
  batch.credentials.resize(2);
  batch.rows.resize(1);
  batch.rows[0].credentials = 1;
  batch.forward = flow::Forward{"POST", "/v3/maps/x", "a=1&a=2", R"({"b":1.0})"};
  const auto plan = make_plan(batch, {});
  BOOST_TEST(told(plan) == "POST /v3/maps/x?a=1&a=2 {\"b\":1.0} [0]\n");
  BOOST_TEST(plan.calls[0].metered);
  BOOST_TEST(!plan.calls[0].batch);
  BOOST_TEST(plan.calls[0].credentials == 1u);
  BOOST_TEST(plan.would_bill == 1u);
  BOOST_TEST(plan.lone.empty());
  BOOST_TEST((plan.rows[0].status == RowResult::Status::pending));
  batch.rows[0].trouble = Error(Errc::token_malformed);
  const auto troubled = make_plan(batch, {});
  BOOST_TEST(troubled.calls.empty());
  BOOST_TEST(troubled.rows[0].error->error.slug() == "token-malformed");
  BOOST_TEST(troubled.would_bill == 0u);
}

BOOST_AUTO_TEST_CASE(a_batch_of_no_rows_is_taken_as_one) {
  BOOST_TEST(plan_of(R"({"rows":[["a"],["b"]]})", 0).calls.size() == 2u);
}

BOOST_AUTO_TEST_CASE(ten_thousand_rows_with_one_long_beginning_are_quick) {
  std::string body = R"({"rows":[)";
  const std::string beginning(900, 'a');
  for (int i = 0; i < 10000; ++i) {
    body.append(i ? ",[\"" : "[\"").append(beginning).append(std::to_string(i % 5000)).append("\"]");
  }
  const auto batch = batch_of("geocode", body + "]}");
  const auto began = std::chrono::steady_clock::now();
  const auto plan = make_plan(batch, {100});
  BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(5)));  // quadratic takes minutes
  BOOST_TEST(plan.deduplicated == 5000u);
  BOOST_TEST(plan.calls.size() == 50u);
}

BOOST_AUTO_TEST_SUITE_END()
