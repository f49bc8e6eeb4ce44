#include "dialect/rows.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using flow::Billed;
using flow::RowResult;

namespace {

constexpr ServiceInfo service{"geocode", "", {}, "GET", "/g", "/b", true, true, 100};

flow::Batch decode(std::string body) {
  auto document = json::Document::parse(std::move(body));
  BOOST_REQUIRE(document.ok());
  auto batch = dialect::decode_rows(std::move(document).value(), service, {});
  BOOST_REQUIRE(batch.ok());
  return std::move(batch).value();
}

RowResult good(std::string_view raw, std::string geom = {}) {
  return {.status = RowResult::Status::ok, .raw = raw, .geom = std::move(geom)};
}
RowResult bad(Error error, Billed billed = Billed::no, int status = 0) {
  return {.status = RowResult::Status::error, .error = flow::RowError{std::move(error), billed, status}};
}
RowResult of(RowResult::Status status, std::string_view raw = {}) { return {.status = status, .raw = raw}; }

/// From the first result on.
std::string tail(const std::string& reply) {
  const auto at = reply.find("\"result");
  BOOST_REQUIRE(at != std::string::npos);
  return reply.substr(at);
}
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const dialect::Summary plain{.request_id = "r-1"};

}  // namespace

BOOST_AUTO_TEST_SUITE(rows_encode)

BOOST_AUTO_TEST_CASE(the_whole_reply_in_its_order) {
  const auto batch = decode(R"({"rows":[{"id":"a"},{"id":7},[],null]})");
  const RowResult rows[] = {good(R"({"error":null,"value":[{"x":1.10}]})"), bad(Errc::missing_argument),
                            of(RowResult::Status::no_match, R"({"error":null,"value":[]})"),
                            of(RowResult::Status::null)};
  const dialect::Summary summary{.request_id = "r-1", .upstream_calls = 2, .deduplicated = 3, .billed = 4};
  BOOST_TEST(
      dialect::encode_rows(batch, rows, summary) ==
      R"({"protocol":1,"request_id":"r-1","rows":4,"failed":1,"upstream_calls":2,"deduplicated":3,"billed":4,)"
      R"("results":[{"id":"a","status":"ok","raw":{"error":null,"value":[{"x":1.10}]}},)"
      R"({"id":"7","status":"error","error":{"code":"missing-argument","message":"A required argument is missing. )"
      R"(GET /v1/services lists the arguments.","retryable":false,"billed":"no"}},)"
      R"({"status":"no-match","raw":{"error":null,"value":[]}},{"status":"null"}]})");
}

BOOST_AUTO_TEST_CASE(one_row_is_a_result_and_no_rows_are_an_empty_list) {
  const auto single = decode(R"({"row":{"id":"a"}})");
  const RowResult rows[] = {good("1")};
  BOOST_TEST(tail(dialect::encode_rows(single, rows, plain)) == R"("result":{"id":"a","status":"ok","raw":1}})");
  const auto none = decode(R"({"rows":[]})");
  BOOST_TEST(dialect::encode_rows(none, {}, plain) ==
             R"({"protocol":1,"request_id":"r-1","rows":0,"failed":0,"upstream_calls":0,"deduplicated":0,"billed":0,)"
             R"("results":[]})");
}

BOOST_AUTO_TEST_CASE(include_decides_what_an_entry_holds) {
  const auto make = [] {
    return std::vector<RowResult>{good(R"({"v":1})", R"({"type":"Point","coordinates":[-3.70,40]})")};
  };
  auto rows = make();
  BOOST_TEST(tail(dialect::encode_rows(decode(R"({"row":[],"include":["geom","raw"]})"), rows, plain)) ==
             R"("result":{"status":"ok","geom":"{\"type\":\"Point\",\"coordinates\":[-3.70,40]}","raw":{"v":1}}})");
  rows[0].geom.clear();
  BOOST_TEST(tail(dialect::encode_rows(decode(R"({"row":[],"include":[]})"), rows, plain)) ==
             R"("result":{"status":"ok"}})");
}

