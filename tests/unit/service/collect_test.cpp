#include "service/collect.hpp"

#include "requests.hpp"
#include "service/forward.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using flow::Billed;
using flow::RowResult;
using flow::Sent;

namespace {

struct Asked {
  flow::Batch batch{.document = parse("{}")};
  service::Plan plan;
  std::optional<Error> stop;

  explicit Asked(std::string body, std::string_view service = "geocode")
      : batch(batch_of(service, std::move(body))), plan(service::make_plan(batch, {})) {}

  Asked& answer(int status, std::string body, std::size_t call = 0) {
    flow::UpstreamReply reply;
    reply.status = status;
    reply.body = std::move(body);
    stop = service::collect(batch, plan.calls.at(call), {std::move(reply), Sent::yes}, plan.rows);
    return *this;
  }
  Asked& fail(Error error, Sent sent) {
    stop = service::collect(batch, plan.calls.at(0), {std::move(error), sent}, plan.rows);
    return *this;
  }
};

/// "ok RAW", "no-match RAW", "null", "CODE billed status".
std::string told(const RowResult& row) {
  const std::string raw = row.raw.empty() ? "" : " " + std::string(row.raw);
  switch (row.status) {
    case RowResult::Status::pending:
      return "pending";
    case RowResult::Status::ok:
      return "ok" + raw;
    case RowResult::Status::no_match:
      return "no-match" + raw;
    case RowResult::Status::null:
      return "null";
    case RowResult::Status::error:
      break;
  }
  const char* billed = row.error->billed == Billed::no ? "no" : row.error->billed == Billed::yes ? "yes" : "unknown";
  return std::string(row.error->error.slug()) + " " + billed + " " + std::to_string(row.error->upstream_status) + raw;
}

const std::string madrid = R"({"latitude":40.41650,"longitude":-3.702560,"formattedAddress":"Madrid"})";
const std::string entry = R"({"error":null,"value":[)" + madrid + "]}";

}  // namespace

BOOST_AUTO_TEST_SUITE(collect)

BOOST_AUTO_TEST_CASE(a_batch_is_taken_entry_by_entry_byte_for_byte) {
  Asked asked(R"({"rows":[["a"],["b"],["c"],null,["d"],["e"],["f"],["g"]]})");
  asked.answer(200, "[ " + entry + R"(, {"value" : [ ], "error":null}, {"error":"SECRET not found","value":[]},
    {"error":null,"value":null}, {"error":null}, 7, {"error":null,"value":"x"} ])");
  BOOST_TEST(told(asked.plan.rows[0]) == "ok " + entry);
  BOOST_TEST(told(asked.plan.rows[1]) == R"(no-match {"value" : [ ], "error":null})");
  BOOST_TEST(told(asked.plan.rows[2]) == "upstream-rejected unknown 200");
  BOOST_TEST(asked.plan.rows[2].error->error.detail().find("SECRET") == std::string_view::npos);
  BOOST_TEST(told(asked.plan.rows[3]) == "null");
  BOOST_TEST(told(asked.plan.rows[4]) == R"(no-match {"error":null,"value":null})");
  BOOST_TEST(told(asked.plan.rows[5]) == R"(no-match {"error":null})");
  BOOST_TEST(told(asked.plan.rows[6]) == "upstream-bad-reply yes 200");
  BOOST_TEST(told(asked.plan.rows[7]) == "upstream-bad-reply yes 200");
  BOOST_TEST(!asked.stop);
}

BOOST_AUTO_TEST_CASE(a_batch_needs_one_entry_for_each_row) {
  for (const std::string& body : {"[" + entry + "]", "[" + entry + "," + entry + "," + entry + "]", entry,
                                  std::string("{}"), std::string("[]"), std::string("null"), std::string("\"\"")}) {
    Asked asked(R"({"rows":[["a"],["b"]]})");
    asked.answer(200, body);
    BOOST_TEST(told(asked.plan.rows[0]) == "upstream-bad-reply yes 200", body);
    BOOST_TEST(told(asked.plan.rows[1]) == "upstream-bad-reply yes 200", body);
  }
}

