#include "dialect/warehouse_values.hpp"
#include "json/writer.hpp"

#include "support.hpp"

#include <vector>

using namespace dialect_tests;
using dialect::ValueForm;
using dialect::write_values;

namespace {

flow::Batch batch_with(flow::OnError on_error, bool geom = false, const ServiceInfo& service = geocode) {
  flow::Batch batch{.document = parse("[]"), .service = &service};
  batch.on_error = on_error;
  batch.include_geom = geom;
  batch.include_raw = !geom;
  batch.rows_field = "/data";
  return batch;
}

std::string once_more(const std::string& document) {
  std::string out;
  json::append_string(out, document);
  return out;
}

constexpr ValueForm plain{.before = "[", .after = "]"};
constexpr ValueForm numbered{.before = "[", .after = "]", .numbered = true};
constexpr ValueForm stringed{.before = "[", .after = "]", .in_string = true, .recoded = true};

}  // namespace

BOOST_AUTO_TEST_SUITE(warehouse_values)

BOOST_AUTO_TEST_CASE(each_form_of_each_value) {
  const auto batch = batch_with(flow::OnError::null);
  const std::vector<RowResult> rows = {good(R"({"v": 1.10})"), of(RowResult::Status::no_match, "{}"),
                                       of(RowResult::Status::null), bad(Errc::bad_argument), RowResult{}};
  BOOST_TEST(write_values(batch, rows, plain).body == R"([{"v": 1.10},null,null,null,null])");
  BOOST_TEST(write_values(batch, rows, numbered).body == R"([[0,{"v": 1.10}],[1,null],[2,null],[3,null],[4,null]])");
  BOOST_TEST(write_values(batch, rows, stringed).body == R"(["{\"v\": 1.10}",null,null,null,null])");
  BOOST_TEST(write_values(batch, {}, numbered).body == "[]");
}

BOOST_AUTO_TEST_CASE(the_error_as_a_value) {
  const auto batch = batch_with(flow::OnError::value);
  const std::vector<RowResult> rows = {bad(Error(Errc::upstream_error, "d").with_hint("h"), Billed::unknown, 503),
                                       RowResult{}};
  const std::string error =
      R"({"error":{"code":"upstream-error","message":"d; h","status":503,"retryable":false,"billed":"unknown"}})";
  const auto body = write_values(batch, rows, plain).body;
  BOOST_TEST(body.starts_with("[" + error + ","));
  BOOST_TEST(has(body, R"({"error":{"code":"internal")"));
  BOOST_TEST(write_values(batch, rows, stringed).body.starts_with("[" + once_more(error) + ","));
}

BOOST_AUTO_TEST_CASE(a_geometry_is_a_string_and_an_unknown_one_is_counted) {
  const auto batch = batch_with(flow::OnError::null, true);
  std::vector<RowResult> rows = {good("{}", R"({"type":"Point"})"), good("{}"), good("{}", "POINT(1 2)"),
                                 of(RowResult::Status::no_match), good("{}")};
  rows[1].geometry_unknown = true;
  for (const auto& form : {plain, stringed}) {
    const auto values = write_values(batch, rows, form);
    BOOST_TEST(values.body == R"x(["{\"type\":\"Point\"}",null,"POINT(1 2)",null,null])x");
    BOOST_TEST(values.warnings == 2u);
    BOOST_TEST(!values.full);
  }
  const auto reply = dialect::values_reply(write_values(batch, rows, plain));
  BOOST_TEST(*reply.headers.find("atgateway-warnings") == "2");
  BOOST_TEST(*reply.headers.find("content-type") == "application/json");
  BOOST_TEST(!dialect::values_reply({.body = "[]"}).headers.find("atgateway-warnings"));
}