BOOST_AUTO_TEST_CASE(an_unknown_geometry_gives_raw_unasked_and_a_warning) {
  std::vector<RowResult> rows = {good(R"({"v":1})")};
  rows[0].geometry_unknown = true;
  BOOST_TEST(tail(dialect::encode_rows(decode(R"({"row":[],"include":["geom"]})"), rows, plain)) ==
             R"("result":{"status":"ok","raw":{"v":1},"warning":{"code":"geometry-unknown","message":)"
             R"("The answer has a shape whose geometry is not known. Take the geometry from raw."}}})");
}

BOOST_AUTO_TEST_CASE(on_error_null_hides_the_error_and_counts_it) {
  const auto batch = decode(R"({"rows":[{"id":"a"}],"on_error":"null"})");
  const RowResult rows[] = {bad(Errc::bad_argument)};
  const auto reply = dialect::encode_rows(batch, rows, plain);
  BOOST_TEST(tail(reply) == R"("results":[{"id":"a","status":"error"}]})");
  BOOST_TEST(has(reply, R"("failed":1)"));
}

BOOST_AUTO_TEST_CASE(what_may_be_billed_is_never_called_retryable) {
  const auto batch = decode(R"({"row":[]})");
  const std::tuple<Errc, Billed, int, std::string> cases[] = {
      {Errc::upstream_rate_limited, Billed::no, 429, R"("status":429,"retryable":true,"billed":"no")"},
      {Errc::upstream_error, Billed::unknown, 503, R"("status":503,"retryable":false,"billed":"unknown")"},
      {Errc::upstream_error, Billed::no, 503, R"("status":503,"retryable":true,"billed":"no")"},
      {Errc::upstream_outcome_unknown, Billed::unknown, 0, R"("retryable":false,"billed":"unknown")"},
      {Errc::upstream_bad_reply, Billed::yes, 200, R"("status":200,"retryable":false,"billed":"yes")"},
      {Errc::queue_timeout, Billed::no, 0, R"("retryable":true,"billed":"no")"},
      {Errc::draining, Billed::unknown, 0, R"("retryable":false,"billed":"unknown")"},
  };
  for (const auto& [code, billed, status, wanted] : cases) {
    const RowResult rows[] = {bad(code, billed, status)};
    const auto reply = dialect::encode_rows(batch, rows, plain);
    BOOST_TEST(has(reply, wanted), reply);
    BOOST_TEST(has(reply, "\"status\":\"error\""));
  }
}

BOOST_AUTO_TEST_CASE(a_message_joins_what_was_seen_and_what_to_do) {
  const auto batch = decode(R"({"row":[]})");
  const RowResult small[] = {
      bad(Error(Errc::unknown_argument, "`adress` is wrong.").with_hint("did you mean `address`?"))};
  BOOST_TEST(
      has(dialect::encode_rows(batch, small, plain), R"("message":"`adress` is wrong; did you mean `address`?")"));
  const RowResult big[] = {bad(Error(Errc::upstream_error, "CARTO answered HTTP 500.").with_hint("Try later."))};
  BOOST_TEST(has(dialect::encode_rows(batch, big, plain), R"("message":"CARTO answered HTTP 500. Try later.")"));
}