BOOST_AUTO_TEST_CASE(a_lone_get_gives_the_batchs_document_whatever_its_shape) {
  const std::pair<std::string, std::string> shapes[] = {
      {"[" + entry + "]", "ok " + entry},
      {entry, "ok " + entry},
      {R"({"value":[)" + madrid + "]}", R"(ok {"value":[)" + madrid + "]}"},
      {"[" + madrid + "]", "ok " + entry},
      {"[" + madrid + "," + madrid + "]", R"(ok {"error":null,"value":[)" + madrid + "," + madrid + "]}"},
      {"[]", R"(no-match {"error":null,"value":[]})"},
      {R"([{"error":null,"value":[]}])", R"(no-match {"error":null,"value":[]})"},
      {R"({"error":null,"value":[]})", R"(no-match {"error":null,"value":[]})"},
      {R"({"value":)" + madrid + "}", R"(ok {"value":)" + madrid + "}"},
      {R"({"error":"x","status":500})", "upstream-rejected unknown 200"},
      {R"([{"error":{"m":1},"value":null}])", "upstream-rejected unknown 200"},
      {"[" + entry + "," + entry + "]", "upstream-bad-reply yes 200"},
      {"[7]", "upstream-bad-reply yes 200"},
      {"[[" + madrid + "]]", "upstream-bad-reply yes 200"},
      {"{}", "upstream-bad-reply yes 200"},
      {R"({"latitude":1,"longitude":2})", "upstream-bad-reply yes 200"},
      {"null", "upstream-bad-reply yes 200"},
      {"", "upstream-bad-reply yes 200"},
      {"<html>", "upstream-bad-reply yes 200"},
      {"[" + entry, "upstream-bad-reply yes 200"},
  };
  for (const auto& [body, wanted] : shapes) {
    Asked asked(R"({"row":["a"]})");
    asked.answer(200, body);
    BOOST_TEST(told(asked.plan.rows[0]) == wanted, body);
  }
}

BOOST_AUTO_TEST_CASE(raw_outlives_the_reply_and_the_call) {
  std::vector<RowResult> rows;
  {
    Asked asked(R"({"rows":[["a"],["b"]]})");
    asked.answer(200, "[" + entry + "," + entry + "]");
    rows = asked.plan.rows;
  }
  BOOST_TEST(rows[1].raw == entry);
  BOOST_TEST((rows[0].held == rows[1].held));
}

BOOST_AUTO_TEST_CASE(geometry_when_asked_for) {
  const auto ask = [](const std::string& members, const std::string& body) {
    Asked asked(R"({"row":["a"],)" + members + "}");
    asked.answer(200, body);
    return asked.plan.rows[0];
  };
  const auto both = ask(R"("include":["raw","geom"])", "[" + entry + "]");
  BOOST_TEST(both.geom == R"({"type":"Point","coordinates":[-3.702560,40.41650]})");
  BOOST_TEST(both.raw == entry);
  BOOST_TEST(!both.geometry_unknown);
  BOOST_TEST(ask(R"("include":["geom"],"geometry":"wkt")", "[" + madrid + "]").geom == "POINT(-3.702560 40.41650)");
  BOOST_TEST(ask(R"("include":["geom"])", entry).raw.empty());
  BOOST_TEST(ask(R"("include":["raw"])", entry).geom.empty());
  BOOST_TEST(ask(R"("include":[])", entry).raw.empty());
  BOOST_TEST((ask(R"("include":[])", entry).held == nullptr));
  const std::string odd = R"({"error":null,"value":[{"lat":1,"lng":2}]})";
  const auto unknown = ask(R"("include":["geom"])", odd);
  BOOST_TEST(unknown.geometry_unknown);
  BOOST_TEST(unknown.geom.empty());
  BOOST_TEST(unknown.raw == odd);
  BOOST_TEST((unknown.status == RowResult::Status::ok));
  BOOST_TEST(!ask(R"("include":["raw"])", odd).geometry_unknown);
  const auto none = ask(R"("include":["geom"])", R"({"error":null,"value":[]})");
  BOOST_TEST((none.status == RowResult::Status::no_match));
  BOOST_TEST(!none.geometry_unknown);
}