BOOST_AUTO_TEST_CASE(never_a_byte_over_the_cap_at_any_cap) {
  std::vector<RowResult> rows;
  const std::string answer = R"({"a":"\"quoted\"","b":[1,2,3],"text":"ñ\\"})";
  for (int i = 0; i < 12; ++i) {
    rows.push_back(i % 4 == 3   ? bad(Errc::upstream_error, Billed::unknown, 500)
                   : i % 4 == 2 ? of(RowResult::Status::null)
                                : good(answer, R"({"type":"Point","coordinates":[1,2]})"));
  }
  for (const auto on_error : {flow::OnError::null, flow::OnError::value}) {
    for (const bool geom : {false, true}) {
      const auto batch = batch_with(on_error, geom);
      for (auto form : {plain, numbered, stringed}) {
        form.most_bytes = UINT64_MAX;
        const auto size_of = [&](const std::string& body) {
          return form.recoded ? once_more(body).size() : body.size();
        };
        const auto whole = write_values(batch, rows, form).body;
        // Below this not even the shortest telling of every row finds room.
        const std::size_t least = 16 + rows.size() * (on_error == flow::OnError::null ? 12 : 420);
        bool seen_full = false, seen_whole = false;
        for (std::size_t most = least; most <= size_of(whole) + 40; ++most) {
          form.most_bytes = most;
          const auto values = write_values(batch, rows, form);
          BOOST_REQUIRE_LE(size_of(values.body), most);
          BOOST_REQUIRE_EQUAL(parse(values.body).root().size(), rows.size());
          BOOST_REQUIRE_EQUAL(values.full, values.body != whole);
          (values.full ? seen_full : seen_whole) = true;
        }
        BOOST_TEST((seen_whole || size_of(whole) + 40 < least));
        BOOST_TEST((seen_full || on_error == flow::OnError::value));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(what_found_no_room_says_whether_it_was_paid_for) {
  const std::string big(2000, '1');
  const std::vector<RowResult> rows = {good("1"), good(big), of(RowResult::Status::null),
                                       bad(Errc::upstream_error, Billed::unknown, 500), good("2")};
  ValueForm form = plain;
  form.most_bytes = 1500;
  for (const auto* service : {&geocode, &quota}) {
    const auto values = write_values(batch_with(flow::OnError::value, false, *service), rows, form);
    const auto list = parse(values.body);
    BOOST_TEST(values.full);
    std::vector<std::string> seen;
    for (const auto item : list.root().elements()) {
      const auto error = item.find("error");
      seen.push_back(error ? std::string(error->find("code")->text()) + ":" + std::string(error->find("billed")->text())
                           : std::string(item.source()));
    }
    const std::string paid = service->metered ? "reply-full:yes" : "reply-full:no";
    const std::vector<std::string> wanted = {"1", paid, "null", "reply-full:unknown", paid};
    BOOST_TEST(seen == wanted, boost::test_tools::per_element());
  }
  form.most_bytes = 1000;
  BOOST_TEST(write_values(batch_with(flow::OnError::null), rows, form).body == "[1,null,null,null,null]");
}

BOOST_AUTO_TEST_CASE(under_fail_a_failed_row_fails_the_request_in_a_form_nobody_repeats) {
  const auto refuse = [](const Error& error, const dialect::Situation& situation) {
    BOOST_TEST(!situation.retryable);
    BOOST_TEST(situation.envelope_read);
    BOOST_TEST(situation.metered == 1u);
    Reply reply;
    reply.status = 422;
    reply.body = std::string(error.slug()) + " " + std::string(error.field()) + " " + std::string(error.detail());
    return reply;
  };
  const std::vector<RowResult> rows = {good("1"), bad(Error(Errc::upstream_error, "d"))};
  const auto refused = dialect::refuse_failed_rows(batch_with(flow::OnError::fail), rows, summary, refuse);
  BOOST_REQUIRE(refused);
  BOOST_TEST(refused->body == "row-failed /data/1 upstream-error: d");
  const std::vector<RowResult> fine = {good("1"), of(RowResult::Status::null)};
  BOOST_TEST(!dialect::refuse_failed_rows(batch_with(flow::OnError::fail), fine, summary, refuse));
  BOOST_TEST(!dialect::refuse_failed_rows(batch_with(flow::OnError::null), rows, summary, refuse));
  BOOST_TEST(!dialect::refuse_failed_rows(batch_with(flow::OnError::value), rows, summary, refuse));
  BOOST_TEST(has(dialect::refuse_full(batch_with(flow::OnError::fail), summary, refuse).body,
                 "row-failed /data reply-full: "));
}

BOOST_AUTO_TEST_SUITE_END()