BOOST_AUTO_TEST_CASE(all_failed_is_said_when_the_token_is_to_blame) {
  const auto batch = decode(R"({"rows":[[],[],[]]})");
  const auto unauthorized = [] { return bad(Errc::upstream_unauthorized, Billed::no, 401); };
  const auto forbidden = [] { return bad(Errc::upstream_forbidden, Billed::no, 403); };
  const auto null = [] { return of(RowResult::Status::null); };
  const auto mistake = [](Errc code) { return bad(code); };
  const std::pair<std::vector<RowResult>, std::string> cases[] = {
      {{unauthorized(), unauthorized(), unauthorized()}, R"("all_failed":"upstream-unauthorized",)"},
      {{null(), forbidden(), mistake(Errc::bad_argument)}, R"("all_failed":"upstream-forbidden",)"},
      {{mistake(Errc::missing_argument), mistake(Errc::unknown_argument), unauthorized()},
       R"("all_failed":"upstream-unauthorized",)"},
      {{mistake(Errc::too_many_arguments), forbidden(), null()}, R"("all_failed":"upstream-forbidden",)"},
      {{good("1"), unauthorized(), unauthorized()}, ""},
      {{of(RowResult::Status::no_match), unauthorized(), unauthorized()}, ""},
      {{bad(Errc::upstream_error), unauthorized(), unauthorized()}, ""},
      {{bad(Errc::upstream_rate_limited), forbidden(), forbidden()}, ""},
      {{null(), null(), null()}, ""},
      {{null(), mistake(Errc::bad_argument), null()}, ""},
  };
  for (const auto& [rows, wanted] : cases) {
    const auto reply = dialect::encode_rows(batch, rows, plain);
    BOOST_TEST(has(reply, "all_failed") == !wanted.empty(), reply);
    if (!wanted.empty()) BOOST_TEST(has(reply, wanted), reply);
  }
}

BOOST_AUTO_TEST_CASE(the_sandbox_is_named) {
  const auto batch = decode(R"({"rows":[]})");
  BOOST_TEST(has(dialect::encode_rows(batch, {}, {.request_id = "r", .sandbox = true}), R"("sandbox":true,"results")"));
  BOOST_TEST(!has(dialect::encode_rows(batch, {}, plain), "sandbox"));
}

BOOST_AUTO_TEST_CASE(a_row_that_nobody_answered_is_an_internal_error) {
  const auto batch = decode(R"({"row":[]})");
  const RowResult rows[] = {RowResult{}};
  const auto reply = dialect::encode_rows(batch, rows, plain);
  BOOST_TEST(has(reply, R"("failed":1)"));
  BOOST_TEST(has(reply, R"("status":"error","error":{"code":"internal")"), reply);
}

BOOST_AUTO_TEST_CASE(a_dry_run_shows_the_plan) {
  const auto batch = decode(R"({"rows":[[],[],[],[]]})");
  std::vector<RowResult> rows(4);
  rows[0].status = rows[1].status = RowResult::Status::ok;
  rows[2] = bad(Error(Errc::bad_argument, "`x` must be y.").with_hint("do z"));
  rows[3] = of(RowResult::Status::null);
  std::vector<flow::UpstreamCall> calls(1);
  calls[0].method = "POST";
  calls[0].path = "/v3/lds/geocoding/batch";
  calls[0].query = "address=secret";
  calls[0].rows = {0, 1};
  const auto reply = dialect::encode_dry_run(batch, rows, calls, 2, "https://a.example/api",
                                             {.request_id = "r-1", .upstream_calls = 1, .deduplicated = 5});
  BOOST_TEST(
      reply ==
      R"({"protocol":1,"request_id":"r-1","dry_run":true,"service":"geocode","base_url":"https://a.example/api",)"
      R"("rows":4,"failed":1,"deduplicated":5,"upstream_calls":1,"billed":0,"would_bill":2,)"
      R"("calls":[{"method":"POST","path":"/v3/lds/geocoding/batch","rows":[0,1]}],)"
      R"("row_errors":[{"row":2,"error":{"code":"bad-argument","message":"`x` must be y; do z","retryable":false,)"
      R"("billed":"no"}}]})");
}

BOOST_AUTO_TEST_CASE(rows_that_a_dry_run_leaves_pending_are_not_failures) {
  const auto batch = decode(R"({"rows":[[]]})");
  const std::vector<RowResult> rows(1);
  const auto reply = dialect::encode_dry_run(batch, rows, {}, 0, "u", plain);
  BOOST_TEST(has(reply, R"("failed":0)"), reply);
  BOOST_TEST(has(reply, R"("row_errors":[])"), reply);
}

BOOST_AUTO_TEST_SUITE_END()