BOOST_AUTO_TEST_CASE(the_quota_is_whole_and_free) {
  const std::string body = R"( [{"service":"geocoding","monthly_quota":10000,"used_quota":7485.0}] )";
  Asked asked(R"({"row":{}})", "quota");
  asked.answer(200, body);
  BOOST_TEST(told(asked.plan.rows[0]) == R"(ok [{"service":"geocoding","monthly_quota":10000,"used_quota":7485.0}])");
  Asked broken(R"({"row":{}})", "quota");
  broken.answer(200, "nope");
  BOOST_TEST(told(broken.plan.rows[0]) == "upstream-bad-reply no 200");
  Asked down(R"({"row":{}})", "quota");
  down.answer(503, "");
  BOOST_TEST(told(down.plan.rows[0]) == "upstream-error no 503");
}

BOOST_AUTO_TEST_CASE(a_position_is_answered_with_the_whole_document) {
  const auto ask = [](const std::string& body) {
    Asked asked(R"({"row":[-3.7,40.4],"include":["raw","geom"],"geometry":"wkt"})", "reverse-geocode");
    return asked.answer(200, body).plan.rows[0];
  };
  for (const auto& body : {"[ " + entry + " ]", entry, "[" + madrid + "]", "{\"value\":" + madrid + "}", madrid,
                           "[" + madrid + "," + madrid + "]"}) {
    const auto row = ask(body);
    BOOST_TEST(told(row) == "ok " + body);
    BOOST_TEST(row.geom == "POINT(-3.702560 40.41650)", body);
    BOOST_TEST(!row.geometry_unknown);
  }
  for (const char* body : {"[]", "null", R"([{"error":null,"value":[]}])", R"({"value":null})", "[null]", "[[]]"}) {
    BOOST_TEST(told(ask(body)) == "no-match " + std::string(body));
  }
  for (const char* body : {R"({"address":"x"})", "{}", "7", R"("x")", "[7]"}) {
    const auto row = ask(body);
    BOOST_TEST(told(row) == "ok " + std::string(body));
    BOOST_TEST(row.geometry_unknown, body);
  }
  BOOST_TEST(told(ask(R"([{"error":"SECRET","value":null}])")) == "upstream-rejected unknown 200");
  BOOST_TEST(told(ask(R"({"error":"SECRET"})")) == "upstream-rejected unknown 200");
  BOOST_TEST(told(ask("<html>")) == "upstream-bad-reply yes 200");
}

BOOST_AUTO_TEST_CASE(isolines_and_routes_bring_their_geometry) {
  const std::string polygon = R"({"type":"Polygon","coordinates":[[[0,0],[1.50,0],[1,1],[0,0]]]})";
  const std::string feature = R"({"type":"Feature","geometry":)" + polygon + R"(,"properties":{"sandbox":true}})";
  const auto ask = [](const std::string& body, const std::string& include = R"(["geom"])") {
    Asked asked(R"({"row":[-3.7,40.4,"car",60],"include":)" + include + "}", "isoline");
    return asked.answer(200, body).plan.rows[0];
  };
  for (const auto& body : {polygon, feature, "[{\"value\":" + feature + "}]"}) {
    BOOST_TEST(ask(body).geom == polygon);
    BOOST_TEST(told(ask(body)) == "ok");
    BOOST_TEST(told(ask(body, R"(["raw"])")) == "ok " + body);
    BOOST_TEST(ask(body, R"(["raw"])").geom.empty());
  }
  const auto unknown = ask(R"({"polygon":[1]})");
  BOOST_TEST(unknown.geometry_unknown);
  BOOST_TEST(told(unknown) == R"(ok {"polygon":[1]})");  // raw unasked
  for (const char* body : {"null", "[]", R"({"value":[]})", R"({"type":"FeatureCollection","features":[]})"}) {
    BOOST_TEST((ask(body).status == RowResult::Status::no_match), body);
    BOOST_TEST(!ask(body).geometry_unknown);
  }
  Asked route(R"({"row":[0,0,1,1,"car"],"include":["geom"],"geometry":"wkt"})", "route");
  route.answer(200, R"({"value":[{"geom":"{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}"}]})");
  BOOST_TEST(route.plan.rows[0].geom == "LINESTRING(0 0,1 1)");
}

