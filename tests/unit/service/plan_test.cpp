#include "service/plan.hpp"

#include "requests.hpp"

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