BOOST_AUTO_TEST_CASE(cells_are_whole) {
  const auto ask = [](const std::string& body) {
    Asked asked(R"({"row":[-3.7,40.4,"car",60]})", "isoline-h3");
    return told(asked.answer(200, body).plan.rows[0]);
  };
  for (const char* body : {R"(["89283082803ffff"])", R"({"value":["89283082803ffff"]})", R"([{"h3":1},{"h3":2}])"}) {
    BOOST_TEST(ask(body) == "ok " + std::string(body));
  }
  BOOST_TEST(ask("[]") == "no-match []");
  BOOST_TEST(ask(R"({"value":[]})") == R"(no-match {"value":[]})");
}

BOOST_AUTO_TEST_CASE(every_reply_to_a_forwarded_call_is_its_answer) {
  flow::Batch batch{.document = parse("{}")};
  batch.service = &service::forward_service();
  batch.rows.resize(1);
  batch.forward = flow::Forward{"GET", "/v3/maps", "", ""};
  const std::tuple<int, std::string, std::string, bool> replies[] = {
      {200, R"( {"a" : 1.50} )", R"({"a" : 1.50})", false},
      {401, R"({"error":"no"})", R"({"error":"no"})", false},
      {403, "", "", true},
      {429, "quota exceeded", "quota exceeded", true},
      {503, "<html>\n", "<html>\n", true},
      {302, "null", "null", false},
      {404, "{\"a\":", "{\"a\":", true}};
  for (const auto& [status, body, raw, is_text] : replies) {
    auto plan = service::make_plan(batch, {});
    const auto stop = service::collect(batch, plan.calls.at(0),
                                       {flow::UpstreamReply{.status = status, .body = body}, Sent::yes}, plan.rows);
    const auto& row = plan.rows[0];
    BOOST_TEST(!stop);
    BOOST_TEST((row.status == RowResult::Status::ok));
    BOOST_TEST(row.raw == raw);
    BOOST_TEST(row.is_text == is_text);
    BOOST_TEST(row.upstream_status == status);
    BOOST_TEST(!row.error);
  }
  for (const auto& [sent, wanted] : {std::pair(Sent::no, "upstream-connect-refused no 0"),
                                     std::pair(Sent::maybe, "upstream-outcome-unknown unknown 0"),
                                     std::pair(Sent::yes, "upstream-connect-refused yes 0")}) {
    auto plan = service::make_plan(batch, {});
    (void)service::collect(batch, plan.calls.at(0), {Error(Errc::upstream_connect_refused), sent}, plan.rows);
    BOOST_TEST(told(plan.rows[0]) == wanted);
    BOOST_TEST(plan.rows[0].upstream_status == 0);
  }
}

BOOST_AUTO_TEST_CASE(refusals_reach_every_row_of_the_call) {
  const std::tuple<int, std::string, std::string, bool> cases[] = {
      {401, "", "upstream-unauthorized no 401", true},
      {403, "", "upstream-forbidden no 403", true},
      {429, "over quota", "upstream-quota-exceeded no 429", true},
      {429, "", "upstream-rate-limited no 429", false},
      {400, "", "upstream-rejected no 400", false},
      {500, "", "upstream-error unknown 500", false},
      {302, "", "upstream-bad-reply unknown 302", false}};
  for (const auto& [status, body, wanted, stops] : cases) {
    Asked asked(R"({"rows":[["a"],null,["b"]]})");
    asked.answer(status, body);
    BOOST_TEST(told(asked.plan.rows[0]) == wanted);
    BOOST_TEST(told(asked.plan.rows[1]) == "null");
    BOOST_TEST(told(asked.plan.rows[2]) == wanted);
    BOOST_TEST(asked.stop.has_value() == stops, status);
    if (asked.stop) BOOST_TEST(wanted.starts_with(asked.stop->slug()));
  }
}

BOOST_AUTO_TEST_CASE(transport_failures) {
  BOOST_TEST(told(Asked(R"({"row":["a"]})").fail(Errc::upstream_connect_refused, Sent::no).plan.rows[0]) ==
             "upstream-connect-refused no 0");
  BOOST_TEST(told(Asked(R"({"row":["a"]})").fail(Errc::upstream_timeout, Sent::maybe).plan.rows[0]) ==
             "upstream-outcome-unknown unknown 0");
  BOOST_TEST(told(Asked(R"({"row":{}})", "quota").fail(Errc::upstream_timeout, Sent::maybe).plan.rows[0]) ==
             "upstream-timeout no 0");
}

BOOST_AUTO_TEST_CASE(rows_that_were_not_sent_carry_the_error_that_stopped_them) {
  Asked asked(R"({"rows":[["a"],["b"]]})");
  service::fail_rows(asked.plan.calls[0], Errc::upstream_unauthorized, Billed::no, asked.plan.rows);
  BOOST_TEST(told(asked.plan.rows[1]) == "upstream-unauthorized no 401");
  service::fail_rows(asked.plan.calls[0], Errc::deadline_exceeded, Billed::unknown, asked.plan.rows);
  BOOST_TEST(told(asked.plan.rows[1]) == "deadline-exceeded unknown 0");
}

BOOST_AUTO_TEST_CASE(equal_rows_share_an_answer) {
  Asked asked(R"({"rows":[["a"],["b"],["a"],{"id":"x","address":"b"}],"include":["raw","geom"]})");
  asked.answer(200, "[" + entry + R"(,{"error":"x"}])");
  BOOST_TEST(told(asked.plan.rows[2]) == "pending");
  service::spread(asked.plan, asked.plan.rows);
  BOOST_TEST(told(asked.plan.rows[2]) == "ok " + entry);
  BOOST_TEST(asked.plan.rows[2].geom == asked.plan.rows[0].geom);
  BOOST_TEST(told(asked.plan.rows[3]) == "upstream-rejected unknown 200");
}

BOOST_AUTO_TEST_CASE(sharing_stops_at_the_reply_cap) {
  Asked asked(R"({"rows":[["a"],["a"],["b"],["a"],["a"]]})");
  const std::string big = R"({"error":null,"value":[")" + std::string(1000, 'x') + R"("]})";
  asked.answer(200, "[" + big + R"(,{"error":null,"value":[]}])");
  const auto once = service::reply_bytes(asked.plan.calls[0], asked.plan.rows);
  BOOST_TEST(once > 1000u);
  BOOST_TEST(once < 1300u);
  // Four times "a", once "b".
  BOOST_TEST(service::reply_bytes(asked.plan, asked.plan.calls[0], asked.plan.rows) > 4000u);
  service::spread(asked.plan, asked.plan.rows, 2 * once);
  BOOST_TEST(told(asked.plan.rows[0]) == "ok " + big);
  BOOST_TEST(told(asked.plan.rows[1]) == "ok " + big);
  BOOST_TEST(told(asked.plan.rows[2]) == R"(no-match {"error":null,"value":[]})");
  BOOST_TEST(told(asked.plan.rows[3]) == "reply-full no 0");
  BOOST_TEST(told(asked.plan.rows[4]) == "reply-full no 0");
}

BOOST_AUTO_TEST_SUITE_END()
